/** Prefix of a client's IAM actions, by the client's class name. */
const PREFIXES: Record<string, string> = {
  EC2Client: 'ec2',
  SSMClient: 'ssm',
  KMSClient: 'kms',
  RDSClient: 'rds',
  S3Client: 's3',
  CloudWatchLogsClient: 'logs',
  Route53Client: 'route53',
  IAMClient: 'iam',
  STSClient: 'sts',
  RedshiftServerlessClient: 'redshift-serverless',
  OpenSearchClient: 'es',
  EC2InstanceConnectClient: 'ec2-instance-connect',
}

/** Operations whose IAM action is not called as the operation. */
const RENAMED: Record<string, string> = {
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:HeadBucket': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
}

/** The IAM action of a command, e.g. `EC2Client`, `DescribeVpcsCommand` → `ec2:DescribeVpcs`. */
export function iamAction(clientName: string, commandName: string): string {
  const prefix = PREFIXES[clientName] ?? clientName.replace(/Client$/, '').toLowerCase()
  const action = `${prefix}:${commandName.replace(/Command$/, '')}`
  return RENAMED[action] ?? action
}
