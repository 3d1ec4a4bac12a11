import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Behaviour {
  exitCode?: number
  stdout?: string
  stderr?: string
  /** More of a shell script, run before it ends. */
  script?: string
}

export interface FakePrograms {
  folder: string
  /** For PATH: these programs and the shell's own. */
  path: string
  make(name: string, behaviour?: Behaviour): Promise<void>
  remove(name: string): Promise<void>
  /** Arguments of each run so far. */
  runs(name: string): Promise<string[][]>
  /** A variable of the last run's environment, as it was when the program began. */
  variable(name: string, variable: string): Promise<string | undefined>
  clean(): Promise<void>
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** Small programs on a PATH of their own that record how they were started. */
export async function fakePrograms(): Promise<FakePrograms> {
  const folder = await mkdtemp(join(tmpdir(), 'ssm-ready-path-'))
  const bin = join(folder, 'bin')
  await mkdir(bin)
  const read = (file: string) => readFile(join(folder, file), 'utf8').catch(() => '')
  return {
    folder,
    path: bin,
    make: async (name, { exitCode = 0, stdout = '', stderr = '', script = '' } = {}) => {
      const record = join(folder, name)
      const lines = [
        '#!/bin/bash',
        'export PATH=/usr/bin:/bin',
        `printf '%s\\0' "$@" $'\\n' >> ${quoted(`${record}.argv`)}`,
        `env -0 > ${quoted(`${record}.env`)}`,
        `printf %s ${quoted(stdout)}`,
        `printf %s ${quoted(stderr)} >&2`,
        script,
        `exit ${exitCode}`,
      ]
      await writeFile(join(bin, name), `${lines.join('\n')}\n`)
      await chmod(join(bin, name), 0o755)
    },
    remove: (name) => rm(join(bin, name), { force: true }),
    runs: async (name) =>
      (await read(`${name}.argv`))
        .split('\0\n\0')
        .slice(0, -1)
        .map((run) => run.split('\0')),
    variable: async (name, variable) =>
      (await read(`${name}.env`))
        .split('\0')
        .find((line) => line.startsWith(`${variable}=`))
        ?.slice(variable.length + 1),
    clean: () => rm(folder, { recursive: true, force: true }),
  }
}
