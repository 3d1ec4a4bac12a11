import type { RemedyDefinition } from '../../remediate/define.js'
import type { Draft } from '../../remediate/engine/draft.js'
import { inOrder } from '../../remediate/engine/order.js'

/** Remedies in the order in which they are listed, steps after those that they depend on. */
export function ordered(steps: ReadonlyMap<string, Draft>, remedies: readonly RemedyDefinition[]): Draft[] {
  const rank = new Map(remedies.map((remedy, i) => [remedy.id, i]))
  const sorted = [...steps.values()].sort(
    (a, b) => (rank.get(a.remedy) ?? 0) - (rank.get(b.remedy) ?? 0) || (a.id < b.id ? -1 : 1),
  )
  const waitsFor = new Map(remedies.map((remedy) => [remedy.id, remedy.waitsFor ?? []]))
  return inOrder(
    sorted.map((step) => ({ ...step, dependsOn: withEarlier(step, waitsFor.get(step.remedy) ?? [], sorted) })),
  )
}

/** Beside what a step depends on: the steps for findings of these checks. */
function withEarlier({ id, dependsOn }: Draft, checkIds: readonly string[], steps: readonly Draft[]): string[] {
  if (checkIds.length === 0) return dependsOn
  const earlier = steps.filter((step) => step.id !== id && step.for.some(({ checkId }) => checkIds.includes(checkId)))
  return [...new Set([...dependsOn, ...earlier.map((step) => step.id)])]
}
