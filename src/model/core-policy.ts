const actions = (service: string, names: string) => names.split(' ').map((name) => `${service}:${name}`)

export const CORE_POLICY = 'AmazonSSMManagedInstanceCore'

export const corePolicyArn = (partition: string): string => `arn:${partition}:iam::aws:policy/${CORE_POLICY}`

/** @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html */
export const CORE_POLICY_DOCUMENT = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    actions(
      'ssm',
      'DescribeAssociation GetDeployablePatchSnapshotForInstance GetDocument DescribeDocument GetManifest GetParameter GetParameters ListAssociations ListInstanceAssociations PutInventory PutComplianceItems PutConfigurePackageResult UpdateAssociationStatus UpdateInstanceAssociationStatus UpdateInstanceInformation',
    ),
    actions('ssmmessages', 'CreateControlChannel CreateDataChannel OpenControlChannel OpenDataChannel'),
    actions('ec2messages', 'AcknowledgeMessage DeleteMessage FailMessage GetEndpoint GetMessages SendReply'),
  ].map((Action) => ({ Effect: 'Allow', Action, Resource: '*' })),
})
