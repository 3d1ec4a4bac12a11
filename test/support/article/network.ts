import type { RegionSnapshot } from '../../../src/model/snapshot.js'
import { ACCOUNT, ok, REGION, SUBNETS, VPC } from './common.js'
import { endpointInterfaces, endpoints } from './endpoints.js'

export function network() {
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
    ...endpoints(),
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
      ...endpointInterfaces(),
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
