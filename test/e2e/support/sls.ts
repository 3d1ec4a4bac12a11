import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'

export const ROOT = resolve(import.meta.dirname, '../../..')

/** Runs the framework, which waits for the end of stdin and so gets none. */
export async function sls(args: string[], env: Record<string, string | undefined>) {
  const running = promisify(execFile)(process.execPath, ['node_modules/serverless/bin/serverless.js', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  })
  running.child.stdin?.end()
  return running.catch((error: { stdout: string; stderr: string; code: number }) => error)
}
