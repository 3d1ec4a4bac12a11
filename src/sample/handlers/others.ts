import type * as Logs from '@aws-sdk/client-cloudwatch-logs'
import type * as Route53 from '@aws-sdk/client-route-53'
import * as S3 from '@aws-sdk/client-s3'
import type * as STS from '@aws-sdk/client-sts'
import type { SampleBucket } from '../account.js'
import { awsError, metadata } from './errors.js'
import type { Call, Handlers } from './handler.js'
import { page } from './paging.js'

export const sts: Handlers<typeof STS> = {
  GetCallerIdentity(_input, { account }) {
    return { Account: account.accountId, Arn: account.callerArn, UserId: 'AROAEXAMPLEAUDITOR000:audit' }
  },
}

export const logs: Handlers<typeof Logs> = {
  DescribeLogGroups(input, { region }) {
    const { logGroupNamePrefix = '', logGroupNamePattern = '' } = input
    const groups = region.logGroups.filter(
      ({ logGroupName = '' }) =>
        logGroupName.startsWith(logGroupNamePrefix) && logGroupName.includes(logGroupNamePattern),
    )
    const cut = page(groups, { size: input.limit, token: input.nextToken }, { most: 50, standard: 50 })
    return { logGroups: cut.items, nextToken: cut.next }
  },
}

export const s3: Handlers<typeof S3> = {
  HeadBucket(input, { account }) {
    const bucket = account.buckets.find((b) => b.name === input.Bucket)
    if (!bucket) throw new S3.NotFound({ message: 'Not Found', $metadata: metadata(404) })
    return { BucketRegion: bucket.region }
  },
  /** us-east-1 is answered by its absence. */
  GetBucketLocation(input, call) {
    const { region } = bucketOf(input.Bucket, call)
    const constraint = Object.values(S3.BucketLocationConstraint).find((c) => c === region)
    return { LocationConstraint: constraint }
  },
  GetBucketEncryption(input, call) {
    const { sseAlgorithm, kmsMasterKeyId } = bucketOf(input.Bucket, call)
    const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: sseAlgorithm, KMSMasterKeyID: kmsMasterKeyId }
    return { ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault }] } }
  },
  GetBucketPolicy(input, call) {
    const { policy } = bucketOf(input.Bucket, call)
    if (policy === undefined) throw awsError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404)
    return { Policy: policy }
  },
}

function bucketOf(name: string | undefined, { account }: Call): SampleBucket {
  const bucket = account.buckets.find((b) => b.name === name)
  if (bucket) return bucket
  throw new S3.NoSuchBucket({ message: 'The specified bucket does not exist', $metadata: metadata(404) })
}

export const route53: Handlers<typeof Route53> = {
  ListHostedZonesByVPC(input, { account }) {
    const zones = account.hostedZones.filter((z) => z.vpcIds.includes(input.VPCId ?? '')).map((z) => z.zone)
    const size = input.MaxItems ?? 100
    const cut = page(zones, { size, token: input.NextToken }, { most: 100, standard: 100 })
    return { HostedZoneSummaries: cut.items, MaxItems: size, NextToken: cut.next }
  },
  /** Goes on at the record of the given name and type. */
  ListResourceRecordSets(input, { account }) {
    const id = input.HostedZoneId?.replace('/hostedzone/', '')
    const zone = account.hostedZones.find((z) => z.zone.HostedZoneId === id)
    if (!zone) throw awsError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, 404)
    const { StartRecordName: name, StartRecordType: type, MaxItems = 300 } = input
    const first = zone.records.findIndex((r) => r.Name === name && (type === undefined || r.Type === type))
    const start = name === undefined ? 0 : first < 0 ? zone.records.length : first
    const next = zone.records[start + MaxItems]
    return {
      ResourceRecordSets: zone.records.slice(start, start + MaxItems),
      IsTruncated: next !== undefined,
      MaxItems,
      ...(next && { NextRecordName: next.Name, NextRecordType: next.Type }),
    }
  },
}
