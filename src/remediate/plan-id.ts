import { createHash } from 'node:crypto'
import type { Plan, PlanStep } from '../model/plan.js'

/**
 * Id of a plan by its content: the account, and the steps with what they found and what they want. Made again from an
 * unchanged account it is the same, which is how `apply` can trust a plan that was never stored; a plan that somebody
 * edited no longer bears its id.
 */
export const planIdOf = ({ scope, steps }: Pick<Plan, 'scope' | 'steps'>): string =>
  `plan-${hash({ schemaVersion: 1, accountId: scope.accountId, steps: steps.map(essence) }).slice(0, 20)}`

/** What a step is, without the words and the prediction. */
const essence = ({ id, remedy, change, mode, dependsOn }: PlanStep) => ({ id, remedy, change, mode, dependsOn })

/** Of everything that the steps found when the plan was made. */
export const factsHashOf = (steps: readonly PlanStep[]): string =>
  hash(steps.map(({ id, change }) => [id, change.before]))

/** Milliseconds after which a plan is not begun any more. */
export const VALID = 24 * 60 * 60 * 1000

/** The plan with the checksum of all that it says. */
export const withChecksum = (plan: Omit<Plan, 'checksum'>): Plan => ({ ...plan, checksum: checksumOf(plan) })

/**
 * True for a plan that says what it said when it was made: what it clears and predicts, too, which no id covers. It may have
 * been given less time, never more.
 */
export function isAsMade({ checksum, ...plan }: Plan): boolean {
  const validFor = Date.parse(plan.expiresAt) - Date.parse(plan.createdAt)
  return checksumOf(plan) === checksum && validFor <= VALID
}

const checksumOf = ({ expiresAt: _, ...rest }: Omit<Plan, 'checksum'>) => hash(rest)

const hash = (value: unknown) =>
  createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex')

/** The same value with the keys of all objects in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]))
}
