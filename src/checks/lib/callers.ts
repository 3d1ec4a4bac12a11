import type { Answer } from '../../iam/answer.js'
import type { Context } from '../../iam/context.js'
import type { OpenCondition } from '../../iam/evaluate.js'
import type { Iam } from '../../iam/iam.js'
import { isAllowed } from '../../iam/is-allowed.js'
import { policiesOf, principalName, principalOf } from '../../iam/principals.js'
import { DATABASE_CONNECT, databaseUserArns, policyTexts } from '../../model/database-users.js'
import {
  documentArn,
  instanceArn,
  isOfAws,
  type OperatorSession,
  operatorSession,
  REMOTE_HOST_DOCUMENT,
  SESSION_PREFERENCES_DOCUMENT,
  SSH_DOCUMENT,
  sessionArn,
} from '../../model/session-permissions.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import { type CheckContext, fail, type Outcome } from '../define.js'
import { arnScope } from './host-role.js'

/** IAM actions behind every judgement of an operator. */
export const CALLER_NEEDS = [
  'ec2:DescribeInstances',
  'iam:GetGroupPolicy',
  'iam:GetPolicy',
  'iam:GetPolicyVersion',
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:GetUser',
  'iam:GetUserPolicy',
  'iam:ListAttachedGroupPolicies',
  'iam:ListAttachedRolePolicies',
  'iam:ListAttachedUserPolicies',
  'iam:ListGroupPolicies',
  'iam:ListGroupsForUser',
  'iam:ListRolePolicies',
  'iam:ListUserPolicies',
  'iam:SimulatePrincipalPolicy',
]

/** The documents that a person needs, by what they open. */
export const CAPABILITY_DOCUMENTS = {
  tunnel: REMOTE_HOST_DOCUMENT,
  shell: SESSION_PREFERENCES_DOCUMENT,
  ssh: SSH_DOCUMENT,
} as const
export type SessionCapability = keyof typeof CAPABILITY_DOCUMENTS

/** Asks for an operator, with what is known of their requests. */
export interface Operator {
  /** `role dba`. */
  who: string
  arn: string
  known: Context
  /** `tagConditions`: what the answer owes to the host's tags. */
  askHost(host: Instance): { answer: Answer; tagConditions: OpenCondition[] }
  askDocument(capability: SessionCapability): Answer
  /** As whom the operator may log in to the database by token does not matter: one user suffices. */
  askDatabase(resourceId: string): Answer
  /** On the operator's own sessions: the id may begin with one of two names, and one suffices. */
  askSession(action: string): Answer
}

/** Judges an operator that exists; one who does not, can do nothing. */
export function withOperator(arn: string, context: CheckContext, judge: (operator: Operator) => Outcome): Outcome {
  const { iam } = context
  const { kind, name } = principalName(arn)
  const found = principalOf(iam, arn)
  if (found.outcome === 'ok' && found.value === null)
    return fail('no-such-principal', `There is no ${kind} ${arn}.`, {
      remedy: { text: 'Name an existing role or user in operators of the config.' },
    })
  const session = operatorSession(found.outcome === 'ok' && found.value ? identityOf(found.value) : {})
  const scope = arnScope(context)
  const known = operatorContext(session, scope.region, iam.snapshot.takenAt)
  const ask = (action: string, resource: string, more: Context = {}) =>
    isAllowed(iam, arn, action, resource, { ...known, ...more })
  return judge({
    who: `${kind} ${name}`,
    arn,
    known,
    askHost: (host) => {
      const resource = instanceArn(scope, host.instanceId)
      const tagged = ask('ssm:StartSession', resource, tagContext(host.tags))
      const untagged = ask('ssm:StartSession', resource)
      const tagConditions = untagged.conditions.filter(
        ({ key }) => !tagged.conditions.some((other) => other.key === key),
      )
      // A host that lacks the tag can be given it: a prerequisite, not a lack of permission.
      const lacksTag = untagged.conditions.length > 0 && tagged.decision === 'implicit-deny'
      return { answer: lacksTag ? untagged : tagged, tagConditions }
    },
    askDocument: (capability) => {
      const name = CAPABILITY_DOCUMENTS[capability]
      return ask('ssm:StartSession', documentArn(scope, name), isOfAws(name) ? UNTAGGED : {})
    },
    askDatabase: (resourceId) => {
      const policies = found.outcome === 'ok' && found.value ? policyTexts(found.value, documentOf(iam)) : []
      const arns = databaseUserArns(scope, resourceId, policies, session.username)
      return unlessUnread(iam, arn, best(arns.map((resource) => ask(DATABASE_CONNECT, resource))))
    },
    askSession: (action) =>
      best(session.sessionIds.map((id) => ask(action, sessionArn(scope, id), sessionContext(session)))),
  })
}

/** A policy that could not be read may name a user whom nobody asked about. */
function unlessUnread(iam: Iam, arn: string, answer: Answer): Answer {
  const { opaque } = policiesOf(iam, arn).identity
  if (answer.decision !== 'implicit-deny' || answer.deniedBy !== 'policies' || opaque.length === 0) return answer
  return {
    ...answer,
    decision: 'unknown',
    failures: opaque.flatMap((policy) => policy.failure ?? []),
    opaque: opaque.map(({ policy, why }) => `${policy} (${why})`),
  }
}

function documentOf({ snapshot }: Iam) {
  const { managedPolicies } = snapshot.iam
  return (arn: string) => {
    const found = Object.hasOwn(managedPolicies, arn) ? managedPolicies[arn] : undefined
    return found?.outcome === 'ok' ? (found.value ?? undefined) : undefined
  }
}

function identityOf(principal: { roleId?: string | undefined } | { userName: string; userId?: string | undefined }) {
  if ('userName' in principal) {
    const { userName, userId } = principal
    return { userName, ...(userId !== undefined && { userId }) }
  }
  return principal.roleId === undefined ? {} : { roleId: principal.roleId }
}

function operatorContext({ userId, username }: OperatorSession, region: string, takenAt: string): Context {
  return {
    'aws:RequestedRegion': [region],
    // People sign in anew; a user's access keys carry no time.
    'aws:TokenIssueTime': username === undefined ? [takenAt] : { oneOf: [[takenAt], []] },
    'ec2:RoleDelivery': [],
    // The request says itself that the document is to be checked.
    'ssm:SessionDocumentAccessCheck': ['true'],
    ...(userId !== undefined && { 'aws:userid': [userId] }),
    ...(username !== undefined && { 'aws:username': [username] }),
  }
}

/** An instance's tags under both names of the condition key. */
function tagContext(tags: Readonly<Record<string, string>>): Context {
  const entries = Object.entries(tags).flatMap(([key, value]): [string, string[]][] => [
    [`ssm:resourceTag/${key}`, [value]],
    [`aws:ResourceTag/${key}`, [value]],
  ])
  return { ...Object.fromEntries(entries), ...UNTAGGED }
}

/** No tags but those that are named beside it. Documents of AWS have none, and nobody can give them any. */
const UNTAGGED: Context = { 'ssm:resourceTag/*': [], 'aws:ResourceTag/*': [] }

/** Sessions carry the caller's `aws:userid` as a tag of the system's. */
function sessionContext({ userId }: OperatorSession): Context {
  return { 'ssm:resourceTag/aws:ssmmessages:session-id': userId === undefined ? 'present' : [userId] }
}

function best(answers: Answer[]): Answer {
  const [first] = answers
  if (!first) throw new Error('nothing was asked')
  return (
    answers.find((answer) => answer.decision === 'allowed') ??
    answers.find((answer) => answer.decision === 'unknown') ??
    first
  )
}
