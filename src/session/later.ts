import { compareVersions, parseVersion } from '../model/version.js'

/** Whether an agent's version is later than another. One that cannot be read is taken for a new one. */
export function isLater(version: string, than: string): boolean {
  const [a, b] = [parseVersion(version), parseVersion(than)]
  return !a || !b || compareVersions(a, b) > 0
}
