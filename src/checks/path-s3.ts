import { read } from '../inventory/read.js'
import { bucketArn, sessionLogArn } from '../model/session-permissions.js'
import type { Instance } from '../model/snapshot-hosts.js'
import { bucketHostName } from '../network/index.js'
import { type CheckContext, defineCheck, type Outcome, unknown } from './define.js'
import { atMostWarn } from './lib/at-most-warn.js'
import { bucketRegion } from './lib/dialled-names.js'
import { NETWORK_NEEDS } from './lib/network-needs.js'
import { PATH_CONSOLE } from './lib/path-console.js'
import { servicePath, whenNeeded } from './lib/service-path.js'

export default defineCheck({
  id: 'path-s3',
  title: 'The host reaches S3, for updates of its agent and for session logs',
  why: "The agent's updates come from S3, and session logs may go there. Where the host cannot reach it, updates fail; with s3EncryptionEnabled the agent refuses every shell.",
  console: PATH_CONSOLE,
  subject: 'host',
  blocks: ['shell', 'runCommand'],
  posture: false,
  symptomOf: ['vpc-dns'],
  endpointCheck: 'endpoint-s3',
  needs: ['ec2:DescribeInstances', 'ssm:GetDocument', ...NETWORK_NEEDS],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run: (host, context) =>
    whenNeeded(host, 's3', context, () => {
      const sessions = sessionOutcome(host, context)
      if (sessions && sessions.status !== 'pass') return sessions
      const updates = servicePath(host, 's3', agentBucketCalls(context), context)
      return atMostWarn(updates, updates.status === 'pass' ? ['shell', 'runCommand'] : ['runCommand'])
    }),
})

/** Buckets of AWS from which agents update themselves and read the modules of documents. */
function agentBucketCalls({ inventory, region }: CheckContext) {
  return ['amazon-ssm', 'aws-ssm'].map((prefix) => ({
    actions: ['s3:GetObject'],
    resource: `${bucketArn(inventory.snapshot.partition, `${prefix}-${region.region}`)}/*`,
  }))
}

/** With s3EncryptionEnabled the agent asks for the bucket's encryption before the shell starts, and refuses without an answer. */
function sessionOutcome(host: Instance, context: CheckContext): Outcome | undefined {
  const inputs = read(context.region.sessionInputs)
  const bucket = inputs.s3BucketName
  if (bucket === undefined) return undefined
  const { partition } = context.inventory.snapshot
  const elsewhere = bucketRegion(context.region)
  const outcome =
    elsewhere === undefined
      ? servicePath(
          host,
          's3',
          [
            ...(inputs.s3EncryptionEnabled
              ? [{ actions: ['s3:GetEncryptionConfiguration'], resource: bucketArn(partition, bucket) }]
              : []),
            { actions: ['s3:PutObject'], resource: sessionLogArn(partition, bucket, inputs.s3KeyPrefix) },
          ],
          context,
          bucketHostName(bucket, context.region.region),
        )
      : unknown(
          'bucket-in-other-region',
          `${bucket} lies in ${elsewhere}: an endpoint for S3 of ${context.region.region} does not lead there.`,
        )
  return inputs.s3EncryptionEnabled ? { ...outcome, blocks: ['shell'] } : atMostWarn(outcome, ['shell', 'runCommand'])
}
