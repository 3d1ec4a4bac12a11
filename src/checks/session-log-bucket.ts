import { read } from '../inventory/read.js'
import { LOG_BUCKET } from '../inventory/session-preferences.js'
import type { LogBucket } from '../model/snapshot-hosts.js'
import { defineCheck, fail, pass, skip, warn } from './define.js'
import { awsCommand } from './lib/aws-command.js'
import { logBucket, withInputs } from './lib/session-inputs.js'

/** What the agent takes for encrypted; `aws:kms:dsse` is not among it. */
const ACCEPTED = new Set(['AES256', 'aws:kms'])

export default defineCheck({
  id: 'session-log-bucket',
  title: 'The log bucket exists and is encrypted as the session preferences demand',
  why: 'A log bucket that is gone loses the logs. With s3EncryptionEnabled the agent looks at the bucket before each shell, and refuses the shell where the bucket is not there or not encrypted.',
  console:
    'S3 > Buckets > the bucket > Properties > Default encryption > Edit. Or name another bucket: Systems Manager > Session Manager > Preferences > Edit > S3 logging.',
  subject: 'region',
  blocks: ['shell'],
  posture: false,
  needs: ['s3:GetEncryptionConfiguration', 's3:ListBucket', 'ssm:GetDocument'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-logging.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run(_, context) {
    return withInputs(context, LOG_BUCKET, ({ s3BucketName, s3EncryptionEnabled }) => {
      if (s3BucketName === undefined) return skip('no-log-bucket', 'The session preferences name no log bucket.')
      // Only when encryption is demanded does the agent look at the bucket before a shell starts.
      const [bad, bearing] = s3EncryptionEnabled ? [fail, {}] : [warn, { blocks: [] }]
      const bucket = logBucket(context)
      const evidence = { s3BucketName, s3EncryptionEnabled }
      if (bucket === null)
        return bad('bucket-not-found', `Log bucket ${s3BucketName} does not exist.`, {
          evidence,
          remedy: {
            text: 'Create the bucket, or name another one in the session preferences.',
            commands: [createBucket(s3BucketName, context.region.region)],
          },
          ...bearing,
        })
      const encryption = read(bucket.encryption)
      const algorithm = encryption?.sseAlgorithm
      const more = {
        evidence: { ...evidence, sseAlgorithm: algorithm ?? null, bucketRegion: bucket.region },
        ...bearing,
      }
      if (algorithm === undefined)
        return bad('bucket-not-encrypted', `Log bucket ${s3BucketName} has no default encryption.`, {
          ...more,
          remedy: {
            text: 'Turn on default encryption (AES256 or aws:kms) on the bucket.',
            commands: [encryptBucket(bucket, context.region.region, { SSEAlgorithm: 'AES256' })],
          },
        })
      if (s3EncryptionEnabled && !ACCEPTED.has(algorithm))
        return fail(
          'bucket-encryption-not-accepted',
          `Log bucket ${s3BucketName} is encrypted with ${algorithm}, which the agent does not accept.`,
          {
            ...more,
            remedy: {
              text: 'Use AES256 or aws:kms as default encryption of the bucket.',
              commands: [encryptBucket(bucket, context.region.region, likeBefore(encryption?.kmsMasterKeyId))],
            },
          },
        )
      return pass('bucket-encrypted', `Log bucket ${s3BucketName} is encrypted with ${algorithm}.`, more)
    })
  },
})

/** In the first region there is no constraint to name. */
const createBucket = (name: string, region: string) =>
  awsCommand(
    ...['s3api', 'create-bucket', '--bucket', name],
    ...(region === 'us-east-1' ? [] : ['--create-bucket-configuration', `LocationConstraint=${region}`]),
    ...['--region', region],
  )

const likeBefore = (key: string | undefined) => ({
  SSEAlgorithm: 'aws:kms',
  ...(key !== undefined && { KMSMasterKeyID: key }),
})

const encryptBucket = ({ bucketName, region }: LogBucket, here: string, by: Record<string, string>) =>
  awsCommand(
    ...['s3api', 'put-bucket-encryption', '--bucket', bucketName, '--server-side-encryption-configuration'],
    { json: { Rules: [{ ApplyServerSideEncryptionByDefault: by }] }, file: 'bucket-encryption.json' },
    ...['--region', region ?? here],
  )
