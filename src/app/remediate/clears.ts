import type { ChangeKind } from '../../model/change.js'
import type { FindingRef } from '../../model/plan.js'
import type { Draft } from '../../remediate/engine/draft.js'
import { cleared } from './predict.js'
import type { JudgedWorld } from './world.js'

/** Changes of one host, which change nothing that is said of others. */
const LOCAL: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  'update-agent',
  'create-association',
  'modify-instance-metadata-options',
])

/**
 * What each step clears, once those before it are done.
 * @param before the account as it is
 * @param after as all steps leave it
 * @param worldAfter as these steps leave it
 */
export function clearsOf(
  steps: readonly Draft[],
  before: JudgedWorld,
  after: JudgedWorld,
  worldAfter: (steps: readonly Draft[]) => JudgedWorld,
): Map<string, FindingRef[]> {
  const clears = new Map<string, FindingRef[]>()
  const local = steps.filter((step) => LOCAL.has(step.change.kind))
  const others = steps.filter((step) => !LOCAL.has(step.change.kind))
  const middle = local.length === 0 ? after : others.length === 0 ? before : worldAfter(others)
  attribute(others, before, middle, (count) => worldAfter(others.slice(0, count)), clears)
  for (const finding of cleared(middle, after)) {
    const step = local.find((each) => isAbout(each, finding))
    if (step) clears.set(step.id, [...(clears.get(step.id) ?? []), finding])
  }
  return clears
}

/** A finding of a host, or of a tunnel through it. */
function isAbout(step: Draft, { checkId, subject }: FindingRef): boolean {
  if (step.for.some((f) => f.checkId === checkId && f.subject.id === subject.id)) return true
  const { input } = step.change
  return 'instanceId' in input && subject.id.split('/')[0] === input.instanceId
}

/** Halves the steps until one is left that made the difference. */
function attribute(
  steps: readonly Draft[],
  before: JudgedWorld,
  after: JudgedWorld,
  worldAt: (count: number) => JudgedWorld,
  clears: Map<string, FindingRef[]>,
  offset = 0,
): void {
  const gone = cleared(before, after)
  const [only] = steps
  if (gone.length === 0 || !only) return
  if (steps.length === 1) {
    clears.set(only.id, gone)
    return
  }
  const half = Math.ceil(steps.length / 2)
  const middle = worldAt(offset + half)
  attribute(steps.slice(0, half), before, middle, worldAt, clears, offset)
  attribute(steps.slice(half), middle, after, worldAt, clears, offset + half)
}
