import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'

const CLI = resolve(import.meta.dirname, '../../../dist/cli.js')

export interface Ended {
  /** `null`: it was killed. */
  exitCode: number | null
  stdout: string
  stderr: string
}

export interface Running {
  child: ChildProcess
  ended: Promise<Ended>
}

/** Starts the built command line as a process of its own, with the environment of this one. */
export function startCli(
  argv: readonly string[],
  { cwd, env = {} }: { cwd: string; env?: Record<string, string> },
): Running {
  const child = spawn(process.execPath, [CLI, ...argv], {
    ...{ cwd, stdio: ['ignore', 'pipe', 'pipe'] },
    env: { ...process.env, ...env },
  })
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk
  })
  const ended = new Promise<Ended>((done, failed) => {
    child.once('error', failed)
    child.once('close', (exitCode) => done({ exitCode, stdout, stderr }))
  })
  return { child, ended }
}

/** The same, to its end. */
export const builtCli = (...call: Parameters<typeof startCli>): Promise<Ended> => startCli(...call).ended
