import type { Stats } from 'node:fs'

/** @throws Error with the reason where it is no file */
export function assertFile(stats: Stats): void {
  if (stats.isFile()) return
  if (stats.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' })
  throw new Error(`it is ${kindOf(stats)}, not a file`)
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a pipe'
  return stats.isSocket() ? 'a socket' : 'a device'
}
