import type { ChangeKind } from '../../model/change.js'
import type { JudgedFinding } from '../../model/finding.js'
import { groupBy } from '../../model/group-by.js'
import type { FindingRef } from '../../model/plan.js'
import type { Snapshot } from '../../model/snapshot.js'
import type { Draft } from '../../remediate/engine/draft.js'
import { decisive } from './decisive.js'
import { levelsOf } from './levels.js'
import { cleared, findingKey } from './predict.js'
import { Scopes } from './scopes.js'
import { type Touched, touchedBy } from './touched.js'
import type { Parts, Worlds } from './worlds.js'

/** Changes of one host, which seldom change what is said of others. */
const LOCAL: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  'update-agent',
  'create-association',
  'modify-instance-metadata-options',
])

/**
 * What each step clears: what is amiss once those before it are done, and is not once it is done, too. Steps that touch
 * different VPCs are judged together, and of each level of steps only the VPCs that it touches, with all that are connected
 * with them.
 */
export function clearsOf(steps: readonly Draft[], worlds: Worlds): Map<string, FindingRef[]> {
  const { before, after } = worlds
  const clears = new Map<string, FindingRef[]>()
  const add = (id: string, findings: readonly FindingRef[]) => {
    if (findings.length > 0) clears.set(id, [...(clears.get(id) ?? []), ...findings])
  }
  const local = steps.filter((step) => LOCAL.has(step.change.kind))
  const others = steps.filter((step) => !LOCAL.has(step.change.kind))
  const scopes = new Scopes(before.snapshot, after.snapshot)
  const touchedOf = touchedBy(before.snapshot, after.snapshot, before.inventory.config.operators)
  const touches = ({ id, change }: Draft) => scopes.of(touchedOf(change.input, id))
  const middle = clearOf(others, { ...worlds, scopes, touches }, add)
  const stepFor = firstAbout(local)
  const gone = cleared({ findings: middle.findings }, after)
  for (const finding of gone) {
    const step = stepFor(finding)
    if (step) add(step.id, [finding])
  }
  const shared = gone.filter((finding) => stepFor(finding) === undefined)
  for (const { step, finding } of decisive(shared, local, middle.snapshot, { ...worlds, scopes, touches }))
    add(step.id, [finding])
  return clears
}

/** @returns the account once all of the steps are done, and what is found there */
function clearOf(
  steps: readonly Draft[],
  { before, applied, judged, scopes, touches }: Parts,
  add: (id: string, findings: readonly FindingRef[]) => void,
): { snapshot: Snapshot; findings: JudgedFinding[] } {
  let found = groupBy(before.findings, scopes.ofFinding)
  let snapshot = before.snapshot
  for (const level of levelsOf(steps, touches)) {
    const done = level.map(({ step }) => step)
    snapshot = applied(snapshot, done)
    const keys = scopesOf(level.map((each) => each.touched))
    if (keys !== 'everything' && keys.size === 0) continue
    const now = groupBy(
      judged(snapshot, keys === 'everything' ? undefined : scopes.vpcIdsOf(keys)).findings,
      scopes.ofFinding,
    )
    const changed = keys === 'everything' ? new Set([...found.keys(), ...now.keys()]) : keys
    for (const { step, touched: own } of level)
      for (const key of own === 'everything' ? changed : own)
        add(step.id, cleared({ findings: found.get(key) ?? [] }, { findings: now.get(key) ?? [] }))
    found = new Map([...found, ...[...changed].map((key) => [key, now.get(key) ?? []] as const)])
  }
  return { snapshot, findings: [...found.values()].flat() }
}

function scopesOf(touched: readonly Touched[]): Touched {
  const keys = new Set<string>()
  for (const each of touched) {
    if (each === 'everything') return each
    for (const key of each) keys.add(key)
  }
  return keys
}

/** The first of the steps that a finding asked for, else the only one for its host: of several, nobody knows which it was. */
function firstAbout(steps: readonly Draft[]): (finding: FindingRef) => Draft | undefined {
  const askedFor = new Map<string, Draft>()
  const ofHost = new Map<string, Draft | undefined>()
  for (const step of steps.toReversed()) {
    const { input } = step.change
    if ('instanceId' in input) ofHost.set(input.instanceId, ofHost.has(input.instanceId) ? undefined : step)
    for (const finding of step.for) askedFor.set(findingKey(finding), step)
  }
  // A tunnel's id begins with its host's.
  return (finding) => askedFor.get(findingKey(finding)) ?? ofHost.get(finding.subject.id.split('/')[0] ?? '')
}
