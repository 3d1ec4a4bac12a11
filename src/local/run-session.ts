import { spawn } from 'node:child_process'
import type { Env } from '../model/env.js'
import { passSignalsOn } from './signals.js'

export interface SessionProcess {
  program: string
  args: readonly string[]
  env: Env
  /** Where the program's stderr goes besides being kept. */
  stderr: NodeJS.WritableStream
  stdinIsTerminal: boolean
}

/** Last part of stderr, in characters, that is kept to explain a failure. */
const KEPT = 8_192

/** Runs a session program on this terminal and waits for its end. */
export function runSession(session: SessionProcess): Promise<{ exitCode: number; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(session.program, session.args, {
      env: { ...session.env },
      stdio: ['inherit', 'inherit', 'pipe'],
    })
    const release = passSignalsOn(child, session.stdinIsTerminal)
    let kept = ''
    child.stderr.on('data', (chunk: Buffer) => {
      session.stderr.write(chunk)
      kept = (kept + chunk.toString('utf8')).slice(-KEPT)
    })
    child.once('error', (error) => {
      release()
      reject(error)
    })
    child.once('close', (code, signal) => {
      release()
      resolve({ exitCode: code ?? (signal === 'SIGINT' ? 130 : 143), stderr: kept })
    })
  })
}
