import { type CollectFailure, FAILURE_OUTCOMES } from '../model/collected.js'
import type { Gap } from '../model/report.js'
import type { Snapshot } from '../model/snapshot.js'

/** As much of a check's metadata as a gap tells of. */
export interface CheckNeeds {
  id: string
  needs: readonly string[]
}

/**
 * Every API that could not be read, once per region, with the checks that it affects. APIs that no check looks at
 * leave no gap. Region of IAM: `global`.
 */
export function gapsOf(snapshot: Snapshot, checks: readonly CheckNeeds[]): Gap[] {
  const { accountId } = snapshot
  const places = [
    ...snapshot.regions.map((region) => ({ region: region.region, failures: failuresIn(region) })),
    { region: 'global', failures: failuresIn(snapshot.iam) },
  ]
  const gaps = new Map<string, Gap>()
  for (const { region, failures } of places)
    for (const { api, outcome, message } of failures) {
      const affects = checks.filter((check) => check.needs.includes(api)).map((check) => check.id)
      const key = `${region} ${api} ${outcome}`
      if (affects.length > 0 && !gaps.has(key)) gaps.set(key, { api, accountId, region, outcome, message, affects })
    }
  return [...gaps.values()].sort(
    (a, b) => compare(a.region, b.region) || compare(a.api, b.api) || compare(a.outcome, b.outcome),
  )
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** Walks the collections; what is inside their values is walked only where a value can hold collections itself. */
function failuresIn(node: unknown): CollectFailure[] {
  if (typeof node !== 'object' || node === null) return []
  if (isFailure(node)) return [node]
  return Object.values(node).flatMap(failuresIn)
}

function isFailure(node: object): node is CollectFailure {
  return 'outcome' in node && 'api' in node && FAILURE_OUTCOMES.some((outcome) => outcome === node.outcome)
}
