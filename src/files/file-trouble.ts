const REASONS = new Map(
  Object.entries({
    ENOENT: 'no such file',
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    EFBIG: 'files may not become so large here',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'the file system is read-only',
    ENOTDIR: 'a part of the path is no folder',
    EISDIR: 'it is a folder',
    EEXIST: 'a part of the path is no folder',
  }),
)

/** Why a file could not be read or written, in words. */
export function fileTrouble(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return REASONS.get(code) ?? (error.message.split('\n')[0] ?? '').replace(/[.:\s]+$/, '')
}
