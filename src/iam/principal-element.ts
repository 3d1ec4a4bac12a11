import type { PrincipalSelector } from './document.js'
import { any, is, not, type Ternary } from './ternary.js'

/** Who makes a request: a role or user, or an AWS service that assumes a role. */
export type RequestPrincipal =
  | { service: string }
  | {
      accountId: string
      /** ARN of the role or user. Absent: not known which of the account's. */
      arn?: string
      /** The name of the session in which a role acts: of an instance its id. Absent: not known. */
      session?: string
    }

/**
 * How a principal may be named: by its own ARN or `*` (`direct`), by its account, which leaves the decision
 * to the account's own policies (`account`), by any of them (`any`), by `*` alone (`everybody`), or by `*` for certain
 * and by an ARN perhaps (`gateway`).
 */
export type PrincipalScope = 'direct' | 'account' | 'any' | 'everybody' | 'gateway'

const ACCOUNT = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/
const SESSION = /^arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\/(.+)$/

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
  const named = scope === 'gateway' ? scope : negated ? 'direct' : effect === 'Deny' ? 'any' : scope
  const hit = any(
    Object.entries(byKind).flatMap(([kind, names]) => names.map((name) => nameMatches(kind, name, principal, named))),
  )
  // That such a policy gives an account's name to its root user alone is said of what it allows.
  const perhaps = hit === 'no' && scope === 'gateway' && effect === 'Deny' && !negated && isOfAccount(byKind, principal)
  return negated ? not(hit) : perhaps ? 'unknown' : hit
}

const isOfAccount = ({ AWS: names = [] }: PrincipalSelector['byKind'], principal: RequestPrincipal) =>
  'accountId' in principal && names.some((name) => ACCOUNT.exec(name)?.[1] === principal.accountId)

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
  if (account !== undefined) return is((scope === 'account' || scope === 'any') && account === principal.accountId)
  if (scope === 'account') return 'no'
  if (principal.arn === undefined) return name.split(':')[4] === principal.accountId ? 'unknown' : 'no'
  const hit = any([is(name === principal.arn), sessionMatches(name, principal.arn, principal)])
  return hit === 'yes' && scope === 'gateway' ? 'unknown' : hit
}

/** A session of the role: where it is not known which of its sessions makes the request, it may be this one. */
function sessionMatches(
  name: string,
  arn: string,
  { accountId, session }: Exclude<RequestPrincipal, { service: string }>,
): Ternary {
  const [, account, role, named] = SESSION.exec(name) ?? []
  if (account !== accountId || !arn.includes(':role/') || !arn.endsWith(`/${role}`)) return 'no'
  return session === undefined ? 'unknown' : is(session === named)
}
