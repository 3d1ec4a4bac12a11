import type { PrincipalSelector } from './document.js'
import { any, is, not, type Ternary } from './ternary.js'

/** Who makes a request: a role or user, or an AWS service that assumes a role. */
export type RequestPrincipal =
  | { service: string }
  | {
      accountId: string
      /** ARN of the role or user. Absent: not known which of the account's. */
      arn?: string
    }

/**
 * How a principal may be named: by its own ARN or `*` (`direct`), by its account, which leaves the decision
 * to the account's own policies (`account`), by any of them (`any`), or by `*` alone (`everybody`).
 */
export type PrincipalScope = 'direct' | 'account' | 'any' | 'everybody'

const ACCOUNT = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/
const SESSION = /^arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\//

/**
 * Whether a Principal or NotPrincipal element speaks of the principal.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function principalMatches(
  { negated, byKind }: PrincipalSelector,
  principal: RequestPrincipal,
  effect: 'Allow' | 'Deny',
  scope: PrincipalScope,
): Ternary {
  // A Deny of the account denies all its principals; NotPrincipal spares only those it names.
  const named = negated ? 'direct' : effect === 'Deny' ? 'any' : scope
  const hit = any(
    Object.entries(byKind).flatMap(([kind, names]) => names.map((name) => nameMatches(kind, name, principal, named))),
  )
  return negated ? not(hit) : hit
}

function nameMatches(kind: string, name: string, principal: RequestPrincipal, scope: PrincipalScope): Ternary {
  // Everybody includes the services of AWS, which is why data perimeters except `aws:PrincipalIsAWSService`.
  if ('service' in principal)
    return is((kind === 'AWS' && name === '*') || (kind === 'Service' && name === principal.service))
  // `CanonicalUser` is another name of an account, which no API of ours resolves.
  if (kind === 'CanonicalUser') return scope === 'everybody' ? 'no' : 'unknown'
  if (kind !== 'AWS') return 'no'
  if (name === '*') return is(scope !== 'account')
  if (scope === 'everybody') return 'no'
  const account = ACCOUNT.exec(name)?.[1]
  if (account !== undefined) return is(scope !== 'direct' && account === principal.accountId)
  if (scope === 'account') return 'no'
  if (principal.arn === undefined) return name.split(':')[4] === principal.accountId ? 'unknown' : 'no'
  return any([is(name === principal.arn), sessionMatches(name, principal.arn, principal.accountId)])
}

/** A session of the role: which of its sessions makes the request is not known. */
function sessionMatches(name: string, arn: string, accountId: string): Ternary {
  const [, account, role] = SESSION.exec(name) ?? []
  return account === accountId && arn.includes(':role/') && arn.endsWith(`/${role}`) ? 'unknown' : 'no'
}
