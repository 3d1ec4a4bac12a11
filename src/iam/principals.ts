import { once } from '../inventory/once.js'
import type { Collected, CollectFailure } from '../model/collected.js'
import type { Role, User } from '../model/snapshot-iam.js'
import { type Context, contextOf } from './context.js'
import { parsePolicy, type Statement } from './document.js'
import { type OpaquePolicy, type PolicySet, policySet } from './evaluate.js'
import type { Iam } from './iam.js'

/** Everything that the account's own policies say of a role or user. */
export interface PrincipalPolicies {
  identity: PolicySet
  /** Absent: the principal has no permissions boundary. */
  boundary?: PolicySet
  /** The condition keys that follow from who it is. */
  context: Context
  /** The role or user itself could not be read. */
  failure?: CollectFailure
}

/** Kind and name of a principal; its name is what follows the path. */
export function principalName(arn: string): { kind: 'role' | 'user'; name: string; accountId: string } {
  const name = arn.slice(arn.lastIndexOf('/') + 1)
  return { kind: arn.includes(':user/') ? 'user' : 'role', name, accountId: arn.split(':')[4] ?? '' }
}

/** The role or user, `null` when there is none of that ARN. */
export function principalOf(iam: Iam, arn: string): Collected<Role | User | null> {
  const { kind, name, accountId } = principalName(arn)
  const api = kind === 'role' ? 'iam:GetRole' : 'iam:GetUser'
  const { roles, users } = iam.snapshot.iam
  if (accountId !== iam.snapshot.accountId)
    return { outcome: 'unsupported', api, message: `${arn} belongs to another account` }
  const found = own<Collected<Role | User | null>>(kind === 'role' ? roles : users, name)
  if (!found) return { outcome: 'unsupported', api, message: `not collected for ${arn}` }
  // A name without the path that the ARN says is somebody else.
  if (found.outcome === 'ok' && found.value && found.value.arn !== arn) return { ...found, value: null }
  return found
}

/** The policies of a principal, read and parsed once. */
export function policiesOf(iam: Iam, arn: string): PrincipalPolicies {
  const byArn = readPolicies(iam)
  const known = byArn.get(arn)
  if (known) return known
  const policies = collectPolicies(iam, arn)
  byArn.set(arn, policies)
  return policies
}

const readPolicies = once((_: Iam) => new Map<string, PrincipalPolicies>())

function collectPolicies(iam: Iam, arn: string): PrincipalPolicies {
  const context = contextOf(requestContext(iam), identityContext(arn))
  const principal = principalOf(iam, arn)
  if (principal.outcome !== 'ok')
    return { identity: policySet([], [unreadable(arn, principal)]), context, failure: principal }
  if (principal.value === null) return { identity: policySet([]), context }
  const entity = principal.value
  const identity = join(entityPolicies(iam, entity, arn), 'groups' in entity ? groupPolicies(iam, entity) : NOTHING)
  const boundary = entity.permissionsBoundaryArn
  return {
    identity: policySet(identity.statements, identity.opaque),
    ...(boundary !== undefined && { boundary: boundarySet(iam, boundary) }),
    context: 'userName' in entity ? contextOf(context, userContext(entity)) : context,
  }
}

interface Parts {
  statements: Statement[]
  opaque: OpaquePolicy[]
}

const NOTHING: Parts = { statements: [], opaque: [] }

function join(...parts: Parts[]): Parts {
  return { statements: parts.flatMap((part) => part.statements), opaque: parts.flatMap((part) => part.opaque) }
}

function entityPolicies(iam: Iam, entity: Pick<Role, 'attachedPolicies' | 'inlinePolicies'>, name: string): Parts {
  const { attachedPolicies, inlinePolicies } = entity
  return join(
    attachedPolicies.outcome === 'ok'
      ? join(...attachedPolicies.value.map(({ policyArn }) => managedPolicy(iam, policyArn)))
      : { statements: [], opaque: [unreadable(`managed policies of ${name}`, attachedPolicies)] },
    inlinePolicies.outcome === 'ok'
      ? join(...inlinePolicies.value.map(({ policyName, document }) => parsed(policyName, document)))
      : { statements: [], opaque: [unreadable(`inline policies of ${name}`, inlinePolicies)] },
  )
}

function groupPolicies(iam: Iam, user: User): Parts {
  if (user.groups.outcome !== 'ok')
    return { statements: [], opaque: [unreadable(`groups of ${user.userName}`, user.groups)] }
  return join(...user.groups.value.map((group) => entityPolicies(iam, group, group.groupName)))
}

function managedPolicy(iam: Iam, arn: string): Parts {
  const found = own(iam.snapshot.iam.managedPolicies, arn)
  if (!found) return { statements: [], opaque: [{ policy: arn, why: 'not collected' }] }
  if (found.outcome !== 'ok') return { statements: [], opaque: [unreadable(arn, found)] }
  // Deleted between two calls: it says nothing any more.
  return found.value ? parsed(arn, found.value.document) : NOTHING
}

/** A boundary that does not exist allows nothing. */
function boundarySet(iam: Iam, arn: string): PolicySet {
  const { statements, opaque } = managedPolicy(iam, arn)
  return policySet(statements, opaque)
}

function parsed(policy: string, text: string): Parts {
  const result = parsePolicy(policy, text, 'identity')
  if ('malformed' in result) return { statements: [], opaque: [{ policy, why: `malformed: ${result.malformed}` }] }
  return { statements: result.statements, opaque: [] }
}

function unreadable(policy: string, failure: CollectFailure): OpaquePolicy {
  return { policy, why: `${failure.api}: ${failure.outcome}`, failure }
}

function own<T>(record: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

/**
 * Keys of every request that a principal makes itself, over TLS.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
function requestContext(iam: Iam): Context {
  const takenAt = Date.parse(iam.snapshot.takenAt)
  return {
    'aws:SecureTransport': ['true'],
    'aws:ViaAWSService': ['false'],
    'aws:PrincipalIsAWSService': ['false'],
    'aws:CalledVia': [],
    'aws:CalledViaFirst': [],
    'aws:CalledViaLast': [],
    'aws:PrincipalServiceName': [],
    'aws:PrincipalServiceNamesList': [],
    'aws:SourceAccount': [],
    'aws:SourceArn': [],
    'aws:SourceOrgID': [],
    'aws:SourceOrgPaths': [],
    'aws:CurrentTime': [iam.snapshot.takenAt],
    ...(!Number.isNaN(takenAt) && { 'aws:EpochTime': [String(Math.floor(takenAt / 1000))] }),
  }
}

function identityContext(arn: string): Context {
  const { kind, accountId } = principalName(arn)
  const common = { 'aws:PrincipalArn': [arn], 'aws:PrincipalAccount': [accountId] }
  if (kind === 'user') return { ...common, 'aws:PrincipalType': ['User'] }
  return { ...common, 'aws:PrincipalType': ['AssumedRole'], 'aws:username': [], 'aws:userid': 'present' }
}

function userContext(user: User): Context {
  return { 'aws:username': [user.userName], 'aws:userid': user.userId === undefined ? 'present' : [user.userId] }
}
