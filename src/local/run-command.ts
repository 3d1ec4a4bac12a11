import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Env } from '../model/env.js'
import { passSignalsOn } from './signals.js'

export interface CommandRun {
  program: string
  args: readonly string[]
  env: Env
  /** Then Ctrl-C reaches the command by itself. */
  stdinIsTerminal: boolean
}

/** Runs a command on this program's own stdin, stdout and stderr. @returns its exit code, as shells tell it */
export function runCommand({ program, args, env, stdinIsTerminal }: CommandRun): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...env }, stdio: 'inherit' })
    const release = passSignalsOn(child, stdinIsTerminal)
    child.once('error', (error) => {
      release()
      reject(error)
    })
    child.once('close', (code, signal) => {
      release()
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}
