import type * as EC2 from '@aws-sdk/client-ec2'
import type { SampleAccount, SampleRegion } from '../account.js'
import { idOf } from './ids.js'
import { regionOf } from './region.js'

/** A subnet that is being furnished. */
export interface BuiltSubnet {
  subnetId: string
  cidr: string
  zone: string
  /** How many addresses are given away. */
  used: number
  table: EC2.RouteTable
}

/** A VPC that is being furnished: what the other builders need to know of it. */
export interface BuiltVpc {
  account: SampleAccount
  region: SampleRegion
  name: string
  vpcId: string
  cidr: string
  acl: EC2.NetworkAcl
  mainTable: EC2.RouteTable
  subnets: BuiltSubnet[]
  /** Security group ids by name. */
  groups: Map<string, string>
  tags: (name: string) => EC2.Tag[]
}

export interface VpcOptions {
  cidr: string
  dnsSupport?: boolean
  dnsHostnames?: boolean
  /** Name servers; without them, Amazon's. */
  dnsServers?: string[]
  isDefault?: boolean
}

/** A VPC with its main route table and its default network ACL. */
export function vpc(account: SampleAccount, regionName: string, name: string, options: VpcOptions): BuiltVpc {
  const region = regionOf(account, regionName)
  const { cidr } = options
  const vpcId = idOf('vpc', account.accountId, name)
  const mainTable = newRouteTable(vpcId, cidr, name, 'main')
  mainTable.Associations = [
    { Main: true, RouteTableId: mainTable.RouteTableId, AssociationState: { State: 'associated' } },
  ]
  const acl = defaultAcl(vpcId, account.accountId)
  region.vpcs.push({
    vpc: {
      VpcId: vpcId,
      OwnerId: account.accountId,
      CidrBlock: cidr,
      CidrBlockAssociationSet: [{ CidrBlock: cidr, CidrBlockState: { State: 'associated' } }],
      DhcpOptionsId: dhcpOptions(account, region, options.dnsServers ?? ['AmazonProvidedDNS']),
      InstanceTenancy: 'default',
      IsDefault: options.isDefault ?? false,
      State: 'available',
      Tags: tagged(name),
    },
    enableDnsSupport: options.dnsSupport ?? true,
    enableDnsHostnames: options.dnsHostnames ?? true,
  })
  region.routeTables.push(mainTable)
  region.networkAcls.push(acl)
  const tags = (suffix: string) => tagged(`${name}-${suffix}`)
  return { account, region, name, vpcId, cidr, acl, mainTable, subnets: [], groups: new Map(), tags }
}

export const tagged = (name: string): EC2.Tag[] => [{ Key: 'Name', Value: name }]

function dhcpOptions({ accountId }: SampleAccount, region: SampleRegion, servers: string[]): string {
  const id = idOf('dopt', accountId, region.region, ...servers)
  if (!region.dhcpOptions.some((o) => o.DhcpOptionsId === id))
    region.dhcpOptions.push({
      DhcpOptionsId: id,
      OwnerId: accountId,
      DhcpConfigurations: [{ Key: 'domain-name-servers', Values: servers.map((Value) => ({ Value })) }],
    })
  return id
}

/** A route table of its own. */
export function routeTable(built: BuiltVpc, name: string): EC2.RouteTable {
  const table = newRouteTable(built.vpcId, built.cidr, built.name, name)
  built.region.routeTables.push(table)
  return table
}

function newRouteTable(vpcId: string, cidr: string, vpcName: string, name: string): EC2.RouteTable {
  return {
    RouteTableId: idOf('rtb', vpcId, name),
    VpcId: vpcId,
    Associations: [],
    Routes: [{ DestinationCidrBlock: cidr, GatewayId: 'local', State: 'active', Origin: 'CreateRouteTable' }],
    Tags: tagged(`${vpcName}-${name}`),
  }
}

export type Target = Pick<
  EC2.Route,
  'GatewayId' | 'NatGatewayId' | 'TransitGatewayId' | 'VpcPeeringConnectionId' | 'NetworkInterfaceId'
>

/** A route to a CIDR or a prefix list. */
export function route(table: EC2.RouteTable, destination: string, target: Target): void {
  const to = destination.startsWith('pl-')
    ? { DestinationPrefixListId: destination }
    : { DestinationCidrBlock: destination }
  table.Routes?.push({ ...to, ...target, State: 'active', Origin: 'CreateRoute' })
}

/** A subnet in a zone (`a`, `b`, …), associated with the table and with the VPC's default network ACL. */
export function subnet(built: BuiltVpc, name: string, cidr: string, zone: string, table: EC2.RouteTable): BuiltSubnet {
  const { region, vpcId, account, acl } = built
  const subnetId = idOf('subnet', vpcId, name)
  region.subnets.push({
    SubnetId: subnetId,
    VpcId: vpcId,
    OwnerId: account.accountId,
    AvailabilityZone: region.region + zone,
    AvailabilityZoneId: `${region.region}-az${'abc'.indexOf(zone) + 1}`,
    CidrBlock: cidr,
    Ipv6CidrBlockAssociationSet: [],
    Ipv6Native: false,
    MapPublicIpOnLaunch: false,
    State: 'available',
    Tags: built.tags(name),
  })
  table.Associations?.push({
    Main: false,
    SubnetId: subnetId,
    RouteTableId: table.RouteTableId,
    AssociationState: { State: 'associated' },
  })
  acl.Associations?.push({ SubnetId: subnetId, NetworkAclId: acl.NetworkAclId })
  const made = { subnetId, cidr, zone, used: 0, table }
  built.subnets.push(made)
  return made
}

/** Two private subnets in two zones, with one route table that leads nowhere yet. */
export function privateSubnets(built: BuiltVpc): [BuiltSubnet, BuiltSubnet] {
  const table = routeTable(built, 'private')
  const prefix = built.cidr.replace(/\.0\.0\/16$/, '')
  return [
    subnet(built, 'private-a', `${prefix}.0.0/20`, 'a', table),
    subnet(built, 'private-b', `${prefix}.16.0/20`, 'b', table),
  ]
}

function defaultAcl(vpcId: string, ownerId: string): EC2.NetworkAcl {
  const both = [true, false]
  return {
    NetworkAclId: idOf('acl', vpcId),
    VpcId: vpcId,
    OwnerId: ownerId,
    IsDefault: true,
    Associations: [],
    Entries: both.flatMap((Egress) => [
      { Egress, RuleNumber: 100, Protocol: '-1', RuleAction: 'allow' as const, CidrBlock: '0.0.0.0/0' },
      { Egress, RuleNumber: 32767, Protocol: '-1', RuleAction: 'deny' as const, CidrBlock: '0.0.0.0/0' },
    ]),
  }
}

/** The next free address of a subnet; AWS keeps the first four, and people the next few. */
export function nextAddress(built: BuiltSubnet): string {
  built.used += 1
  const offset = 9 + built.used
  const [a = 0, b = 0, c = 0, d = 0] = (built.cidr.split('/')[0] ?? '').split('.').map(Number)
  const last = d + offset
  return [a, b, c + Math.floor(last / 256), last % 256].join('.')
}
