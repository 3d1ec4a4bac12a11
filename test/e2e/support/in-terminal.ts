import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { CLI, environmentOf, type Place } from './started-cli.js'

/** Of util-linux; it makes a terminal. */
const SCRIPT = '/usr/bin/script'
export const terminalAvailable = existsSync(SCRIPT)

export interface InTerminal {
  /** What the terminal has shown so far. */
  shown: () => string
  /** Waits until it shows this. */
  shows: (words: RegExp) => Promise<void>
  type: (text: string) => void
  resize: (cols: number, rows: number) => Promise<void>
  kill: (signal: string) => Promise<void>
  /** The program's exit code, and whether the terminal is as it was before. */
  ended: () => Promise<{ exitCode: number; isRestored: boolean }>
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** `ssm-ready` in a terminal of 120 columns and 40 rows. */
export async function startInTerminal(argv: readonly string[], place: Place): Promise<InTerminal> {
  const folder = await mkdtemp(join(tmpdir(), 'ssm-ready-terminal-'))
  const file = (name: string) => join(folder, name)
  const command = [process.execPath, CLI, ...argv].map(quoted).join(' ')
  const lines = [
    'export PATH=/usr/bin:/bin',
    `tty > ${file('tty')}`,
    'stty cols 120 rows 40',
    `stty -a > ${file('before')}`,
    `( echo $BASHPID > ${file('pid')}; PATH=/nonexistent exec ${command} )`,
    `echo $? > ${file('code')}`,
    `stty -a > ${file('after')}`,
  ]
  await writeFile(file('run'), lines.join('\n'))
  const child = spawn(SCRIPT, ['-qec', `/bin/bash ${file('run')}`, '/dev/null'], {
    env: environmentOf(place),
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const closed = once(child, 'close')
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk
  })
  const read = async (name: string) => (await readFile(file(name), 'utf8')).trim()
  const sizeless = (settings: string) => settings.replace(/rows \d+; columns \d+;/, '')
  return {
    shown: () => text,
    shows: async (words) => {
      for (let i = 0; !words.test(text); i++) {
        if (i > 1_000) throw new Error(`it never showed ${words}:\n${text}`)
        await wait(20)
      }
    },
    type: (keys) => void child.stdin.write(keys),
    resize: async (cols, rows) => {
      await promisify(execFile)('stty', ['-F', await read('tty'), 'cols', String(cols), 'rows', String(rows)])
    },
    kill: async (signal) => void process.kill(Number(await read('pid')), signal),
    ended: async () => {
      await closed
      const [exitCode, before, after] = await Promise.all(['code', 'before', 'after'].map(read))
      await rm(folder, { recursive: true })
      return { exitCode: Number(exitCode), isRestored: sizeless(before ?? '') === sizeless(after ?? 'x') }
    },
  }
}
