import { once } from '../inventory/once.js'
import type { KmsKey } from '../model/snapshot-hosts.js'
import { type Answer, withOrganization } from './answer.js'
import type { Context } from './context.js'
import { isContextFree } from './evaluate.js'
import type { Iam } from './iam.js'
import { identityAnswer, isAnsweredForAll } from './is-allowed.js'
import { PairMap } from './pair-map.js'
import {
  allows,
  askResourcePolicy,
  directlyAllowed,
  type JoinedAnswer,
  joined,
  type ResourcePolicyWord,
  readResourcePolicy,
} from './resource-policy.js'
import { all, any, is, type Ternary } from './ternary.js'

export interface KeyRequest {
  principalArn: string
  /** `kms:Decrypt`, `kms:GenerateDataKey`. */
  action: string
  /** What is known of the request; asked for only where a policy or a grant rests on it. */
  context: () => Context
}

/**
 * May this principal use the key? In one account the key policy alone, the key policy's trust in the account together with
 * the principal's policies, or a grant suffices; across accounts the principal's policies must allow it as well.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
 */
export function keyAccess(iam: Iam, key: KmsKey, request: KeyRequest): JoinedAnswer {
  const kept = keptOf(iam)(key)
  const { principalArn, action } = request
  const known = kept.get(principalArn, action)
  if (known) return known
  const answer = withOrganization(seenAccess(iam, key, request))
  if (isContextFreeAccess(iam, key, request)) kept.set(principalArn, action, answer)
  return answer
}

/** Of thousands of hosts most ask the same: by principal and action. */
const keptOf = once((_: Iam) => once((_key: KmsKey) => new PairMap<JoinedAnswer>()))

/** Whether nothing that is known of the request can change the answer. */
function isContextFreeAccess(iam: Iam, key: KmsKey, { principalArn, action }: KeyRequest): boolean {
  const policy = keyPolicy(key)
  return (
    isAnsweredForAll(iam, principalArn, action, key.arn) &&
    (!('policies' in policy) || isContextFree(policy.policies, action)) &&
    grantsTo(key, principalArn, action).every(
      (grant) =>
        Object.keys(grant.encryptionContextSubset ?? {}).length === 0 && grant.encryptionContextEquals === undefined,
    )
  )
}

const grantsTo = ({ grants }: KmsKey, principalArn: string, action: string) =>
  grants.outcome === 'ok'
    ? grants.value.filter(
        (grant) =>
          grant.granteePrincipal === principalArn && grant.operations.includes(action.slice(action.indexOf(':') + 1)),
      )
    : []

const keyPolicy = once(({ arn, policy }: KmsKey) =>
  policy.outcome === 'ok' ? readResourcePolicy(`key policy of ${arn}`, policy.value) : policy,
)

function seenAccess(iam: Iam, key: KmsKey, { principalArn, action, context }: KeyRequest): JoinedAnswer {
  const known = keyContext(key, principalArn, context())
  const identity = identityAnswer(iam, principalArn, action, key.arn, known)
  if (identity.decision === 'explicit-deny') return joined(identity, 'explicit-deny', 'none')
  const policy = keyPolicy(key)
  if ('outcome' in policy) {
    const decision = identity.deniedBy === 'organizations' ? 'implicit-deny' : 'unknown'
    return joined(identity, decision, 'unreadable', { failures: [policy] })
  }
  if ('malformed' in policy)
    return joined(identity, 'unknown', 'malformed', { opaque: `key policy of ${key.arn} (${policy.malformed})` })
  const word = askResourcePolicy(iam, policy, identity, known)
  return decide(identity, word, grantAllows(key, principalArn, action, known), key)
}

function decide(identity: Answer, word: ResourcePolicyWord, grant: Ternary, key: KmsKey): JoinedAnswer {
  if (word.denies.decision === 'explicit-deny')
    return joined(identity, 'explicit-deny', 'explicit-deny', { statement: word.denies.statement })
  const sameAccount = key.arn.split(':')[4] === identity.principalArn.split(':')[4]
  const own = allows(identity)
  const ways = any([
    all([allows(word.account), own]),
    sameAccount ? directlyAllowed(identity, word) : all([allows(word.direct), own]),
    all([grant, sameAccount ? is(!isOutOfReach(identity)) : own]),
  ])
  const verdict = all([ways, allows(word.denies)])
  const says = summary(word)
  const statement = word.direct.decision === 'allowed' ? word.direct.statement : undefined
  if (verdict === 'yes') return joined(identity, 'allowed', says, { statement: own === 'yes' ? undefined : statement })
  if (verdict === 'no') return joined(identity, 'implicit-deny', says)
  const failures = key.grants.outcome === 'ok' ? [] : [key.grants]
  return joined(identity, 'unknown', says, { judgements: [word.denies, word.direct, word.account], failures })
}

function summary({ direct, account }: ResourcePolicyWord): JoinedAnswer['resourcePolicy'] {
  if (direct.decision === 'allowed' || account.decision === 'allowed') return 'allowed'
  return direct.decision === 'unknown' || account.decision === 'unknown' ? 'unknown' : 'implicit-deny'
}

/** A boundary or an organization's policy that does not allow it limits what a grant gives, too. */
function isOutOfReach({ decision, deniedBy }: Answer): boolean {
  return decision === 'implicit-deny' && (deniedBy === 'permissions-boundary' || deniedBy === 'organizations')
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/grants.html */
function grantAllows(key: KmsKey, principalArn: string, action: string, context: Context): Ternary {
  if (key.grants.outcome !== 'ok') return 'unknown'
  return any(
    grantsTo(key, principalArn, action).map((grant) =>
      all([
        ...Object.entries(grant.encryptionContextSubset ?? {}).map(([name, value]) => pairHolds(context, name, value)),
        // A session's encryption context is never known as a whole.
        ...(grant.encryptionContextEquals ? ['unknown' as const] : []),
      ]),
    ),
  )
}

const ENCRYPTION_CONTEXT = 'kms:EncryptionContext:'

function pairHolds(context: Context, name: string, value: string): Ternary {
  const given = context[`${ENCRYPTION_CONTEXT}${name}`] ?? context[`${ENCRYPTION_CONTEXT}*`]
  if (given === undefined || given === 'present' || 'oneOf' in given) return 'unknown'
  return is(given.some((text) => text === value))
}

/**
 * The agent and the session plugin call KMS themselves: no service stands between.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
 */
function keyContext(key: KmsKey, principalArn: string, context: Context): Context {
  return {
    'kms:ViaService': [],
    'kms:CallerAccount': [principalArn.split(':')[4] ?? ''],
    'kms:EncryptionAlgorithm': [key.keySpec],
    'kms:KeySpec': [key.keySpec],
    'kms:KeyUsage': [key.keyUsage],
    'kms:MultiRegion': [String(key.multiRegion)],
    ...context,
  }
}
