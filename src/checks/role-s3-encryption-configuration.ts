import { LOG_BUCKET } from '../inventory/session-preferences.js'
import { bucketArn } from '../model/session-permissions.js'
import { defineCheck, fail, pass, warn } from './define.js'
import { withRole } from './lib/host-permissions.js'
import { deniedReason, deniedSentence, disagreement, openOutcome, permissionEvidence } from './lib/permissions.js'
import { ROLE_NEEDS } from './lib/role-needs.js'
import { grantRemedy } from './lib/role-remedies.js'
import { logBucket, withInputs } from './lib/session-inputs.js'

export default defineCheck({
  id: 'role-s3-encryption-configuration',
  title: "The role may read the log bucket's encryption",
  why: "With s3EncryptionEnabled the agent asks for the log bucket's encryption before each shell, and refuses the shell when it gets no answer.",
  console:
    "IAM > Roles > the host's role > Permissions > Add permissions > Create inline policy: s3:GetEncryptionConfiguration on the log bucket.",
  subject: 'host',
  blocks: ['shell'],
  posture: false,
  needs: [...ROLE_NEEDS, 's3:GetBucketPolicy', 's3:ListBucket', 'ssm:GetDocument'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run(host, context) {
    return withInputs(context, LOG_BUCKET, ({ s3BucketName, s3EncryptionEnabled }) =>
      withRole(host, context, ({ used, who, askBucket }) => {
        const bucket = s3BucketName === undefined ? null : logBucket(context)
        const resource = bucketArn(context.inventory.snapshot.partition, s3BucketName)
        const answer = askBucket(bucket, 's3:GetEncryptionConfiguration', resource)
        const evidence = {
          roleArn: used.role.arn,
          s3EncryptionEnabled,
          ...(s3BucketName !== undefined && { s3BucketName }),
          ...permissionEvidence([answer]),
        }
        // Without a bucket, or without its encryption demanded, the agent never asks before a shell.
        const shellDepends = s3BucketName !== undefined && s3EncryptionEnabled
        const bearing = shellDepends ? {} : { blocks: [], posture: true }
        if (answer.decision === 'unknown') return { ...openOutcome(who, [answer], evidence), ...bearing }
        if (answer.decision === 'allowed')
          return pass('allowed', `Role ${used.role.roleName} may read bucket encryption.${disagreement([answer])}`, {
            evidence,
            ...bearing,
          })
        const text = `Allow s3:GetEncryptionConfiguration on ${resource} in a policy of ${who}.`
        const remedy = grantRemedy(
          { used, denied: [answer], context, text },
          'grant-s3-encryption-configuration',
          'bucket-encryption',
          [{ actions: ['s3:GetEncryptionConfiguration'], resource }],
        )
        const sentence = deniedSentence(`Role ${used.role.roleName}`, [answer])
        if (!shellDepends) return warn(deniedReason([answer]), sentence, { evidence, remedy, ...bearing })
        return fail(deniedReason([answer]), `${sentence} The agent then refuses every shell.`, { evidence, remedy })
      }),
    )
  },
})
