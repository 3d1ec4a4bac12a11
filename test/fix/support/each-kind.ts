import type { Change, ChangeKind } from '../../../src/model/change.js'

const REGION = 'eu-west-1'
const VPC = { region: REGION, vpcId: 'vpc-0123456789abcdef0' }
const HOST = { region: REGION, instanceId: 'i-0123456789abcdef0' }
const RULE = {
  ...{ region: REGION, groupId: 'sg-0123456789abcdef0' },
  rule: { ipProtocol: 'tcp', fromPort: 5432, toPort: 5432, peer: { groupId: 'sg-0fedcba9876543210' } },
}

/** A change of every kind there is, with a text of the account wherever it may have one. */
export const eachKind = (text: string): { [K in ChangeKind]: Change & { kind: K } } => ({
  'authorize-security-group-ingress': { kind: 'authorize-security-group-ingress', ...RULE },
  'authorize-security-group-egress': { kind: 'authorize-security-group-egress', ...RULE },
  'revoke-security-group-ingress': { kind: 'revoke-security-group-ingress', ...RULE },
  'revoke-security-group-egress': { kind: 'revoke-security-group-egress', ...RULE },
  'create-security-group': { kind: 'create-security-group', ...VPC, groupName: text, description: text },
  'modify-network-interface-groups': {
    ...{ kind: 'modify-network-interface-groups', ...VPC, networkInterfaceId: 'eni-0123456789abcdef0' },
    groupIds: ['sg-0123456789abcdef0'],
  },
  'create-vpc-endpoint': {
    ...{ kind: 'create-vpc-endpoint', ...VPC, serviceName: 'com.amazonaws.eu-west-1.ssm', endpointType: 'Interface' },
    ...{ subnetIds: ['subnet-0123456789abcdef0'], groupIds: ['sg-0123456789abcdef0'], routeTableIds: [] },
  },
  'modify-vpc-endpoint': {
    ...{ kind: 'modify-vpc-endpoint', ...VPC, vpcEndpointId: 'vpce-0123456789abcdef0' },
    addSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0fedcba9876543210'],
  },
  'modify-vpc-attribute': { kind: 'modify-vpc-attribute', ...VPC, attribute: 'enableDnsSupport' },
  'put-role-policy': {
    ...{ kind: 'put-role-policy', region: REGION, roleName: text, policyName: text },
    statements: [{ Effect: 'Allow', Action: ['s3:PutObject'], Resource: `arn:aws:s3:::logs/${text}` }],
  },
  'attach-role-policy': {
    ...{ kind: 'attach-role-policy', region: REGION, roleName: text },
    policyArn: 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore',
  },
  'create-instance-role': {
    ...{ kind: 'create-instance-role', region: REGION, roleName: text },
    policyArns: ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'],
  },
  'associate-iam-instance-profile': { kind: 'associate-iam-instance-profile', ...HOST, instanceProfileName: text },
  'modify-instance-metadata-options': { kind: 'modify-instance-metadata-options', ...HOST, httpTokens: 'required' },
  'start-instances': { kind: 'start-instances', ...HOST },
  'disassociate-address': {
    ...{ kind: 'disassociate-address', ...HOST, networkInterfaceId: 'eni-0123456789abcdef0' },
    publicIp: '198.51.100.7',
  },
  'run-instances': {
    ...{ kind: 'run-instances', ...VPC, name: text, subnetId: 'subnet-0123456789abcdef0' },
    ...{ availabilityZone: 'eu-west-1a', spareSubnetIds: ['subnet-0fedcba9876543210'], instanceType: 't4g.nano' },
    ...{ groupIds: ['sg-0123456789abcdef0'], instanceProfileName: text, tags: { team: text } },
    imageParameter: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64',
  },
  'update-session-preferences': {
    ...{ kind: 'update-session-preferences', region: REGION },
    inputs: { kmsKeyId: text, runAsEnabled: true },
  },
  'create-key': {
    ...{ kind: 'create-key', region: REGION, aliasName: 'alias/ssm-ready-sessions', description: text },
    statements: [{ Sid: 'Logs', Effect: 'Allow', Principal: { AWS: text }, Action: ['kms:Decrypt'], Resource: '*' }],
  },
  'create-association': {
    ...{ kind: 'create-association', ...HOST, associationName: text, documentName: 'AWS-UpdateSSMAgent' },
    scheduleExpression: 'rate(14 days)',
  },
  'update-agent': { kind: 'update-agent', ...HOST, vpcId: VPC.vpcId, floor: '3.1.1374.0' },
})
