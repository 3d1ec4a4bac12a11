import { describe, expect, it } from 'vitest'
import { collectFirewallAssociations } from '../../src/collect/dns-firewall.js'
import { collectVpcEndpoints } from '../../src/collect/ec2-endpoints.js'
import { collectNetworkAcls, collectSecurityGroups } from '../../src/collect/ec2-filters.js'
import { collectNatGateways, collectRouteTables } from '../../src/collect/ec2-routing.js'
import { collectVpcs } from '../../src/collect/ec2-vpcs.js'
import { collectDbClusters, collectDbInstances } from '../../src/collect/rds.js'
import { answering } from './answering.js'

const GROUP = { GroupId: 'sg-1', IpPermissions: [], IpPermissionsEgress: [] }
const ACL = { NetworkAclId: 'acl-1', VpcId: 'vpc-1', Associations: [], Entries: [] }
const TABLE = { RouteTableId: 'rtb-1', VpcId: 'vpc-1', Associations: [], Routes: [] }
const ENDPOINT = {
  VpcEndpointId: 'vpce-1',
  VpcId: 'vpc-1',
  VpcEndpointType: 'Interface',
  State: 'available',
  PrivateDnsEnabled: true,
  ServiceName: 'com.amazonaws.eu-west-1.ssm',
  SubnetIds: [],
  Groups: [],
  NetworkInterfaceIds: [],
}
const FIREWALL = { VpcId: 'vpc-1', FirewallRuleGroupId: 'rslvr-frg-1', Priority: 101, Status: 'UPDATING' }
const INSTANCE = {
  DBInstanceIdentifier: 'db',
  DBInstanceStatus: 'available',
  PubliclyAccessible: false,
  VpcSecurityGroups: [],
}
const CLUSTER = { DBClusterIdentifier: 'db', Status: 'available', DBClusterMembers: [], VpcSecurityGroups: [] }

describe('an answer without what decides is an error, not a decision', () => {
  it.each([
    ['IpPermissions', collectSecurityGroups, 'SecurityGroups', GROUP],
    ['IpPermissionsEgress', collectSecurityGroups, 'SecurityGroups', GROUP],
    ['Associations', collectNetworkAcls, 'NetworkAcls', ACL],
    ['Entries', collectNetworkAcls, 'NetworkAcls', ACL],
    ['Associations', collectRouteTables, 'RouteTables', TABLE],
    ['Routes', collectRouteTables, 'RouteTables', TABLE],
    ['PrivateDnsEnabled', collectVpcEndpoints, 'VpcEndpoints', ENDPOINT],
    ['Status', collectFirewallAssociations, 'FirewallRuleGroupAssociations', FIREWALL],
    ['DhcpOptionsId', collectVpcs, 'Vpcs', { VpcId: 'vpc-1', DhcpOptionsId: 'default', CidrBlockAssociationSet: [] }],
    ['PubliclyAccessible', collectDbInstances, 'DBInstances', INSTANCE],
    ['DBClusterMembers', collectDbClusters, 'DBClusters', CLUSTER],
  ] as const)('%s', async (field, collect, list, item) => {
    const lacking = Object.fromEntries(Object.entries(item).filter(([key]) => key !== field))
    expect(await collect(answering({ [list]: [item] }))).toMatchObject({ outcome: 'ok' })
    expect(await collect(answering({ [list]: [lacking] }))).toMatchObject({
      outcome: 'error',
      message: `AWS's answer lacks ${field}`,
    })
    expect(await collect(answering({}))).toMatchObject({ outcome: 'error' })
  })

  it.each([
    ['monitor', { Mode: 'monitor', State: 'available' }],
    ['enforce', { Mode: 'enforce', State: 'available' }],
    ['enforce', { Mode: 'monitor', State: 'enforce-in-progress' }],
    ['not stated', { State: 'available' }],
    [undefined, { Mode: 'enforce', State: 'deleted' }],
    [undefined, undefined],
  ])('the mode of VPC encryption controls is %s of %o', async (mode, EncryptionControl) => {
    const collected = await collectVpcs(
      answering({
        Vpcs: [{ VpcId: 'vpc-1', DhcpOptionsId: 'default', CidrBlockAssociationSet: [], EncryptionControl }],
      }),
    )
    expect(collected.outcome === 'ok' && collected.value.map(({ encryptionMode }) => encryptionMode)).toEqual([mode])
  })

  it('a gateway endpoint has no private DNS to tell of', async () => {
    const gateway = { ...ENDPOINT, VpcEndpointType: 'Gateway', PrivateDnsEnabled: undefined, RouteTableIds: [] }
    expect(await collectVpcEndpoints(answering({ VpcEndpoints: [gateway] }))).toMatchObject({
      value: [{ privateDnsEnabled: false }],
    })
  })

  it.each([
    ['public', [{ PublicIp: '198.51.100.7' }]],
    ['private', [{ PrivateIp: '10.0.0.7' }]],
    ['private', []],
  ])('a NAT gateway of no stated kind is %s by its addresses: %o', async (connectivityType, NatGatewayAddresses) => {
    const gateway = { NatGatewayId: 'nat-1', VpcId: 'vpc-1', State: 'available', NatGatewayAddresses }
    expect(await collectNatGateways(answering({ NatGateways: [gateway] }))).toMatchObject({
      value: [{ connectivityType }],
    })
  })
})
