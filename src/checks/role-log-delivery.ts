import type { Answer } from '../iam/is-allowed.js'
import type { SessionInputs } from '../inventory/session-preferences.js'
import { LOG_DELIVERY_ACTIONS, logStreamArn, sessionLogArn } from '../model/session-permissions.js'
import type { LogBucket } from '../model/snapshot-hosts.js'
import { type CheckContext, defineCheck, pass, skip, warn } from './define.js'
import { type RoleQuestions, withRole } from './lib/host-permissions.js'
import { arnScope } from './lib/host-role.js'
import {
  actions,
  deniedReason,
  deniedSentence,
  disagreement,
  openOutcome,
  permissionEvidence,
  weigh,
} from './lib/permissions.js'
import { ROLE_NEEDS } from './lib/role-needs.js'
import { logBucket, withInputs } from './lib/session-inputs.js'

export default defineCheck({
  id: 'role-log-delivery',
  title: 'The role may write the session logs',
  subject: 'host',
  blocks: [],
  posture: false,
  needs: [...ROLE_NEEDS, 's3:GetBucketPolicy', 's3:GetEncryptionConfiguration', 's3:ListBucket', 'ssm:GetDocument'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging.html',
  statuses: ['pass', 'warn', 'unknown', 'skip'],
  run(host, context) {
    return withInputs(context, (inputs) => {
      if (inputs.s3BucketName === undefined && inputs.cloudWatchLogGroupName === undefined)
        return skip('no-session-logs', 'The session preferences name neither a log bucket nor a log group.')
      return withRole(host, context, (questions) => {
        const { used, who } = questions
        const answers = [...bucketAnswers(inputs, questions, context), ...groupAnswers(inputs, questions, context)]
        const { denied, open } = weigh(answers)
        const evidence = { roleArn: used.role.arn, ...permissionEvidence(answers) }
        if (denied.length > 0)
          return warn(
            deniedReason(denied),
            `${deniedSentence(`Role ${used.role.roleName}`, denied)} Session logs are lost.`,
            {
              evidence,
              remedy: { text: `Allow ${actions(denied)} on the targets of the session logs in a policy of ${who}.` },
            },
          )
        if (open.length > 0) return openOutcome(who, open, evidence)
        return pass(
          'log-delivery-allowed',
          `Role ${used.role.roleName} may write the session logs.${disagreement(answers)}`,
          {
            evidence,
          },
        )
      })
    })
  },
})

function bucketAnswers(inputs: SessionInputs, { ask, askBucket }: RoleQuestions, context: CheckContext): Answer[] {
  if (inputs.s3BucketName === undefined) return []
  const bucket = logBucket(context)
  const object = sessionLogArn(context.inventory.snapshot.partition, inputs.s3BucketName, inputs.s3KeyPrefix)
  const keyArn = encryptionKeyArn(bucket)
  return [
    askBucket(bucket, 's3:PutObject', object),
    ...(keyArn === undefined ? [] : [ask('kms:GenerateDataKey', keyArn)]),
  ]
}

/** A key of the customer's own: S3's own key needs no permission. */
function encryptionKeyArn(bucket: LogBucket | null): string | undefined {
  if (bucket?.encryption.outcome !== 'ok') return undefined
  const keyId = bucket.encryption.value?.kmsMasterKeyId
  return keyId?.includes(':key/') ? keyId : undefined
}

function groupAnswers(inputs: SessionInputs, { ask }: RoleQuestions, context: CheckContext): Answer[] {
  if (inputs.cloudWatchLogGroupName === undefined) return []
  const stream = logStreamArn(arnScope(context), inputs.cloudWatchLogGroupName)
  return LOG_DELIVERY_ACTIONS.map((action) => ask(action, stream))
}
