import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  type KeyMetadata,
  KMSClient,
  ListGrantsCommand,
} from '@aws-sdk/client-kms'
import { GetBucketEncryptionCommand, GetBucketPolicyCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { DescribeDocumentCommand, GetDocumentCommand, GetServiceSettingCommand, SSMClient } from '@aws-sdk/client-ssm'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, describe, expect, it } from 'vitest'
import { collectKey } from '../../../src/collect/kms-key.js'
import { collectSessionDocuments, collectSessionPreferences } from '../../../src/collect/session-documents.js'
import { collectLogBucket, collectLogBucketKey, collectLogGroup } from '../../../src/collect/session-logs.js'
import { collectDefaultHostManagement } from '../../../src/collect/ssm.js'
import { context, failure } from './context.js'

const ssm = mockClient(SSMClient)
const kms = mockClient(KMSClient)
const s3 = mockClient(S3Client)
const logs = mockClient(CloudWatchLogsClient)
afterEach(() => {
  for (const mock of [ssm, kms, s3, logs]) mock.reset()
})

describe('session preferences', () => {
  const preferences = (Content: string) => {
    ssm.on(GetDocumentCommand).resolves({ Content, DocumentVersion: '2' })
    ssm.on(DescribeDocumentCommand).resolves({ Document: { LatestVersion: '3' } })
    return collectSessionPreferences(context())
  }

  it('that nobody saved are null', async () => {
    ssm.on(GetDocumentCommand).rejects(failure('InvalidDocument'))
    expect(await collectSessionPreferences(context())).toEqual({ outcome: 'ok', api: 'ssm:GetDocument', value: null })
  })

  it('tell the default version and the latest', async () => {
    const content = JSON.stringify({
      sessionType: 'Standard_Stream',
      inputs: { kmsKeyId: 'alias/x', runAsEnabled: 'true' },
    })
    expect(await preferences(content)).toMatchObject({
      value: { documentVersion: '2', latestVersion: '3', inputs: { kmsKeyId: 'alias/x', runAsEnabled: 'true' } },
    })
  })

  it.each(['{', '[]', 'null', '{"inputs": []}', ''])('that are no JSON object say so: %s', async (content) => {
    const found = await preferences(content)
    if (found.outcome !== 'ok' || found.value === null) throw new Error('not read')
    expect(found.value.contentError).not.toBe('')
    expect(found.value).not.toHaveProperty('inputs')
  })

  it('name AWS documents that a region may lack', async () => {
    ssm.on(DescribeDocumentCommand).resolves({ Document: { Status: 'Active', DocumentType: 'Session' } })
    ssm.on(DescribeDocumentCommand, { Name: 'AWS-StartSSHSession' }).rejects(failure('InvalidDocument'))
    const documents = await collectSessionDocuments(context())
    expect(documents['AWS-StartSSHSession']).toMatchObject({ outcome: 'ok', value: null })
    expect(documents['AWS-StartPortForwardingSessionToRemoteHost']).toMatchObject({ value: { status: 'Active' } })
  })

  it('Default Host Management that was never set is off', async () => {
    ssm.on(GetServiceSettingCommand).rejects(failure('ServiceSettingNotFound'))
    expect(await collectDefaultHostManagement(context())).toMatchObject({ value: { settingValue: '$None' } })
  })
})

describe('what the session preferences name', () => {
  const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1'
  const METADATA: KeyMetadata = {
    KeyId: '1',
    Arn: KEY,
    KeyState: 'Enabled',
    KeySpec: 'SYMMETRIC_DEFAULT',
    KeyUsage: 'ENCRYPT_DECRYPT',
    KeyManager: 'CUSTOMER',
  }

  it('a key: policy and grants by its ARN, each with its own outcome', async () => {
    kms.on(DescribeKeyCommand).resolves({ KeyMetadata: METADATA })
    kms.on(GetKeyPolicyCommand, { KeyId: KEY }).rejects(failure('AccessDeniedException'))
    kms.on(ListGrantsCommand, { KeyId: KEY }).resolves({ Grants: [{ Operations: ['Decrypt'] }] })
    expect(await collectKey(context(), 'alias/session')).toMatchObject({
      value: {
        arn: KEY,
        policy: { outcome: 'denied', api: 'kms:GetKeyPolicy' },
        grants: { outcome: 'ok', value: [{ operations: ['Decrypt'] }] },
      },
    })
  })

  it('a key of another region is looked up there', async () => {
    kms.on(DescribeKeyCommand).rejects(failure('NotFoundException'))
    expect(await collectKey(context(), KEY)).toMatchObject({ outcome: 'ok', value: null })
    const [call] = kms.commandCalls(DescribeKeyCommand)
    expect(await call?.thisValue.config.region()).toBe('us-east-1')
  })

  it.each([
    ['its alias', 'alias/logs', 1],
    ["S3's own key", 'alias/aws/s3', 0],
    ['no key', undefined, 0],
  ])('the key of a bucket, by %s', async (_, kmsMasterKeyId, calls) => {
    kms.on(DescribeKeyCommand).resolves({ KeyMetadata: METADATA })
    const encryption = { sseAlgorithm: 'aws:kms', ...(kmsMasterKeyId !== undefined && { kmsMasterKeyId }) }
    const key = await collectLogBucketKey(context(), {
      outcome: 'ok',
      api: 's3:ListBucket',
      value: {
        bucketName: 'logs',
        region: 'us-east-1',
        encryption: { outcome: 'ok', api: 's3:GetEncryptionConfiguration', value: encryption },
        policy: { outcome: 'ok', api: 's3:GetBucketPolicy', value: null },
      },
    })
    const described = kms.commandCalls(DescribeKeyCommand)
    expect(described).toHaveLength(calls)
    expect(key === undefined).toBe(calls === 0)
    for (const call of described) expect(await call.thisValue.config.region()).toBe('us-east-1')
  })

  it('a bucket: region, encryption and policy, where it has them', async () => {
    s3.on(HeadBucketCommand).resolves({ BucketRegion: 'eu-west-1' })
    s3.on(GetBucketEncryptionCommand).rejects(failure('ServerSideEncryptionConfigurationNotFoundError'))
    s3.on(GetBucketPolicyCommand).rejects(failure('NoSuchBucketPolicy'))
    expect(await collectLogBucket(context(), 'logs')).toMatchObject({
      value: {
        bucketName: 'logs',
        region: 'eu-west-1',
        encryption: { outcome: 'ok', value: null, api: 's3:GetEncryptionConfiguration' },
        policy: { outcome: 'ok', value: null },
      },
    })
  })

  it('a bucket of another region is read there', async () => {
    s3.on(HeadBucketCommand).rejects(
      failure('301', {
        $metadata: { httpStatusCode: 301 },
        $response: { headers: { 'x-amz-bucket-region': 'us-east-1' } },
      }),
    )
    s3.on(GetBucketEncryptionCommand).resolves({
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY } }],
      },
    })
    s3.on(GetBucketPolicyCommand).resolves({ Policy: '{}' })
    expect(await collectLogBucket(context(), 'logs')).toMatchObject({
      value: { region: 'us-east-1', encryption: { value: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: KEY } } },
    })
  })

  it.each([
    [{ outcome: 'ok', value: null }, failure('NotFound', { $metadata: { httpStatusCode: 404 } })],
    [{ outcome: 'denied' }, failure('403', { $metadata: { httpStatusCode: 403 } })],
  ])('a bucket: %o', async (outcome, error) => {
    s3.on(HeadBucketCommand).rejects(error)
    expect(await collectLogBucket(context(), 'logs')).toMatchObject({ ...outcome, api: 's3:ListBucket' })
  })

  it('a log group by its whole name, on whatever page', async () => {
    logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [{ logGroupName: '/ssm/other' }], nextToken: 'a' })
    logs
      .on(DescribeLogGroupsCommand, { nextToken: 'a' })
      .resolves({ logGroups: [{ logGroupName: '/ssm', kmsKeyId: KEY }] })
    expect(await collectLogGroup(context(), '/ssm')).toMatchObject({ value: { logGroupName: '/ssm', kmsKeyId: KEY } })
    expect(await collectLogGroup(context(), '/ss')).toMatchObject({ outcome: 'ok', value: null })
  })
})
