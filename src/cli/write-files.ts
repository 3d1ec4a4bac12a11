import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileTrouble } from '../app/file-trouble.js'
import { UsageError } from '../model/errors.js'

export interface OutputFile {
  path: string
  content: string
}

/**
 * Writes all files or none: each goes to a temporary name beside its place first, and only when all are
 * written they are renamed.
 * @throws UsageError with the file and the reason (disk full, no permission, …)
 */
export async function writeFiles(files: readonly OutputFile[]): Promise<void> {
  const staged: { temporary: string; path: string }[] = []
  let current = ''
  try {
    for (const { path, content } of files) {
      current = resolve(path)
      const temporary = join(dirname(current), `.${process.pid}-${staged.length}.ssm-ready.tmp`)
      await mkdir(dirname(current), { recursive: true })
      staged.push({ temporary, path: current })
      await writeFile(temporary, content)
    }
    for (const { temporary, path } of staged) {
      current = path
      await rename(temporary, path)
    }
  } catch (error) {
    await Promise.all(staged.map(({ temporary }) => rm(temporary, { force: true })))
    throw new UsageError(`${current} cannot be written: ${fileTrouble(error)}. No file was written.`, { cause: error })
  }
}
