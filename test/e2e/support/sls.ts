import { execFile } from 'node:child_process'
import { cp, mkdtemp, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

export const ROOT = resolve(import.meta.dirname, '../../..')

/**
 * A folder with the service as it is here. The framework keeps what it packages in the folder that it runs in, and takes it away
 * again: two at once would take away each other's.
 */
export async function serviceFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ssm-ready-service-'))
  for (const name of ['serverless.yml', 'serverless', 'package.json', 'tsconfig.json', 'handlers', 'scripts'])
    await cp(join(ROOT, name), join(folder, name), { recursive: true })
  for (const name of ['src', 'node_modules']) await symlink(join(ROOT, name), join(folder, name))
  return folder
}

/** Runs the framework, which waits for the end of stdin and so gets none. */
export async function sls(args: string[], env: Record<string, string | undefined>, cwd = ROOT) {
  const running = promisify(execFile)(process.execPath, ['node_modules/serverless/bin/serverless.js', ...args], {
    cwd,
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  })
  running.child.stdin?.end()
  return running.catch((error: { stdout: string; stderr: string; code: number }) => error)
}
