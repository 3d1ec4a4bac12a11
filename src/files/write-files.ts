import { rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { UsageError } from '../model/errors.js'
import { assertFile } from './file-kind.js'
import { fileTrouble } from './file-trouble.js'
import { makeFolder } from './make-folder.js'

export interface OutputFile {
  path: string
  content: string
  /** Permission bits; absent: those of any file here. */
  mode?: number
}

interface Staged {
  path: string
  /** What is to be there, already written. */
  temporary: string
  /** Where what was there waits for the others to succeed. */
  backup: string
}

/**
 * Writes all files or none: each goes to a temporary name beside its place first; only when all are written they
 * are renamed, and what they replace comes back when one of them cannot be.
 * @throws UsageError with the file and the reason (disk full, no permission, …)
 */
export async function writeFiles(
  files: readonly OutputFile[],
  write: (path: string, content: string, mode?: number) => Promise<void> = writeNew,
): Promise<void> {
  const staged: Staged[] = []
  const placed: Staged[] = []
  let current = ''
  try {
    for (const { path, content, mode } of files) {
      current = resolve(path)
      await makeFolder(dirname(current))
      const beside = join(dirname(current), `.${process.pid}-${staged.length}.ssm-ready`)
      const file = { path: current, temporary: `${beside}.tmp`, backup: `${beside}.old` }
      staged.push(file)
      await assertReplaceable(current)
      await write(file.temporary, content, mode)
    }
    for (const file of staged) {
      current = file.path
      await setAside(file)
      placed.push(file)
      await rename(file.temporary, file.path)
    }
  } catch (error) {
    for (const file of placed) await putBack(file)
    await Promise.all(staged.map(({ temporary }) => rm(temporary, { force: true })))
    throw new UsageError(`${current} cannot be written: ${fileTrouble(error)}. No file was written.`, { cause: error })
  }
  await Promise.all(placed.map(({ backup }) => rm(backup, { force: true })))
}

/** Removes a file; false where there is none. */
export async function removeFile(path: string): Promise<boolean> {
  try {
    await rm(path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw new UsageError(`${path} cannot be removed: ${fileTrouble(error)}.`, { cause: error })
  }
}

/** A temporary name that a crash has left is not written into: it has a mode of its own. */
async function writeNew(path: string, content: string, mode = 0o666): Promise<void> {
  await rm(path, { force: true })
  await writeFile(path, content, { mode, flag: 'wx' })
}

/** A device or a pipe would be gone, and what was written with it. */
async function assertReplaceable(path: string): Promise<void> {
  const there = await stat(path).catch(noneThere)
  if (there) assertFile(there)
}

const setAside = ({ path, backup }: Staged) => rename(path, backup).catch(noneThere)

async function putBack({ path, backup }: Staged): Promise<void> {
  await rm(path, { force: true })
  await rename(backup, path).catch(noneThere)
}

function noneThere(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
