import { createHash } from 'node:crypto'
import type { Plan } from '../model/plan.js'

/**
 * Id of a plan by its content: the account, the remedies and the steps with what they found and what they want.
 * Made again from an unchanged account it is the same, which is how `apply` can trust a plan that was never stored.
 */
export function planIdOf({ accountId, remedies, steps }: Pick<Plan, 'accountId' | 'remedies' | 'steps'>): string {
  const text = JSON.stringify(sorted({ planVersion: 1, accountId, remedies, steps }))
  return `plan-${createHash('sha256').update(text).digest('hex').slice(0, 20)}`
}

/** The same value with the keys of all objects in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]))
}
