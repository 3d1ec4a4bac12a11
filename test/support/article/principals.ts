import type { Snapshot } from '../../../src/model/snapshot.js'
import { ACCOUNT, CORE_ARN, KEY_ARN, ok, PROFILE_ARN, policy, SESSION_POLICY_ARN } from './common.js'

export const principals = (): Snapshot['iam'] => ({
  instanceProfiles: {
    [PROFILE_ARN]: ok('iam:GetInstanceProfile', {
      arn: PROFILE_ARN,
      instanceProfileName: 'jump-host',
      path: '/',
      roleNames: ['jump-host'],
    }),
  },
  roles: {
    'jump-host': ok('iam:GetRole', {
      roleName: 'jump-host',
      roleId: 'AROAEXAMPLEJUMPHOST00',
      arn: `arn:aws:iam::${ACCOUNT}:role/jump-host`,
      path: '/',
      assumeRolePolicyDocument: policy([
        { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ]),
      attachedPolicies: ok('iam:ListAttachedRolePolicies', [
        { policyArn: CORE_ARN, policyName: 'AmazonSSMManagedInstanceCore' },
        { policyArn: SESSION_POLICY_ARN, policyName: 'jump-session' },
      ]),
      inlinePolicies: ok('iam:ListRolePolicies', []),
    }),
  },
  users: {},
  managedPolicies: {
    [CORE_ARN]: ok('iam:GetPolicyVersion', { arn: CORE_ARN, document: policy([CORE_STATEMENT]) }),
    [SESSION_POLICY_ARN]: ok('iam:GetPolicyVersion', {
      arn: SESSION_POLICY_ARN,
      document: policy([
        { Effect: 'Allow', Action: 'kms:Decrypt', Resource: KEY_ARN },
        { Effect: 'Allow', Action: 's3:GetEncryptionConfiguration', Resource: '*' },
      ]),
    }),
  },
  simulations: {},
})

/** AmazonSSMManagedInstanceCore, version 2. */
const CORE_STATEMENT = {
  Effect: 'Allow',
  Action: [
    ...[
      'DescribeAssociation',
      'GetDeployablePatchSnapshotForInstance',
      'GetDocument',
      'DescribeDocument',
      'GetManifest',
      'GetParameter',
      'GetParameters',
      'ListAssociations',
      'ListInstanceAssociations',
      'PutInventory',
      'PutComplianceItems',
      'PutConfigurePackageResult',
      'UpdateAssociationStatus',
      'UpdateInstanceAssociationStatus',
      'UpdateInstanceInformation',
    ].map((a) => `ssm:${a}`),
    ...['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'].map(
      (a) => `ssmmessages:${a}`,
    ),
    ...['AcknowledgeMessage', 'DeleteMessage', 'FailMessage', 'GetEndpoint', 'GetMessages', 'SendReply'].map(
      (a) => `ec2messages:${a}`,
    ),
  ],
  Resource: '*',
}
