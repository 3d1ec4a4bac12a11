/** Which of this program's files a value comes from, by the version that each begins with; for those who mix them up. */
export function kindOf(value: unknown): 'report' | 'snapshot' | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if ('snapshotVersion' in value) return 'snapshot'
  return 'schemaVersion' in value && 'findings' in value ? 'report' : undefined
}
