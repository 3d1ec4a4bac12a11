import type { SampleAccount, SampleRegion } from '../account.js'
import { policyDocument } from './iam.js'
import { uuidOf } from './ids.js'

/** A symmetric key under an alias; its ARN. */
export function sessionKey(account: SampleAccount, region: SampleRegion, alias: string): string {
  const keyId = uuidOf(account.accountId, region.region, alias)
  const arn = `arn:${account.partition}:kms:${region.region}:${account.accountId}:key/${keyId}`
  const root = `arn:${account.partition}:iam::${account.accountId}:root`
  region.keys.push({
    metadata: {
      KeyId: keyId,
      Arn: arn,
      AWSAccountId: account.accountId,
      Description: 'Session Manager sessions',
      Enabled: true,
      KeyState: 'Enabled',
      KeySpec: 'SYMMETRIC_DEFAULT',
      KeyUsage: 'ENCRYPT_DECRYPT',
      KeyManager: 'CUSTOMER',
      Origin: 'AWS_KMS',
      MultiRegion: false,
      EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
    },
    aliases: [alias],
    policy: policyDocument({
      Sid: 'EnableIamPolicies',
      Effect: 'Allow',
      Principal: { AWS: root },
      Action: 'kms:*',
      Resource: '*',
    }),
    grants: [],
  })
  return arn
}

export interface PreferencesOptions {
  kmsKeyArn: string
  logGroupName?: string
  idleMinutes?: number
}

/** The document SSM-SessionManagerRunShell. */
export function sessionPreferences(account: SampleAccount, region: SampleRegion, options: PreferencesOptions): void {
  const { logGroupName = '' } = options
  const inputs = {
    s3BucketName: '',
    s3KeyPrefix: '',
    s3EncryptionEnabled: true,
    cloudWatchLogGroupName: logGroupName,
    cloudWatchEncryptionEnabled: true,
    cloudWatchStreamingEnabled: logGroupName !== '',
    kmsKeyId: options.kmsKeyArn,
    runAsEnabled: false,
    runAsDefaultUser: '',
    idleSessionTimeout: String(options.idleMinutes ?? 20),
    maxSessionDuration: '',
    shellProfile: { linux: '', windows: '' },
  }
  region.documents.push({
    name: 'SSM-SessionManagerRunShell',
    documentType: 'Session',
    owner: account.accountId,
    content: { schemaVersion: '1.0', description: 'Session preferences', sessionType: 'Standard_Stream', inputs },
  })
}

/** The association that Fleet Manager's "auto update SSM Agent" makes. */
export function agentAutoUpdate(region: SampleRegion): void {
  region.associations.push({
    AssociationId: uuidOf(region.region, 'agent-update'),
    AssociationName: 'SystemAssociationForSsmAgentUpdate',
    AssociationVersion: '1',
    Name: 'AWS-UpdateSSMAgent',
    Targets: [{ Key: 'InstanceIds', Values: ['*'] }],
    ScheduleExpression: 'rate(14 days)',
  })
}

/** An encrypted log group; the ARN of what it holds. */
export function logGroup(account: SampleAccount, region: SampleRegion, name: string, kmsKeyArn: string): string {
  const arn = `arn:${account.partition}:logs:${region.region}:${account.accountId}:log-group:${name}`
  region.logGroups.push({
    logGroupName: name,
    logGroupArn: arn,
    arn: `${arn}:*`,
    kmsKeyId: kmsKeyArn,
    retentionInDays: 365,
  })
  return `${arn}:*`
}
