import { type CollectFailure, FAILURE_OUTCOMES } from '../model/collected.js'
import type { Gap } from '../model/report.js'
import type { Snapshot } from '../model/snapshot.js'

/** As much of a check's metadata as the report rests on. */
export interface CheckFacts {
  id: string
  needs: readonly string[]
  /** Ids of the checks whose findings may be the cause of this one's. */
  symptomOf?: readonly string[]
  /** Id of the check of the host's VPC that may share the cause of a path. */
  endpointCheck?: string
  /** Checks of one family that say the same of one subject speak of one cause. */
  family?: string
  /** Whether an `unknown` of a VPC follows from what leaves its hosts in question. */
  followsHosts?: boolean
}

/**
 * Every API that could not be read, once per region, with the checks that it affects. APIs that no check looks at
 * leave no gap. Region of IAM: `global`.
 */
export function gapsOf(snapshot: Snapshot, checks: readonly CheckFacts[]): Gap[] {
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

/** Fields whose keys other people choose: what is in them is no collection, whatever it looks like. */
const FREE_FORM = new Set(['tags', 'inputs', 'encryptionContextSubset', 'encryptionContextEquals'])

/** Walks the collections, those inside the values of others too. */
function failuresIn(root: object): CollectFailure[] {
  const failures: CollectFailure[] = []
  const walk = (node: object): void => {
    if (Array.isArray(node)) {
      for (const item of node) if (isObject(item)) walk(item)
      return
    }
    if (isFailure(node)) {
      failures.push(node)
      return
    }
    // Lists of pairs would be the costliest part of a report: a snapshot has a hundred thousand objects.
    for (const key of Object.keys(node)) {
      const value: unknown = node[key as keyof typeof node]
      if (isObject(value) && !FREE_FORM.has(key)) walk(value)
    }
  }
  walk(root)
  return failures
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function isFailure(node: object): node is CollectFailure {
  return 'outcome' in node && 'api' in node && FAILURE_OUTCOMES.some((outcome) => outcome === node.outcome)
}
