import { DATABASE_CONNECT, databaseUserArn } from '../model/database-users.js'
import { DIAL_DOCUMENTS } from '../model/probe-actions.js'
import {
  type ArnScope,
  anyLogGroupArn,
  BUCKET_KEY_ACTION,
  bucketArn,
  CHANNEL_ACTIONS,
  documentArn,
  END_SESSION_ACTIONS,
  instanceArn,
  LOG_GROUP_LOOKUP,
  LOG_STREAM_ACTIONS,
  logGroupArn,
  PORT_DOCUMENT,
  REGISTRATION_ACTION,
  REMOTE_HOST_DOCUMENT,
  RUN_COMMAND_ACTIONS,
  sessionArn,
  sessionLogArn,
} from '../model/session-permissions.js'
import type { DataStore } from '../model/snapshot-data-stores.js'
import { WAREHOUSE_LOGINS, warehouseLoginArn } from '../model/warehouse-logins.js'

/** What a region's sessions touch. */
export interface PolicyTargets {
  region: string
  hostIds: readonly string[]
  /** Some agent is too old to get commands over the session channel. */
  ec2messages: boolean
  sessionKeyArn?: string
  s3BucketName?: string
  s3KeyPrefix?: string
  /** The key that encrypts the bucket, where it is a customer's own. */
  bucketKeyArn?: string
  logGroupName?: string
  /** How policies name the databases that take tokens only. */
  tokenDatabaseIds?: readonly string[]
  /** Of Redshift, which makes logins. */
  warehouses?: readonly DataStore[]
}

interface PolicyStatement {
  Sid: string
  Effect: 'Allow'
  Action: string[]
  Resource: string[]
  Condition?: Record<string, Record<string, string>>
}

export interface MinimalPolicy {
  document: { Version: '2012-10-17'; Statement: PolicyStatement[] }
  /** What the reader should know before using it. */
  notes: string[]
}

type Account = Omit<ArnScope, 'region'>

/**
 * What the role of the hosts needs for sessions of every kind, encrypted and logged as the session preferences say.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html
 */
export function instancePolicy(account: Account, targets: readonly PolicyTargets[]): MinimalPolicy {
  const { partition } = account
  const buckets = targets.flatMap((target) =>
    target.s3BucketName === undefined ? [] : [{ ...target, s3BucketName: target.s3BucketName }],
  )
  const groups = targets.flatMap(({ region, logGroupName }) =>
    logGroupName === undefined ? [] : { scope: { ...account, region }, logGroupName },
  )
  return policy([
    statement('SessionChannels', [...CHANNEL_ACTIONS, REGISTRATION_ACTION], ['*']),
    statement('CommandsOfOldAgents', RUN_COMMAND_ACTIONS, targets.some((target) => target.ec2messages) ? ['*'] : []),
    statement('SessionKey', ['kms:Decrypt'], present(targets, 'sessionKeyArn')),
    statement(
      'LogBucketEncryption',
      ['s3:GetEncryptionConfiguration'],
      targets.map((target) => bucketArn(partition, target.s3BucketName)),
    ),
    statement(
      'SessionLogsInBucket',
      ['s3:PutObject'],
      buckets.map((target) => sessionLogArn(partition, target.s3BucketName, target.s3KeyPrefix, '*')),
    ),
    statement('LogBucketKey', [BUCKET_KEY_ACTION], present(targets, 'bucketKeyArn')),
    statement(
      'SessionLogsInGroup',
      LOG_STREAM_ACTIONS,
      groups.map(({ scope, logGroupName }) => logGroupArn(scope, logGroupName)),
    ),
    statement(
      'FindLogGroup',
      [LOG_GROUP_LOOKUP],
      groups.map(({ scope }) => anyLogGroupArn(scope)),
    ),
  ])
}

/**
 * What a person needs to open tunnels to the hosts, and nothing else: no shells, no SSH.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-quickstart.html
 */
export function operatorPolicy(account: Account, targets: readonly PolicyTargets[]): MinimalPolicy {
  const inRegions = (arns: (scope: ArnScope, target: PolicyTargets) => string[]) =>
    targets.filter(({ hostIds }) => hostIds.length > 0).flatMap((t) => arns({ ...account, region: t.region }, t))
  return policy([
    statement(
      'StartTunnels',
      ['ssm:StartSession'],
      inRegions((scope, target) => [
        ...[REMOTE_HOST_DOCUMENT, PORT_DOCUMENT].map((name) => documentArn(scope, name)),
        ...target.hostIds.map((id) => instanceArn(scope, id)),
      ]),
    ),
    statement(
      'OwnSessions',
      ['ssmmessages:OpenDataChannel', ...END_SESSION_ACTIONS],
      inRegions((scope) => [sessionArn(scope, OWN_SESSIONS)]),
    ),
    statement(
      'LogInByToken',
      [DATABASE_CONNECT],
      inRegions((scope, { tokenDatabaseIds = [] }) => tokenDatabaseIds.map((id) => databaseUserArn(scope, id, '*'))),
    ),
    ...Object.entries(WAREHOUSE_LOGINS).map(([engine, action]) =>
      statement(
        engine === 'redshift' ? 'LogInToRedshift' : 'LogInToRedshiftServerless',
        [action],
        inRegions((scope, { warehouses = [] }) =>
          warehouses.filter((each) => each.engine === engine).map((each) => warehouseLoginArn(scope, each)),
        ),
      ),
    ),
    ownByTag(inRegions((scope) => [sessionArn(scope, '*')])),
  ])
}

/**
 * What `audit --probe` needs beyond the audit itself: sessions to the hosts with the one document that goes on to another
 * host, named by the caller (`ssm:SessionDocumentAccessCheck`), and the end of its own sessions.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-sessiondocumentaccesscheck.html
 */
export function probePolicy(account: Account, targets: readonly PolicyTargets[]): MinimalPolicy {
  const withHosts = targets.filter(({ hostIds }) => hostIds.length > 0)
  const start = statement(
    'StartProbes',
    ['ssm:StartSession'],
    withHosts.flatMap(({ region, hostIds }) => [
      documentArn({ ...account, region }, REMOTE_HOST_DOCUMENT),
      ...hostIds.map((id) => instanceArn({ ...account, region }, id)),
    ]),
  )
  return policy([
    start && { ...start, Condition: { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } } },
    statement(
      'OwnSessions',
      ['ssmmessages:OpenDataChannel', ...END_SESSION_ACTIONS],
      withHosts.map(({ region }) => sessionArn({ ...account, region }, OWN_SESSIONS)),
    ),
    ownByTag(withHosts.map(({ region }) => sessionArn({ ...account, region }, '*'))),
  ])
}

/**
 * A role's sessions are named after its session name alone, which the variable does not match; each carries the whole as a
 * tag of the system's.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html
 */
function ownByTag(sessions: readonly string[]): PolicyStatement | undefined {
  const own = statement('OwnSessionsOfRoles', END_SESSION_ACTIONS, sessions)
  return own && { ...own, Condition: { StringEquals: { 'ssm:resourceTag/aws:ssmmessages:session-id': USER_ID } } }
}

/**
 * What a probe does through Run Command, where that is wanted: the agents' diagnoses, and dials where no session may be
 * opened. Whoever may run these documents has a root shell on the hosts.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
export function probeCommandsPolicy(account: Account, targets: readonly PolicyTargets[]): MinimalPolicy {
  const withHosts = targets.filter(({ hostIds }) => hostIds.length > 0)
  const send = withHosts.flatMap(({ region, hostIds }) => [
    ...Object.values(DIAL_DOCUMENTS).map((name) => documentArn({ ...account, region }, name)),
    ...hostIds.map((id) => instanceArn({ ...account, region }, id)),
  ])
  return policy([
    statement('RunProbes', ['ssm:SendCommand'], send),
    statement('ReadProbes', ['ssm:GetCommandInvocation'], send.length > 0 ? ['*'] : []),
  ])
}

/** A policy variable: the caller's `aws:userid`. */
const USER_ID = `\${aws:userid}`
const OWN_SESSIONS = `${USER_ID}-*`

/** Characters of a managed policy, white space not counted. */
const MANAGED_POLICY_SIZE = 6144

function policy(statements: (PolicyStatement | undefined)[]): MinimalPolicy {
  const Statement = statements.filter((candidate) => candidate !== undefined)
  const document = { Version: '2012-10-17' as const, Statement }
  const size = JSON.stringify(document).length
  const tooLarge = `The policy has ${size} characters, and IAM takes ${MANAGED_POLICY_SIZE}: split it, or name the hosts by a tag.`
  return { document, notes: size > MANAGED_POLICY_SIZE ? [tooLarge] : [] }
}

/** `undefined` without a resource. */
function statement(Sid: string, actions: readonly string[], resources: readonly string[]): PolicyStatement | undefined {
  if (resources.length === 0) return undefined
  return { Sid, Effect: 'Allow', Action: [...actions], Resource: [...new Set(resources)] }
}

function present(targets: readonly PolicyTargets[], field: 'sessionKeyArn' | 'bucketKeyArn'): string[] {
  return targets.flatMap((target) => target[field] ?? [])
}
