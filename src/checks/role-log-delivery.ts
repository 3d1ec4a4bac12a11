import type { Answer } from '../iam/answer.js'
import { Unreadable } from '../inventory/read.js'
import { LOG_BUCKET, LOG_GROUP, type SessionInputs } from '../inventory/session-preferences.js'
import type { Remedy } from '../model/finding.js'
import {
  anyLogGroupArn,
  BUCKET_KEY_ACTION,
  LOG_GROUP_LOOKUP,
  LOG_STREAM_ACTIONS,
  logGroupArn,
  logGroupLookupArn,
  logStreamArn,
  sessionLogArn,
} from '../model/session-permissions.js'
import { type CheckContext, defineCheck, fail, type Outcome, pass, skip, warn } from './define.js'
import { type RoleQuestions, withRole } from './lib/host-permissions.js'
import { arnScope } from './lib/host-role.js'
import {
  deniedReason,
  deniedSentence,
  disagreement,
  openOutcome,
  permissionEvidence,
  weigh,
} from './lib/permissions.js'
import { ROLE_NEEDS } from './lib/role-needs.js'
import { grantRemedy } from './lib/role-remedies.js'
import { logBucket, logBucketKey, withInputs } from './lib/session-inputs.js'
import { unreadable } from './run.js'

/** A question, and the resource that a statement must name to grant it. */
interface Asked {
  answer: Answer
  grant: string
}

export default defineCheck({
  id: 'role-log-delivery',
  title: 'The role may write the session logs',
  why: 'The host writes session logs with its own role. Where that may not, logs are lost without a word; with cloudWatchEncryptionEnabled the agent cannot see that the group is encrypted, and refuses every shell.',
  console:
    "IAM > Roles > the host's role > Permissions > Add permissions > Create inline policy: the actions and resources that the finding names.",
  subject: 'host',
  blocks: ['shell'],
  posture: false,
  needs: [
    ...ROLE_NEEDS,
    ...['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants'],
    ...['s3:GetBucketPolicy', 's3:GetEncryptionConfiguration', 's3:ListBucket', 'ssm:GetDocument'],
  ],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run(host, context) {
    return withInputs(
      context,
      (inputs) => [...LOG_BUCKET(inputs), ...LOG_GROUP(inputs)],
      (inputs) => {
        if (inputs.s3BucketName === undefined && inputs.cloudWatchLogGroupName === undefined)
          return skip('no-session-logs', 'The session preferences name neither a log bucket nor a log group.')
        const demanded = inputs.cloudWatchEncryptionEnabled && inputs.cloudWatchLogGroupName !== undefined
        const judge = (questions: RoleQuestions) => judgeDelivery(inputs, questions, context)
        if (!demanded) return harmless(() => withRole(host, context, judge))
        return withRole(
          host,
          context,
          (questions) => judgeLookup(inputs, questions, context) ?? harmless(() => judge(questions)),
        )
      },
    )
  },
})

/** What takes the logs, and not the shell. */
function harmless(judge: () => Outcome): Outcome {
  try {
    return { ...judge(), blocks: [] }
  } catch (error) {
    if (error instanceof Unreadable) return { ...unreadable(error.failure), blocks: [] }
    throw error
  }
}

/**
 * The agent looks the group's encryption up before a shell starts, and takes a refusal for "not encrypted".
 * `undefined`: it may.
 * @see https://github.com/aws/amazon-ssm-agent/blob/mainline/agent/session/shell/shell.go
 */
function judgeLookup(inputs: SessionInputs, questions: RoleQuestions, context: CheckContext): Outcome | undefined {
  const { used, who } = questions
  const asked = lookupAsked(inputs, questions, context)
  const answers = asked.map(({ answer }) => answer)
  const { denied, open } = weigh(answers)
  const evidence = { roleArn: used.role.arn, cloudWatchEncryptionEnabled: true, ...permissionEvidence(answers) }
  if (denied.length > 0)
    return fail(
      deniedReason(denied),
      `${deniedSentence(`Role ${used.role.roleName}`, denied)} The agent cannot see that the log group is encrypted, and refuses every shell.`,
      { evidence, remedy: deliveryRemedy(asked, denied, questions, context, 'log-lookup') },
    )
  return open.length > 0 ? openOutcome(who, open, evidence) : undefined
}

function judgeDelivery(inputs: SessionInputs, questions: RoleQuestions, context: CheckContext): Outcome {
  const { used, who } = questions
  const key = keyAsked(questions, context, inputs)
  if (key === 'not-found')
    return warn(
      'log-bucket-key-not-found',
      `The key of log bucket ${inputs.s3BucketName} does not exist: session logs are lost.`,
      {
        evidence: { s3BucketName: inputs.s3BucketName },
        remedy: { text: 'Name an existing key in the default encryption of the bucket.' },
      },
    )
  const asked = [
    ...bucketAsked(inputs, questions, context),
    ...key,
    ...lookupAsked(inputs, questions, context),
    ...streamsAsked(inputs, questions, context),
  ]
  const answers = asked.map(({ answer }) => answer)
  const { denied, open } = weigh(answers)
  const evidence = { roleArn: used.role.arn, ...permissionEvidence(answers) }
  if (denied.length > 0)
    return warn(
      deniedReason(denied),
      `${deniedSentence(`Role ${used.role.roleName}`, denied)} Session logs are lost.`,
      {
        evidence,
        remedy: deliveryRemedy(asked, denied, questions, context, 'log-delivery'),
      },
    )
  if (open.length > 0) return openOutcome(who, open, evidence)
  return pass(
    'log-delivery-allowed',
    `Role ${used.role.roleName} may write the session logs.${disagreement(answers)}`,
    { evidence },
  )
}

/** What to allow on which resource: AWS takes the look-up of log groups on all of them alone. */
function deliveryRemedy(
  asked: readonly Asked[],
  denied: readonly Answer[],
  { used, who }: RoleQuestions,
  context: CheckContext,
  purpose: string,
): Remedy {
  const refused = asked.filter(({ answer }) => denied.includes(answer))
  const grants = [...new Set(refused.map(({ grant }) => grant))].map((grant) => {
    const answers = refused.filter((other) => other.grant === grant).map(({ answer }) => answer.action)
    return { actions: [...new Set(answers)], resource: grant }
  })
  const byKey = refused.some(
    ({ answer }) => answer.action === BUCKET_KEY_ACTION && answer.deniedBy === 'resource-policy',
  )
  const wanted = grants.map((grant) => `${grant.actions.join(', ')} on ${grant.resource}`).join('; ')
  const text = `Allow ${wanted} in a policy of ${who}${byKey ? ', and in the policy of the key' : ''}.`
  return grantRemedy({ used, denied, context, text }, 'grant-log-delivery', purpose, grants)
}

function bucketAsked(
  { s3BucketName, s3KeyPrefix }: SessionInputs,
  { askBucket }: RoleQuestions,
  context: CheckContext,
): Asked[] {
  if (s3BucketName === undefined) return []
  const object = (name?: string) => sessionLogArn(context.inventory.snapshot.partition, s3BucketName, s3KeyPrefix, name)
  return [{ answer: askBucket(logBucket(context), 's3:PutObject', object()), grant: object('*') }]
}

function keyAsked(
  { askBucketKey }: RoleQuestions,
  context: CheckContext,
  { s3BucketName }: SessionInputs,
): Asked[] | 'not-found' {
  const bucket = s3BucketName === undefined ? null : logBucket(context)
  if (bucket === null) return []
  const key = logBucketKey(context, bucket)
  if (key === null) return 'not-found'
  return key === undefined ? [] : [{ answer: askBucketKey(key), grant: key.arn }]
}

function lookupAsked(
  { cloudWatchLogGroupName }: SessionInputs,
  { ask }: RoleQuestions,
  context: CheckContext,
): Asked[] {
  if (cloudWatchLogGroupName === undefined) return []
  const scope = arnScope(context)
  return [{ answer: ask(LOG_GROUP_LOOKUP, logGroupLookupArn(scope)), grant: anyLogGroupArn(scope) }]
}

function streamsAsked(
  { cloudWatchLogGroupName: name }: SessionInputs,
  { ask }: RoleQuestions,
  context: CheckContext,
): Asked[] {
  if (name === undefined) return []
  const scope = arnScope(context)
  return LOG_STREAM_ACTIONS.map((action) => ({
    answer: ask(action, logStreamArn(scope, name)),
    grant: logGroupArn(scope, name),
  }))
}
