/** Text of four integers, as agents and the Session Manager plugin write their versions. */
const versionPattern = /^\d+\.\d+\.\d+\.\d+$/
export type AgentVersion = readonly [number, number, number, number]

/** The four integers of a version, or `undefined` when the text is anything else. */
export function parseVersion(text: string | undefined): AgentVersion | undefined {
  if (text === undefined || !versionPattern.test(text)) return undefined
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number)
  return [a, b, c, d]
}

/** What an agent is taken to be that connects for the first time, or is updated: any of this year's. */
export const CURRENT_AGENT = '3.3.2299.0'

/** Negative when `a` is the older one. Component by component: `3.1.941.0` is older than `3.1.1374.0`. */
export function compareVersions(a: AgentVersion, b: AgentVersion): number {
  for (const [i, component] of a.entries()) {
    const difference = component - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
