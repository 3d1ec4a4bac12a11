import type { JudgedFinding } from '../../model/finding.js'
import type { RemedyDefinition, World } from '../../remediate/define.js'
import type { Draft } from '../../remediate/engine/draft.js'
import { inOrder } from '../../remediate/engine/order.js'

/** Remedies in the order in which they are listed, steps after those that they depend on. */
export function ordered(
  steps: ReadonlyMap<string, Draft>,
  remedies: readonly RemedyDefinition[],
  before: World,
): Draft[] {
  const rank = new Map(remedies.map((remedy, i) => [remedy.id, i]))
  const sorted = [...steps.values()].sort(
    (a, b) => (rank.get(a.remedy) ?? 0) - (rank.get(b.remedy) ?? 0) || (a.id < b.id ? -1 : 1),
  )
  const waitsFor = new Map(remedies.map((remedy) => [remedy.id, remedy.waitsFor]))
  return inOrder(sorted.map((step) => withEarlier(step, waitsFor.get(step.remedy)?.(step.for, before), sorted)))
}

/** Beside what a step depends on: the steps for findings that its remedy waits for. */
function withEarlier(
  own: Draft,
  isEarlier: ((finding: JudgedFinding) => boolean) | undefined,
  steps: readonly Draft[],
): Draft {
  if (isEarlier === undefined) return own
  const earlier = steps.filter((step) => step.id !== own.id && step.for.some(isEarlier))
  return { ...own, dependsOn: [...new Set([...own.dependsOn, ...earlier.map((step) => step.id)])] }
}
