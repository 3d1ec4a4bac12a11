import { paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs'
import { GetBucketEncryptionCommand, GetBucketPolicyCommand, HeadBucketCommand } from '@aws-sdk/client-s3'
import { hasCode } from '../aws/errors.js'
import type { Collected } from '../model/collected.js'
import { bucketKeyId } from '../model/session-permissions.js'
import type { KmsKey, LogBucket, LogGroup } from '../model/snapshot-hosts.js'
import type { RegionContext } from './context.js'
import { defined, need } from './fields.js'
import { collectKey } from './kms-key.js'

const LOG_GROUPS_PAGE_SIZE = 50
const NO_BUCKET = ['NoSuchBucket', 'NotFound']

/** The bucket that the session preferences name. */
export async function collectLogBucket(
  context: RegionContext,
  bucketName: string,
): Promise<Collected<LogBucket | null>> {
  const { clients, runner } = context
  const head = await runner.collectOne(
    's3:ListBucket',
    async (options) => ({ region: await bucketRegion(context, bucketName, options) }),
    NO_BUCKET,
  )
  if (head.outcome !== 'ok') return head
  if (head.value === null) return { ...head, value: null }
  const s3 = clients.s3(head.value.region ?? context.region)
  const [encryption, policy] = await Promise.all([
    runner.collectOne(
      's3:GetEncryptionConfiguration',
      async (options) => {
        const answer = await s3.send(new GetBucketEncryptionCommand({ Bucket: bucketName }), options)
        const rule = answer.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault
        return defined({
          sseAlgorithm: need(rule?.SSEAlgorithm, 'SSEAlgorithm') as string,
          kmsMasterKeyId: rule?.KMSMasterKeyID,
        })
      },
      ['ServerSideEncryptionConfigurationNotFoundError'],
    ),
    runner.collectOne(
      's3:GetBucketPolicy',
      async (options) =>
        need((await s3.send(new GetBucketPolicyCommand({ Bucket: bucketName }), options)).Policy, 'Policy'),
      ['NoSuchBucketPolicy'],
    ),
  ])
  return { ...head, value: defined({ bucketName, region: head.value.region, encryption, policy }) }
}

/** The key that encrypts what is put into the bucket, looked up where the bucket is. */
export async function collectLogBucketKey(
  context: RegionContext,
  bucket: Collected<LogBucket | null> | undefined,
): Promise<Collected<KmsKey | null> | undefined> {
  if (bucket?.outcome !== 'ok' || bucket.value?.encryption.outcome !== 'ok') return undefined
  const { encryption, region = context.region } = bucket.value
  const keyId = bucketKeyId(encryption.value)
  return keyId === undefined ? undefined : collectKey({ ...context, region }, keyId)
}

/** S3 names a bucket's region even where it redirects to it. */
async function bucketRegion(
  { clients, region }: RegionContext,
  Bucket: string,
  options: { abortSignal?: AbortSignal },
): Promise<string | undefined> {
  try {
    return (await clients.s3(region).send(new HeadBucketCommand({ Bucket }), options)).BucketRegion
  } catch (error) {
    const redirected = regionHeader(error)
    if (redirected !== undefined && !hasCode(error, [...NO_BUCKET, 'Forbidden', '403'])) return redirected
    throw error
  }
}

function regionHeader(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  const { $metadata, $response } = error as {
    $metadata?: { httpStatusCode?: number }
    $response?: { headers?: Record<string, string> }
  }
  return $metadata?.httpStatusCode === 301 ? $response?.headers?.['x-amz-bucket-region'] : undefined
}

/** The log group that the session preferences name: AWS searches by prefix, the name must be the whole one. */
export async function collectLogGroup(
  { clients, runner, region }: RegionContext,
  logGroupName: string,
): Promise<Collected<LogGroup | null>> {
  const groups = await runner.collectAll(
    'logs:DescribeLogGroups',
    (options) =>
      paginateDescribeLogGroups(
        { client: clients.logs(region), pageSize: LOG_GROUPS_PAGE_SIZE },
        { logGroupNamePrefix: logGroupName },
        options,
      ),
    {
      items: (page) => page.logGroups?.filter((group) => group.logGroupName === logGroupName),
      token: (page) => page.nextToken,
    },
    (group) => defined({ logGroupName, arn: group.arn, kmsKeyId: group.kmsKeyId }),
  )
  return groups.outcome === 'ok' ? { ...groups, value: groups.value[0] ?? null } : groups
}
