import { describe, expect, it } from 'vitest'
import type { RegionContext } from '../../src/collect/context.js'
import { createFirewallReader } from '../../src/collect/dns-firewall.js'
import { collectVpcEndpoints } from '../../src/collect/ec2-endpoints.js'
import { collectNetworkAcls, collectSecurityGroups } from '../../src/collect/ec2-filters.js'
import { collectInstances, collectNetworkInterfaces } from '../../src/collect/ec2-hosts.js'
import {
  collectEgressOnlyInternetGateways,
  collectInternetGateways,
  collectNatGateways,
  collectVpcPeeringConnections,
} from '../../src/collect/ec2-routing.js'
import { collectTransitGatewayVpcAttachments } from '../../src/collect/ec2-transit-gateways.js'
import { collectSubnets, collectVpcs } from '../../src/collect/ec2-vpcs.js'
import { collectInstanceProfile } from '../../src/collect/iam-principals.js'
import { collectKey } from '../../src/collect/kms-key.js'
import { collectDbClusters, collectDbInstances, collectDbProxies } from '../../src/collect/rds.js'
import { collectResolverRuleAssociations, createRuleReader } from '../../src/collect/route53resolver.js'
import { collectSessionPreferences } from '../../src/collect/session-documents.js'
import { answering } from './answering.js'

const ADDRESSED = { PrivateIpAddresses: [], Ipv6Addresses: [], Groups: [{ GroupId: 'sg-1' }] }
const INTERFACE = {
  ...{ NetworkInterfaceId: 'eni-1', VpcId: 'vpc-1', SubnetId: 'subnet-1', ...ADDRESSED },
  ...{ Attachment: { DeviceIndex: 0 }, InterfaceType: 'interface', SourceDestCheck: true },
}
const INSTANCE = { InstanceId: 'i-1', State: { Name: 'running' }, NetworkInterfaces: [INTERFACE] }
const ENDPOINT = {
  ...{ VpcEndpointId: 'vpce-1', VpcId: 'vpc-1', VpcEndpointType: 'Interface', State: 'available' },
  ...{ ServiceName: 'com.amazonaws.eu-west-1.ssm', PrivateDnsEnabled: true },
  ...{ SubnetIds: ['subnet-1'], Groups: [{ GroupId: 'sg-1' }], NetworkInterfaceIds: ['eni-1'] },
}
const GATEWAY_ENDPOINT = { ...ENDPOINT, VpcEndpointType: 'Gateway', RouteTableIds: ['rtb-1'] }
const LISTS = { IpRanges: [], Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] }
const RULE = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ...LISTS }
const GROUP = { GroupId: 'sg-1', IpPermissions: [RULE], IpPermissionsEgress: [] }
const ENTRY = { RuleNumber: 1, Egress: true, Protocol: '6', RuleAction: 'allow', PortRange: { From: 443, To: 443 } }
const ACL = { NetworkAclId: 'acl-1', VpcId: 'vpc-1', Associations: [], Entries: [ENTRY] }
const ATTACHED = [{ VpcId: 'vpc-1', State: 'available' }]
const NAT = { NatGatewayId: 'nat-1', VpcId: 'vpc-1', State: 'available', NatGatewayAddresses: [] }
const PEERING = {
  ...{ VpcPeeringConnectionId: 'pcx-1', Status: { Code: 'active' } },
  ...{ RequesterVpcInfo: { VpcId: 'vpc-1' }, AccepterVpcInfo: { VpcId: 'vpc-2' } },
}
const ATTACHMENT = {
  ...{ TransitGatewayAttachmentId: 'tgw-attach-1', TransitGatewayId: 'tgw-1', VpcId: 'vpc-1' },
  ...{ SubnetIds: ['subnet-1'], State: 'available' },
}
const VPC = { VpcId: 'vpc-1', DhcpOptionsId: 'default', CidrBlockAssociationSet: [] }
const SUBNET = { SubnetId: 'subnet-1', VpcId: 'vpc-1', AvailabilityZone: 'eu-west-1a' }
const MEMBER = { DBInstanceIdentifier: 'db-1', IsClusterWriter: true }
const CLUSTER = { DBClusterIdentifier: 'db', Status: 'available', DBClusterMembers: [MEMBER], VpcSecurityGroups: [] }
const DATABASE = {
  ...{ DBInstanceIdentifier: 'db', DBInstanceStatus: 'available', PubliclyAccessible: false },
  ...{ VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-1', Status: 'active' }] },
}
const PROXY = { DBProxyName: 'p', Status: 'available', VpcSubnetIds: [], VpcSecurityGroupIds: [] }

const associations = (context: RegionContext) => collectResolverRuleAssociations(context, createRuleReader(context))

/** A copy without what a path of keys leads to. */
function without(node: unknown, [key = '', ...rest]: readonly string[]): unknown {
  if (Array.isArray(node)) return node.map((item) => without(item, [key, ...rest]))
  const entries = Object.entries(node as object)
  if (rest.length === 0) return Object.fromEntries(entries.filter(([name]) => name !== key))
  return Object.fromEntries(entries.map(([name, value]) => [name, name === key ? without(value, rest) : value]))
}

describe('a list or a word inside of an answer that is lacking is an error, not none', () => {
  it.each([
    ['Reservations', 'Instances', [{ Instances: [INSTANCE] }], collectInstances],
    ['Reservations', 'Instances.NetworkInterfaces', [{ Instances: [INSTANCE] }], collectInstances],
    ['Reservations', 'Instances.NetworkInterfaces.Groups', [{ Instances: [INSTANCE] }], collectInstances],
    ['Reservations', 'Instances.NetworkInterfaces.PrivateIpAddresses', [{ Instances: [INSTANCE] }], collectInstances],
    ['Reservations', 'Instances.NetworkInterfaces.Ipv6Addresses', [{ Instances: [INSTANCE] }], collectInstances],
    ['Reservations', 'Instances.NetworkInterfaces.Attachment', [{ Instances: [INSTANCE] }], collectInstances],
    ['NetworkInterfaces', 'Groups', [INTERFACE], collectNetworkInterfaces],
    ['NetworkInterfaces', 'Groups.GroupId', [INTERFACE], collectNetworkInterfaces],
    ['NetworkInterfaces', 'PrivateIpAddresses', [INTERFACE], collectNetworkInterfaces],
    ['NetworkInterfaces', 'InterfaceType', [INTERFACE], collectNetworkInterfaces],
    ['NetworkInterfaces', 'SourceDestCheck', [INTERFACE], collectNetworkInterfaces],
    ['VpcEndpoints', 'ServiceName', [ENDPOINT], collectVpcEndpoints],
    ['VpcEndpoints', 'SubnetIds', [ENDPOINT], collectVpcEndpoints],
    ['VpcEndpoints', 'Groups', [ENDPOINT], collectVpcEndpoints],
    ['VpcEndpoints', 'Groups.GroupId', [ENDPOINT], collectVpcEndpoints],
    ['VpcEndpoints', 'NetworkInterfaceIds', [ENDPOINT], collectVpcEndpoints],
    ['VpcEndpoints', 'RouteTableIds', [GATEWAY_ENDPOINT], collectVpcEndpoints],
    ['SecurityGroups', 'IpPermissions.IpRanges', [GROUP], collectSecurityGroups],
    ['SecurityGroups', 'IpPermissions.Ipv6Ranges', [GROUP], collectSecurityGroups],
    ['SecurityGroups', 'IpPermissions.PrefixListIds', [GROUP], collectSecurityGroups],
    ['SecurityGroups', 'IpPermissions.UserIdGroupPairs', [GROUP], collectSecurityGroups],
    ['NetworkAcls', 'Entries.PortRange', [ACL], collectNetworkAcls],
    ['NetworkAcls', 'Entries.PortRange.To', [ACL], collectNetworkAcls],
    [
      'InternetGateways',
      'Attachments',
      [{ InternetGatewayId: 'igw-1', Attachments: ATTACHED }],
      collectInternetGateways,
    ],
    [
      ...(['EgressOnlyInternetGateways', 'Attachments.VpcId'] as const),
      ...([[{ EgressOnlyInternetGatewayId: 'eigw-1', Attachments: ATTACHED }]] as const),
      collectEgressOnlyInternetGateways,
    ],
    ['NatGateways', 'NatGatewayAddresses', [NAT], collectNatGateways],
    ['VpcPeeringConnections', 'AccepterVpcInfo', [PEERING], collectVpcPeeringConnections],
    ['VpcPeeringConnections', 'RequesterVpcInfo.VpcId', [PEERING], collectVpcPeeringConnections],
    ['TransitGatewayVpcAttachments', 'SubnetIds', [ATTACHMENT], collectTransitGatewayVpcAttachments],
    ['Vpcs', 'CidrBlockAssociationSet', [VPC], collectVpcs],
    ['Subnets', 'AvailabilityZone', [SUBNET], collectSubnets],
    ['DBInstances', 'VpcSecurityGroups', [DATABASE], collectDbInstances],
    ['DBClusters', 'VpcSecurityGroups', [CLUSTER], collectDbClusters],
    ['DBClusters', 'DBClusterMembers.DBInstanceIdentifier', [CLUSTER], collectDbClusters],
    ['DBClusters', 'DBClusterMembers.IsClusterWriter', [CLUSTER], collectDbClusters],
    ['DBProxies', 'VpcSubnetIds', [PROXY], collectDbProxies],
    ['DBProxies', 'VpcSecurityGroupIds', [PROXY], collectDbProxies],
    ['ResolverRuleAssociations', 'VPCId', [{ VPCId: 'vpc-1', ResolverRuleId: 'rslvr-rr-1' }], associations],
  ] as const)('%s without %s', async (list, path, items, collect) => {
    const answer = { [list]: items, ...(collect === associations && { ResolverRules: [] }) }
    expect(await collect(answering(answer))).toMatchObject({ outcome: 'ok' })
    expect(await collect(answering({ ...answer, [list]: without(items, path.split('.')) }))).toMatchObject({
      outcome: 'error',
      message: expect.stringMatching(/^AWS's answer lacks /),
    })
  })

  it('an endpoint of another type has neither service nor interfaces to tell of', async () => {
    const endpoint = { VpcEndpointId: 'vpce-1', VpcId: 'vpc-1', VpcEndpointType: 'ServiceNetwork', State: 'Available' }
    expect(await collectVpcEndpoints(answering({ VpcEndpoints: [endpoint] }))).toMatchObject({
      value: [{ vpcEndpointType: 'ServiceNetwork', serviceName: '', networkInterfaceIds: [] }],
    })
  })

  it.each(['KeyId', 'Arn', 'KeyState', 'KeySpec', 'KeyUsage', 'KeyManager'])('a key without %s', async (field) => {
    const KeyMetadata = {
      ...{ KeyId: 'k', Arn: 'arn:aws:kms:eu-west-1:1:key/k', KeyState: 'Enabled', KeySpec: 'SYMMETRIC_DEFAULT' },
      ...{ KeyUsage: 'ENCRYPT_DECRYPT', KeyManager: 'CUSTOMER' },
    }
    const rest = { Policy: '{}', Grants: [{ GranteePrincipal: 'arn' }] }
    expect(await collectKey(answering({ KeyMetadata, ...rest }), 'k')).toMatchObject({
      value: { keyId: 'k', grants: { outcome: 'error', message: "AWS's answer lacks Operations" } },
    })
    expect(await collectKey(answering({ KeyMetadata: without(KeyMetadata, [field]), ...rest }), 'k')).toMatchObject({
      outcome: 'error',
      message: `AWS's answer lacks ${field}`,
    })
  })

  it('the roles of an instance profile', async () => {
    const profile = { Arn: 'arn', InstanceProfileName: 'jump', Path: '/' }
    const { clients, runner } = answering({ InstanceProfile: profile })
    expect(await collectInstanceProfile({ client: clients.iam(), runner }, 'arn')).toMatchObject({
      outcome: 'error',
      message: "AWS's answer lacks Roles",
    })
  })

  it('the content of the session preferences', async () => {
    expect(await collectSessionPreferences(answering({ DocumentVersion: '1', Document: {} }))).toMatchObject({
      outcome: 'error',
      message: "AWS's answer lacks Content",
    })
  })

  it('the domains of a list of a DNS Firewall', async () => {
    const rules = { FirewallRules: [{ Priority: 1, Action: 'ALLOW', FirewallDomainListId: 'rslvr-fdl-1' }] }
    const read = (more: object) =>
      createFirewallReader(answering({ ...rules, FirewallDomainLists: [], ...more })).collect('rslvr-frg-1')
    expect(await read({ Domains: ['*.amazonaws.com.'] })).toMatchObject({
      value: [{ action: 'ALLOW', domains: { value: ['*.amazonaws.com'] } }],
    })
    expect(await read({})).toMatchObject({ value: [{ domains: { outcome: 'error' } }] })
  })
})
