import { groupBy } from '../../model/group-by.js'
import type { FindingRef } from '../../model/plan.js'
import type { Snapshot } from '../../model/snapshot.js'
import type { Draft } from '../../remediate/engine/draft.js'
import { findingKey, isLeft } from './predict.js'
import type { Parts } from './worlds.js'

interface Search {
  finding: FindingRef
  key: string
  steps: readonly Draft[]
  /** With so many steps done it is still amiss… */
  low: number
  /** …and with so many it is not. */
  high: number
}

/**
 * The step that made the difference to each finding, where several did their part: a VPC has two ready hosts once the second
 * is. Sought by halves, in all scopes at once.
 * @param snapshot the account before the steps
 */
export function decisive(
  findings: readonly FindingRef[],
  steps: readonly Draft[],
  snapshot: Snapshot,
  { scopes, touches, applied, judged }: Parts,
): { step: Draft; finding: FindingRef }[] {
  const byScope = groupBy(steps, (step) => {
    const keys = touches(step)
    return keys === 'everything' ? undefined : [...keys][0]
  })
  const searches = findings.map((finding): Search => {
    const key = scopes.ofFinding(finding)
    const here = byScope.get(key) ?? []
    return { finding, key, steps: here, low: 0, high: here.length }
  })
  for (;;) {
    const open = searches.filter(({ low, high }) => high - low > 1)
    if (open.length === 0) break
    const middles = new Map(open.toReversed().map(({ key, low, high }) => [key, Math.floor((low + high) / 2)]))
    const done = [...middles].flatMap(([key, count]) => byScope.get(key)?.slice(0, count) ?? [])
    const world = judged(applied(snapshot, done), scopes.vpcIdsOf(middles.keys()))
    const left = new Set(world.findings.filter(isLeft).map(findingKey))
    for (const search of open) {
      const middle = middles.get(search.key) ?? search.high
      if (middle <= search.low || middle >= search.high) continue
      if (left.has(findingKey(search.finding))) search.low = middle
      else search.high = middle
    }
  }
  return searches.flatMap(({ finding, steps: here, high }) => {
    const step = here[high - 1]
    return step ? [{ step, finding }] : []
  })
}
