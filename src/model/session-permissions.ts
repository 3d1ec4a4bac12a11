/** The actions that Session Manager asks of the instance's role and of the people who connect, and the ARNs they are asked on. */

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html */
export const CHANNEL_ACTIONS = [
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
] as const
export const REGISTRATION_ACTION = 'ssm:UpdateInstanceInformation'

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html */
export const RUN_COMMAND_ACTIONS = [
  'ec2messages:AcknowledgeMessage',
  'ec2messages:DeleteMessage',
  'ec2messages:FailMessage',
  'ec2messages:GetEndpoint',
  'ec2messages:GetMessages',
  'ec2messages:SendReply',
] as const

export const LOG_STREAM_ACTIONS = ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'] as const
/** How the agent finds the log group, and whether it is encrypted. */
export const LOG_GROUP_LOOKUP = 'logs:DescribeLogGroups'

/** What S3 asks KMS for when the agent puts a log into a bucket that a key encrypts. */
export const BUCKET_KEY_ACTION = 'kms:GenerateDataKey'

/** What ends or resumes a session: without them a tunnel still opens. */
export const END_SESSION_ACTIONS = ['ssm:ResumeSession', 'ssm:TerminateSession'] as const

export const SESSION_PREFERENCES_DOCUMENT = 'SSM-SessionManagerRunShell'
export const REMOTE_HOST_DOCUMENT = 'AWS-StartPortForwardingSessionToRemoteHost'
export const PORT_DOCUMENT = 'AWS-StartPortForwardingSession'
export const SSH_DOCUMENT = 'AWS-StartSSHSession'

/** Where an ARN belongs. */
export interface ArnScope {
  partition: string
  region: string
  accountId: string
}

export function instanceArn({ partition, region, accountId }: ArnScope, instanceId: string): string {
  return `arn:${partition}:ec2:${region}:${accountId}:instance/${instanceId}`
}

/** Whether a document is AWS's own. */
/** Stands for a part of an ARN that AWS has yet to choose; policies can name such things only by wildcards. */
const TO_COME = '00000000-0000-0000-0000-000000000000'

/** An ARN of what an earlier step of a plan makes, as the policy simulator may be asked about it. */
export const arnToCome = (arn: string): string => arn.replace(/new:.*$/, TO_COME)

/** ARN of a key that does not exist yet. */
export const keyArnToCome = ({ partition, region, accountId }: ArnScope): string =>
  `arn:${partition}:kms:${region}:${accountId}:key/${TO_COME}`

export const isOfAws = (documentName: string): boolean => documentName.startsWith('AWS-')

/** Documents of AWS have no account in their ARN. */
export function documentArn({ partition, region, accountId }: ArnScope, name: string): string {
  return `arn:${partition}:ssm:${region}:${isOfAws(name) ? '' : accountId}:document/${name}`
}

export function sessionArn({ partition, region, accountId }: ArnScope, sessionId: string): string {
  return `arn:${partition}:ssm:${region}:${accountId}:session/${sessionId}`
}

/** A log group together with its streams, as policies name it. */
export function logGroupArn({ partition, region, accountId }: ArnScope, logGroupName: string): string {
  return `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroupName}:*`
}

/**
 * The look-up of log groups is authorized on no group in particular: a statement on one group does not cover it.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-identity-based-access-control-cwl.html
 */
export function logGroupLookupArn({ partition, region, accountId }: ArnScope): string {
  return `arn:${partition}:logs:${region}:${accountId}:log-group::log-stream:`
}

/** All log groups of a region, as policies name them. */
export function anyLogGroupArn({ partition, region, accountId }: ArnScope): string {
  return `arn:${partition}:logs:${region}:${accountId}:log-group:*`
}

/** CloudWatch Logs asks on a stream, also for actions on the group. */
export function logStreamArn({ partition, region, accountId }: ArnScope, logGroupName: string): string {
  return `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroupName}:log-stream:session`
}

/** Name of the role of Default Host Management, out of the value of its service setting; `undefined` when it is off. */
export function defaultHostManagementRoleName(settingValue: string): string | undefined {
  const name = settingValue.slice(settingValue.lastIndexOf('/') + 1)
  return name === '' || name === '$None' ? undefined : name
}

/** Without a name: any bucket. */
export function bucketArn(partition: string, bucketName = '*'): string {
  return `arn:${partition}:s3:::${bucketName}`
}

/** Where the agent puts the log of a session. */
export function sessionLogArn(partition: string, bucketName: string, keyPrefix = '', name = 'session.log'): string {
  const prefix = keyPrefix === '' ? '' : `${keyPrefix.replace(/\/+$/, '')}/`
  return `${bucketArn(partition, bucketName)}/${prefix}${name}`
}

/**
 * Id, alias or ARN of the key that a bucket's default encryption names. `undefined` where S3's own key serves, which
 * anybody may use who may use the bucket.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
export function bucketKeyId(encryption: { sseAlgorithm: string; kmsMasterKeyId?: string | undefined } | null) {
  if (!encryption?.sseAlgorithm.startsWith('aws:kms')) return undefined
  const { kmsMasterKeyId } = encryption
  return kmsMasterKeyId === undefined || /(^|:)alias\/aws\/s3$/.test(kmsMasterKeyId) ? undefined : kmsMasterKeyId
}

/** Name of a session that stands for any of an operator's. */
const SESSION_NAME = 'ssm-ready'
const SESSION_SUFFIX = '0123456789abcdef0'

/** An operator as AWS sees them in a session: their `aws:userid` and the session ids that could be theirs. */
export interface OperatorSession {
  userId?: string
  username?: string
  sessionIds: string[]
}

/**
 * Ids of sessions begin with the user's name or the role's session name; the policies that AWS recommends write `${aws:userid}`.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-restrict-access-examples.html
 */
export function operatorSession(
  principal: { roleId?: string } | { userName: string; userId?: string },
): OperatorSession {
  const id = (name: string) => `${name}-${SESSION_SUFFIX}`
  if ('userName' in principal) {
    const { userName, userId } = principal
    if (userId === undefined) return { username: userName, sessionIds: [id(userName)] }
    return { userId, username: userName, sessionIds: [id(userName), id(userId)] }
  }
  if (principal.roleId === undefined) return { sessionIds: [id(SESSION_NAME)] }
  const userId = `${principal.roleId}:${SESSION_NAME}`
  return { userId, sessionIds: [id(SESSION_NAME), id(userId)] }
}
