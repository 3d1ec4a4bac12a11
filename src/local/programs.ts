import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { Env } from '../model/env.js'

/** Where a program is found on PATH, or as a file where the name says which; else `undefined`. */
export async function findProgram(
  name: string,
  env: Env,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  if (name.includes('/') || (platform === 'win32' && name.includes('\\')))
    return (await isExecutable(name)) ? name : undefined
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const endings = platform === 'win32' ? (env['PATHEXT'] ?? '.EXE;.CMD').split(';') : ['']
  for (const folder of folders)
    for (const ending of endings) {
      const file = join(folder, name + ending)
      if (await isExecutable(file)) return file
    }
  return undefined
}

const isExecutable = (file: string) =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  )

const VERSION_TIMEOUT_MS = 10_000

/** What `program --version` prints, or why it did not. */
export function versionText(program: string, env: Env): Promise<{ text: string } | { failure: string }> {
  return new Promise((resolve) => {
    execFile(program, ['--version'], { env: { ...env }, timeout: VERSION_TIMEOUT_MS }, (error, stdout, stderr) => {
      if (error) resolve({ failure: error.message.split('\n')[0] ?? error.message })
      else resolve({ text: `${stdout}${stderr}`.trim() })
    })
  })
}
