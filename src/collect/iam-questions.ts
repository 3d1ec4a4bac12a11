import { DATABASE_CONNECT, databaseUserArns } from '../model/database-users.js'
import {
  type ArnScope,
  BUCKET_KEY_ACTION,
  bucketArn,
  CHANNEL_ACTIONS,
  documentArn,
  END_SESSION_ACTIONS,
  instanceArn,
  LOG_GROUP_LOOKUP,
  LOG_STREAM_ACTIONS,
  logGroupLookupArn,
  logStreamArn,
  operatorSession,
  PORT_DOCUMENT,
  REGISTRATION_ACTION,
  REMOTE_HOST_DOCUMENT,
  RUN_COMMAND_ACTIONS,
  SESSION_PREFERENCES_DOCUMENT,
  SSH_DOCUMENT,
  sessionArn,
  sessionLogArn,
} from '../model/session-permissions.js'
import type { Role, User } from '../model/snapshot-iam.js'
import { defined } from './fields.js'
import type { Question } from './simulation.js'

/** What a region's sessions touch: its hosts and what its session preferences name. */
export interface SessionTargets {
  region: string
  hostIds: readonly string[]
  sessionKeyArn?: string
  s3BucketName?: string
  s3KeyPrefix?: string
  /** The key of the log bucket. */
  bucketKeyArn?: string
  logGroupName?: string
  /** How policies name the databases that take tokens only. */
  tokenDatabaseIds?: readonly string[]
}

export interface QuestionScope {
  partition: string
  accountId: string
  targets: readonly SessionTargets[]
}

/** What the agent asks for anywhere; needs no targets. */
export const AGENT_QUESTION: Question = {
  actions: [...CHANNEL_ACTIONS, REGISTRATION_ACTION, ...RUN_COMMAND_ACTIONS],
  resources: ['*'],
}

/** Registration on the very instances, for a role that may not register just anything. */
export function registrationQuestions({ partition, accountId, targets }: QuestionScope): Question[] {
  const instances = targets.flatMap(({ region, hostIds }) =>
    hostIds.map((id) => instanceArn({ partition, accountId, region }, id)),
  )
  return asked([{ actions: [REGISTRATION_ACTION], resources: instances }])
}

/** What the role of a host is asked for besides. */
export function roleQuestions({ partition, accountId, targets }: QuestionScope): Question[] {
  const buckets = targets.flatMap(({ s3BucketName, s3KeyPrefix }) =>
    s3BucketName === undefined ? [] : sessionLogArn(partition, s3BucketName, s3KeyPrefix),
  )
  const groups = targets.flatMap(({ region, logGroupName }) =>
    logGroupName === undefined ? [] : { scope: { partition, accountId, region }, logGroupName },
  )
  return asked([
    { actions: ['kms:Decrypt'], resources: keysOf(targets) },
    {
      actions: ['s3:GetEncryptionConfiguration'],
      resources: targets.map((target) => bucketArn(partition, target.s3BucketName)),
    },
    { actions: ['s3:PutObject'], resources: buckets },
    { actions: [BUCKET_KEY_ACTION], resources: targets.flatMap((target) => target.bucketKeyArn ?? []) },
    {
      actions: LOG_STREAM_ACTIONS,
      resources: groups.map(({ scope, logGroupName }) => logStreamArn(scope, logGroupName)),
    },
    { actions: [LOG_GROUP_LOOKUP], resources: groups.map(({ scope }) => logGroupLookupArn(scope)) },
  ])
}

/** What a person who connects is asked for; `policies`: the texts of theirs, which name users of databases. */
export function operatorQuestions(
  principal: Role | User | null,
  scope: QuestionScope,
  policies: readonly string[],
): Question[] {
  const { partition, accountId, targets } = scope
  const { userId, username, sessionIds } = operatorSession(identityOf(principal))
  const context = {
    ...(userId !== undefined && { 'aws:userid': userId }),
    ...(username !== undefined && { 'aws:username': username }),
  }
  const inRegions = (arns: (region: ArnScope, target: SessionTargets) => string[]) =>
    targets.flatMap((target) => arns({ partition, accountId, region: target.region }, target))
  return asked([
    {
      actions: ['ssm:StartSession'],
      resources: inRegions((region, target) => [
        ...SESSION_DOCUMENTS.map((name) => documentArn(region, name)),
        ...target.hostIds.map((id) => instanceArn(region, id)),
      ]),
    },
    {
      actions: ['ssmmessages:OpenDataChannel', ...END_SESSION_ACTIONS],
      resources: inRegions((region) => sessionIds.map((id) => sessionArn(region, id))),
    },
    { actions: ['kms:GenerateDataKey'], resources: keysOf(targets) },
    {
      actions: [DATABASE_CONNECT],
      resources: inRegions((region, { tokenDatabaseIds = [] }) =>
        tokenDatabaseIds.flatMap((id) => databaseUserArns(region, id, policies, username)),
      ),
    },
  ]).map((question) => (Object.keys(context).length > 0 ? { ...question, context } : question))
}

function identityOf(principal: Role | User | null) {
  if (principal === null) return {}
  if ('userName' in principal) return defined({ userName: principal.userName, userId: principal.userId })
  return defined({ roleId: principal.roleId })
}

const SESSION_DOCUMENTS = [SESSION_PREFERENCES_DOCUMENT, REMOTE_HOST_DOCUMENT, PORT_DOCUMENT, SSH_DOCUMENT]

const keysOf = (targets: readonly SessionTargets[]) => targets.flatMap((target) => target.sessionKeyArn ?? [])

/** Each resource once; questions without a resource are none. */
function asked(questions: Question[]): Question[] {
  return questions
    .map((question) => ({ ...question, resources: [...new Set(question.resources)] }))
    .filter((question) => question.resources.length > 0)
}
