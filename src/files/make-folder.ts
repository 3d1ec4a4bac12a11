import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it. Node's own `recursive` never ends where the file system answers ENOENT although
 * the parent exists, as /proc does.
 */
export async function makeFolder(path: string): Promise<void> {
  if (await made(path)) return
  const parent = dirname(path)
  if (parent !== path) await makeFolder(parent)
  if (!(await made(path))) throw new Error(`no folder can be made in ${parent}`)
}

/** True when the folder is there now; false when what it would be in is not. */
async function made(path: string): Promise<boolean> {
  try {
    await mkdir(path)
    return true
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return false
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return true
    throw error
  }
}
