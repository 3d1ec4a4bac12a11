import type { RegionSnapshot } from '../../../src/model/snapshot.js'
import { ACCOUNT, KEY_ARN, ok, PROFILE_ARN, policy, REGION, VPC } from './common.js'

export function hosts() {
  return {
    instances: ok('ec2:DescribeInstances', [
      {
        instanceId: 'i-0a1',
        name: 'jump-host',
        tags: { Name: 'jump-host' },
        vpcId: VPC,
        subnetId: 'subnet-0a1',
        availabilityZone: `${REGION}a`,
        state: 'running',
        imageId: 'ami-0a1',
        instanceType: 't2.medium',
        platformDetails: 'Linux/UNIX',
        launchTime: '2026-11-01T06:00:00.000Z',
        iamInstanceProfileArn: PROFILE_ARN,
        metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', state: 'applied' },
        privateIpAddress: '10.0.1.10',
        networkInterfaces: [
          {
            networkInterfaceId: 'eni-0host',
            vpcId: VPC,
            subnetId: 'subnet-0a1',
            deviceIndex: 0,
            status: 'in-use',
            privateIpAddresses: ['10.0.1.10'],
            ipv6Addresses: [],
            publicIps: [],
            groupIds: ['sg-0host'],
          },
        ],
      },
    ]),
    instanceStatuses: ok('ec2:DescribeInstanceStatus', [
      { instanceId: 'i-0a1', systemStatus: 'ok', instanceStatus: 'ok' },
    ]),
    instanceConnectEndpoints: ok('ec2:DescribeInstanceConnectEndpoints', []),
    managedNodes: ok('ssm:DescribeInstanceInformation', [
      {
        instanceId: 'i-0a1',
        pingStatus: 'Online',
        lastPingDateTime: '2026-11-24T05:58:00.000Z',
        agentVersion: '3.3.4108.0',
        platformType: 'Linux',
        platformName: 'Amazon Linux',
        platformVersion: '2',
        resourceType: 'EC2Instance',
        ipAddress: '10.0.1.10',
        computerName: 'ip-10-0-1-10.eu-west-1.compute.internal',
      },
    ]),
    connectionStatuses: { 'i-0a1': ok('ssm:GetConnectionStatus', 'connected') },
    associations: ok('ssm:ListAssociations', [
      {
        associationId: '11111111-1111-1111-1111-111111111111',
        associationName: 'SystemAssociationForSsmAgentUpdate',
        documentName: 'AWS-UpdateSSMAgent',
        targets: [{ key: 'InstanceIds', values: ['*'] }],
        scheduleExpression: 'rate(14 days)',
      },
    ]),
    sessionPreferences: ok('ssm:GetDocument', {
      documentName: 'SSM-SessionManagerRunShell',
      documentVersion: '1',
      latestVersion: '1',
      sessionType: 'Standard_Stream',
      inputs: {
        s3BucketName: '',
        s3KeyPrefix: '',
        s3EncryptionEnabled: true,
        cloudWatchLogGroupName: '',
        cloudWatchEncryptionEnabled: true,
        cloudWatchStreamingEnabled: false,
        kmsKeyId: KEY_ARN,
        runAsEnabled: false,
        runAsDefaultUser: '',
        idleSessionTimeout: '20',
        maxSessionDuration: '',
        shellProfile: { linux: '', windows: '' },
      },
    }),
    sessionDocuments: Object.fromEntries(
      ['AWS-StartPortForwardingSession', 'AWS-StartPortForwardingSessionToRemoteHost', 'AWS-StartSSHSession'].map(
        (name) => [name, ok('ssm:DescribeDocument', { name, status: 'Active', documentType: 'Session' })],
      ),
    ),
    defaultHostManagement: ok('ssm:GetServiceSetting', { settingValue: '$None', status: 'Default' }),
    sessionKey: ok('kms:DescribeKey', {
      keyId: '11111111-2222-3333-4444-555555555555',
      arn: KEY_ARN,
      keyState: 'Enabled',
      keySpec: 'SYMMETRIC_DEFAULT',
      keyUsage: 'ENCRYPT_DECRYPT',
      keyManager: 'CUSTOMER',
      multiRegion: false,
      policy: ok(
        'kms:GetKeyPolicy',
        policy([
          { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' },
        ]),
      ),
      grants: ok('kms:ListGrants', []),
    }),
  } satisfies Partial<RegionSnapshot>
}
