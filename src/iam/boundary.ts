import type { Answer } from './answer.js'
import { evaluate } from './evaluate.js'
import type { Iam } from './iam.js'
import { policiesOf } from './principals.js'

/** True where the permissions boundary does not allow it either: no policy of the principal's own can then. */
export function boundaryDenies(iam: Iam, { principalArn, action, resource }: Answer): boolean {
  const { boundary, context } = policiesOf(iam, principalArn)
  if (!boundary) return false
  const { decision } = evaluate(boundary, { action, resource, context })
  return decision === 'explicit-deny' || decision === 'implicit-deny'
}
