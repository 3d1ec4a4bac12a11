import type { Collected } from '../../src/model/collected.js'
import type { RegionSnapshot, Snapshot } from '../../src/model/snapshot.js'
import type { VpcEndpoint } from '../../src/model/snapshot-network.js'
import { simulated } from './simulations.js'

/**
 * The reference account as a snapshot: one private, keyless jump host in 10.0.1.0/24, seven endpoints,
 * a session key, a PostgreSQL instance and an Aurora MySQL cluster. Everything is as it should be.
 */
export function articleSnapshot(): Snapshot {
  return simulated(account())
}

function account(): Snapshot {
  return {
    snapshotVersion: 1,
    takenAt: '2026-11-24T06:00:00.000Z',
    accountId: ACCOUNT,
    partition: 'aws',
    callerArn: `arn:aws:iam::${ACCOUNT}:role/auditor`,
    regions: [region()],
    iam: {
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
    },
    apiCalls: {},
  }
}

const ACCOUNT = '123456789012'
const REGION = 'eu-west-1'
const VPC = 'vpc-0a1'
const PROFILE_ARN = `arn:aws:iam::${ACCOUNT}:instance-profile/jump-host`
const CORE_ARN = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'
const SESSION_POLICY_ARN = `arn:aws:iam::${ACCOUNT}:policy/jump-session`
const KEY_ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`
const SUBNETS = ['subnet-0a1', 'subnet-0b1']

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

function ok<T>(api: string, value: T): Collected<T> {
  return { outcome: 'ok', api, value }
}

function policy(statements: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements })
}

function region(): RegionSnapshot {
  return { region: REGION, ...network(), ...hosts(), ...databases() }
}

type Part<K extends keyof RegionSnapshot> = Pick<RegionSnapshot, K>

function network() {
  const everything = {
    ipProtocol: '-1',
    ipRanges: ['0.0.0.0/0'],
    ipv6Ranges: [],
    prefixListIds: [],
    userIdGroupPairs: [],
  }
  const tcp = (port: number, source: { cidr?: string; groupId?: string }) => ({
    ipProtocol: 'tcp',
    fromPort: port,
    toPort: port,
    ipRanges: source.cidr ? [source.cidr] : [],
    ipv6Ranges: [],
    prefixListIds: [],
    userIdGroupPairs: source.groupId ? [{ groupId: source.groupId, userId: ACCOUNT }] : [],
  })
  const group = (groupId: string, groupName: string, ipPermissions: ReturnType<typeof tcp>[]) => ({
    groupId,
    groupName,
    vpcId: VPC,
    ownerId: ACCOUNT,
    ipPermissions,
    ipPermissionsEgress: [everything],
  })
  return {
    vpcs: ok('ec2:DescribeVpcs', [
      {
        vpcId: VPC,
        ownerId: ACCOUNT,
        name: 'jump-vpc',
        tags: { Name: 'jump-vpc' },
        isDefault: false,
        cidrBlocks: ['10.0.0.0/16'],
        ipv6CidrBlocks: [],
        dhcpOptionsId: 'dopt-0a1',
      },
    ]),
    vpcAttributes: { [VPC]: ok('ec2:DescribeVpcAttribute', { enableDnsSupport: true, enableDnsHostnames: true }) },
    dhcpOptions: ok('ec2:DescribeDhcpOptions', [
      { dhcpOptionsId: 'dopt-0a1', domainNameServers: ['AmazonProvidedDNS'] },
    ]),
    subnets: ok(
      'ec2:DescribeSubnets',
      SUBNETS.map((subnetId, i) => ({
        subnetId,
        vpcId: VPC,
        ownerId: ACCOUNT,
        name: `jump-private-${'ab'[i]}`,
        availabilityZone: `${REGION}${'ab'[i]}`,
        availabilityZoneId: `euw1-az${i + 1}`,
        cidrBlock: `10.0.${i + 1}.0/24`,
        ipv6CidrBlocks: [],
        ipv6Native: false,
        mapPublicIpOnLaunch: false,
      })),
    ),
    routeTables: ok('ec2:DescribeRouteTables', [
      {
        routeTableId: 'rtb-0main',
        vpcId: VPC,
        main: true,
        subnetIds: [],
        routes: [
          { destinationCidrBlock: '10.0.0.0/16', gatewayId: 'local', state: 'active', origin: 'CreateRouteTable' },
        ],
      },
      {
        routeTableId: 'rtb-0a1',
        vpcId: VPC,
        main: false,
        subnetIds: SUBNETS,
        routes: [
          { destinationCidrBlock: '10.0.0.0/16', gatewayId: 'local', state: 'active', origin: 'CreateRouteTable' },
          { destinationPrefixListId: 'pl-0s3', gatewayId: 'vpce-0s3', state: 'active', origin: 'CreateRoute' },
        ],
      },
    ]),
    networkAcls: ok('ec2:DescribeNetworkAcls', [
      {
        networkAclId: 'acl-0a1',
        vpcId: VPC,
        isDefault: true,
        subnetIds: SUBNETS,
        entries: [true, false].flatMap((egress) => [
          { ruleNumber: 100, egress, protocol: '-1', ruleAction: 'allow' as const, cidrBlock: '0.0.0.0/0' },
          { ruleNumber: 32767, egress, protocol: '-1', ruleAction: 'deny' as const, cidrBlock: '0.0.0.0/0' },
        ]),
      },
    ]),
    securityGroups: ok('ec2:DescribeSecurityGroups', [
      group('sg-0host', 'jump-host', []),
      group('sg-0endpoints', 'jump-endpoints', [tcp(443, { cidr: '10.0.0.0/16' })]),
      group('sg-0postgres', 'jump-postgres', [tcp(5432, { groupId: 'sg-0host' })]),
      group('sg-0aurora', 'jump-aurora', [tcp(3306, { groupId: 'sg-0host' })]),
    ]),
    vpcEndpoints: ok('ec2:DescribeVpcEndpoints', [
      ...INTERFACE_SERVICES.map(interfaceEndpoint),
      {
        vpcEndpointId: 'vpce-0s3',
        vpcId: VPC,
        ownerId: ACCOUNT,
        serviceName: `com.amazonaws.${REGION}.s3`,
        vpcEndpointType: 'Gateway',
        state: 'available',
        subnetIds: [],
        routeTableIds: ['rtb-0a1'],
        groupIds: [],
        networkInterfaceIds: [],
        privateDnsEnabled: false,
        dnsNames: [],
        policyDocument: FULL_ACCESS,
        requesterManaged: false,
      },
    ]),
    vpcEndpointServices: ok(
      'ec2:DescribeVpcEndpointServices',
      [...INTERFACE_SERVICES, 's3'].map((service) => ({
        serviceName: `com.amazonaws.${REGION}.${service}`,
        serviceTypes: service === 's3' ? ['Gateway', 'Interface'] : ['Interface'],
        privateDnsNames: [`${service}.${REGION}.amazonaws.com`],
        availabilityZones: ['a', 'b', 'c'].map((zone) => `${REGION}${zone}`),
      })),
    ),
    prefixLists: ok('ec2:DescribeManagedPrefixLists', [
      {
        prefixListId: 'pl-0s3',
        prefixListName: `com.amazonaws.${REGION}.s3`,
        ownerId: 'AWS',
        entries: ok('ec2:GetManagedPrefixListEntries', ['52.218.0.0/17', '3.5.64.0/21']),
      },
    ]),
    natGateways: ok('ec2:DescribeNatGateways', []),
    internetGateways: ok('ec2:DescribeInternetGateways', []),
    egressOnlyInternetGateways: ok('ec2:DescribeEgressOnlyInternetGateways', []),
    vpcPeeringConnections: ok('ec2:DescribeVpcPeeringConnections', []),
    transitGateways: ok('ec2:DescribeTransitGateways', []),
    transitGatewayVpcAttachments: ok('ec2:DescribeTransitGatewayVpcAttachments', []),
    transitGatewayAttachments: ok('ec2:DescribeTransitGatewayAttachments', []),
    transitGatewayRouteTables: ok('ec2:DescribeTransitGatewayRouteTables', []),
    networkInterfaces: ok('ec2:DescribeNetworkInterfaces', [
      {
        networkInterfaceId: 'eni-0host',
        vpcId: VPC,
        subnetId: 'subnet-0a1',
        ownerId: ACCOUNT,
        availabilityZone: `${REGION}a`,
        interfaceType: 'interface',
        description: '',
        status: 'in-use',
        privateIpAddresses: ['10.0.1.10'],
        ipv6Addresses: [],
        publicIps: [],
        groupIds: ['sg-0host'],
        instanceId: 'i-0a1',
        deviceIndex: 0,
        sourceDestCheck: true,
      },
      ...INTERFACE_SERVICES.flatMap((service, s) =>
        SUBNETS.map((subnetId, i) => endpointInterface(service, s, subnetId, i)),
      ),
    ]),
    blockPublicAccess: ok('ec2:DescribeVpcBlockPublicAccessOptions', {
      internetGatewayBlockMode: 'off',
      exclusions: ok('ec2:DescribeVpcBlockPublicAccessExclusions', []),
    }),
    hostedZones: { [VPC]: ok('route53:ListHostedZonesByVPC', []) },
    resolverRuleAssociations: ok('route53resolver:ListResolverRuleAssociations', []),
    firewallAssociations: ok('route53resolver:ListFirewallRuleGroupAssociations', []),
    firewallRuleGroups: {},
    dnsProfiles: ok('route53profiles:ListProfileAssociations', []),
  } satisfies Partial<RegionSnapshot>
}

const INTERFACE_SERVICES = ['ssm', 'ssmmessages', 'ec2messages', 'ec2', 'kms', 'logs']
const FULL_ACCESS = policy([{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }])

function interfaceEndpoint(service: string): VpcEndpoint {
  return {
    vpcEndpointId: `vpce-0${service}`,
    vpcId: VPC,
    ownerId: ACCOUNT,
    serviceName: `com.amazonaws.${REGION}.${service}`,
    vpcEndpointType: 'Interface',
    state: 'available',
    subnetIds: SUBNETS,
    routeTableIds: [],
    groupIds: ['sg-0endpoints'],
    networkInterfaceIds: [`eni-0${service}-a`, `eni-0${service}-b`],
    privateDnsEnabled: true,
    dnsNames: [`vpce-0${service}.${service}.${REGION}.vpce.amazonaws.com`, `${service}.${REGION}.amazonaws.com`],
    policyDocument: FULL_ACCESS,
    requesterManaged: false,
  }
}

function endpointInterface(service: string, serviceIndex: number, subnetId: string, subnetIndex: number) {
  return {
    networkInterfaceId: `eni-0${service}-${'ab'[subnetIndex]}`,
    vpcId: VPC,
    subnetId,
    ownerId: ACCOUNT,
    availabilityZone: `${REGION}${'ab'[subnetIndex]}`,
    interfaceType: 'vpc_endpoint',
    requesterId: 'amazon-vpc',
    description: `VPC Endpoint Interface vpce-0${service}`,
    status: 'in-use',
    privateIpAddresses: [`10.0.${subnetIndex + 1}.${200 + serviceIndex}`],
    ipv6Addresses: [],
    publicIps: [],
    groupIds: ['sg-0endpoints'],
    sourceDestCheck: true,
  }
}

function hosts() {
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

function databases(): Part<'dbInstances' | 'dbClusters' | 'dbProxies' | 'dbSubnetGroups'> {
  const common = {
    dbSubnetGroupName: 'jump-db',
    iamDatabaseAuthenticationEnabled: false,
    masterUsername: 'app',
  }
  return {
    dbInstances: ok('rds:DescribeDBInstances', [
      {
        ...common,
        dbInstanceIdentifier: 'jump-postgres',
        engine: 'postgres',
        status: 'available',
        endpoint: { address: `jump-postgres.c0example.${REGION}.rds.amazonaws.com`, port: 5432 },
        vpcId: VPC,
        vpcSecurityGroups: [{ vpcSecurityGroupId: 'sg-0postgres', status: 'active' }],
        publiclyAccessible: false,
        availabilityZone: `${REGION}a`,
        multiAz: false,
      },
      {
        ...common,
        dbInstanceIdentifier: 'jump-aurora-1',
        engine: 'aurora-mysql',
        status: 'available',
        endpoint: { address: `jump-aurora-1.c0example.${REGION}.rds.amazonaws.com`, port: 3306 },
        vpcId: VPC,
        vpcSecurityGroups: [{ vpcSecurityGroupId: 'sg-0aurora', status: 'active' }],
        publiclyAccessible: false,
        dbClusterIdentifier: 'jump-aurora',
        availabilityZone: `${REGION}b`,
        multiAz: false,
      },
    ]),
    dbClusters: ok('rds:DescribeDBClusters', [
      {
        ...common,
        dbClusterIdentifier: 'jump-aurora',
        engine: 'aurora-mysql',
        status: 'available',
        endpoint: `jump-aurora.cluster-c0example.${REGION}.rds.amazonaws.com`,
        readerEndpoint: `jump-aurora.cluster-ro-c0example.${REGION}.rds.amazonaws.com`,
        port: 3306,
        vpcSecurityGroups: [{ vpcSecurityGroupId: 'sg-0aurora', status: 'active' }],
        members: [{ dbInstanceIdentifier: 'jump-aurora-1', isClusterWriter: true }],
      },
    ]),
    dbProxies: ok('rds:DescribeDBProxies', []),
    dbSubnetGroups: ok('rds:DescribeDBSubnetGroups', [
      {
        dbSubnetGroupName: 'jump-db',
        vpcId: VPC,
        subnets: SUBNETS.map((subnetIdentifier, i) => ({
          subnetIdentifier,
          availabilityZone: `${REGION}${'ab'[i]}`,
          status: 'Active',
        })),
      },
    ]),
  }
}
