import {
  paginateDescribeManagedPrefixLists,
  paginateDescribeNetworkAcls,
  paginateDescribePrefixLists,
  paginateDescribeSecurityGroups,
  paginateGetManagedPrefixListEntries,
  type IpPermission as SdkIpPermission,
  type NetworkAclEntry as SdkNetworkAclEntry,
} from '@aws-sdk/client-ec2'
import type { Collected } from '../model/collected.js'
import type {
  IpPermission,
  NetworkAcl,
  NetworkAclEntry,
  PrefixList,
  RouteTable,
  SecurityGroup,
} from '../model/snapshot-network.js'
import type { RegionContext } from './context.js'
import { defined, need, needEach, present } from './fields.js'

const PAGE_SIZE = 1000
const PREFIX_LISTS_PAGE_SIZE = 100

export function collectNetworkAcls({ clients, runner, region }: RegionContext): Promise<Collected<NetworkAcl[]>> {
  return runner.collectAll(
    'ec2:DescribeNetworkAcls',
    (options) => paginateDescribeNetworkAcls({ client: clients.ec2(region), pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.NetworkAcls, token: (page) => page.NextToken },
    (acl) => ({
      networkAclId: need(acl.NetworkAclId, 'NetworkAclId'),
      vpcId: need(acl.VpcId, 'VpcId'),
      isDefault: acl.IsDefault ?? false,
      subnetIds: present(need(acl.Associations, 'Associations').map((association) => association.SubnetId)),
      entries: need(acl.Entries, 'Entries').map(entryOf),
    }),
  )
}

/** TCP and UDP by number: without a range such an entry might be taken for one of all ports. */
const HAS_PORTS = new Set(['6', '17'])

function entryOf(entry: SdkNetworkAclEntry): NetworkAclEntry {
  const { From, To } = entry.PortRange ?? {}
  return defined({
    ruleNumber: need(entry.RuleNumber, 'RuleNumber'),
    egress: need(entry.Egress, 'Egress'),
    protocol: need(entry.Protocol, 'Protocol'),
    ruleAction: need(entry.RuleAction, 'RuleAction'),
    cidrBlock: entry.CidrBlock,
    ipv6CidrBlock: entry.Ipv6CidrBlock,
    portRange: HAS_PORTS.has(need(entry.Protocol, 'Protocol'))
      ? { from: need(From, 'PortRange'), to: need(To, 'PortRange') }
      : undefined,
  })
}

export function collectSecurityGroups({ clients, runner, region }: RegionContext): Promise<Collected<SecurityGroup[]>> {
  return runner.collectAll(
    'ec2:DescribeSecurityGroups',
    (options) => paginateDescribeSecurityGroups({ client: clients.ec2(region), pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.SecurityGroups, token: (page) => page.NextToken },
    (group) =>
      defined({
        groupId: need(group.GroupId, 'GroupId'),
        groupName: group.GroupName ?? '',
        vpcId: group.VpcId,
        ownerId: group.OwnerId ?? '',
        ipPermissions: need(group.IpPermissions, 'IpPermissions').map(permissionOf),
        ipPermissionsEgress: need(group.IpPermissionsEgress, 'IpPermissionsEgress').map(permissionOf),
      }),
  )
}

function permissionOf(permission: SdkIpPermission): IpPermission {
  return defined({
    ipProtocol: need(permission.IpProtocol, 'IpProtocol'),
    fromPort: permission.FromPort,
    toPort: permission.ToPort,
    ipRanges: needEach(permission.IpRanges, 'IpRanges', (range) => range.CidrIp),
    ipv6Ranges: needEach(permission.Ipv6Ranges, 'Ipv6Ranges', (range) => range.CidrIpv6),
    prefixListIds: needEach(permission.PrefixListIds, 'PrefixListIds', (list) => list.PrefixListId),
    userIdGroupPairs: need(permission.UserIdGroupPairs, 'UserIdGroupPairs').map((pair) =>
      defined({
        groupId: need(pair.GroupId, 'GroupId'),
        userId: pair.UserId,
        vpcId: pair.VpcId,
        vpcPeeringConnectionId: pair.VpcPeeringConnectionId,
        peeringStatus: pair.PeeringStatus,
      }),
    ),
  })
}

/** Ids of the prefix lists that a security group or a route names; others decide nothing. */
export function namedPrefixLists(groups: readonly SecurityGroup[], tables: readonly RouteTable[]): Set<string> {
  const inGroups = groups.flatMap((g) => [...g.ipPermissions, ...g.ipPermissionsEgress].flatMap((p) => p.prefixListIds))
  const inRoutes = tables.flatMap((t) => present(t.routes.map((route) => route.destinationPrefixListId)))
  return new Set([...inGroups, ...inRoutes])
}

/** A gateway endpoint that is still to be made leads to these addresses. */
const isOfS3 = ({ prefixListName }: { prefixListName: string }, region: string) =>
  prefixListName.endsWith(`.${region}.s3`)

/** The lists that are named, and that of S3, with their entries. */
export async function collectPrefixLists(
  context: RegionContext,
  named: Promise<ReadonlySet<string>>,
): Promise<Collected<PrefixList[]>> {
  const [lists, ids] = await Promise.all([collectManagedPrefixLists(context), named])
  if (lists.outcome === 'unsupported') return collectAwsPrefixLists(context, ids)
  if (lists.outcome !== 'ok') return lists
  const wanted = lists.value.filter((list) => ids.has(list.prefixListId) || isOfS3(list, context.region))
  const value = await Promise.all(
    wanted.map(async (list) => ({ ...list, entries: await collectEntries(context, list.prefixListId) })),
  )
  return { ...lists, value }
}

function collectManagedPrefixLists({ clients, runner, region }: RegionContext) {
  return runner.collectAll(
    'ec2:DescribeManagedPrefixLists',
    (options) =>
      paginateDescribeManagedPrefixLists(
        { client: clients.ec2(region), pageSize: PREFIX_LISTS_PAGE_SIZE },
        {},
        options,
      ),
    { items: (page) => page.PrefixLists, token: (page) => page.NextToken },
    (list) =>
      defined({
        prefixListId: need(list.PrefixListId, 'PrefixListId'),
        prefixListName: list.PrefixListName ?? '',
        ownerId: list.OwnerId,
      }),
  )
}

function collectEntries(
  { clients, runner, region }: RegionContext,
  PrefixListId: string,
): Promise<Collected<string[]>> {
  return runner.collectAll(
    'ec2:GetManagedPrefixListEntries',
    (options) =>
      paginateGetManagedPrefixListEntries(
        { client: clients.ec2(region), pageSize: PREFIX_LISTS_PAGE_SIZE },
        { PrefixListId },
        options,
      ),
    { items: (page) => page.Entries, token: (page) => page.NextToken },
    (entry) => need(entry.Cidr, 'Cidr'),
  )
}

/** Where a region has no managed prefix lists, AWS's own ones have an API of their own. */
function collectAwsPrefixLists(
  { clients, runner, region }: RegionContext,
  ids: ReadonlySet<string>,
): Promise<Collected<PrefixList[]>> {
  const api = 'ec2:DescribePrefixLists'
  return runner.collectAll(
    api,
    (options) => paginateDescribePrefixLists({ client: clients.ec2(region), pageSize: PAGE_SIZE }, {}, options),
    {
      items: (page) =>
        page.PrefixLists?.filter(
          ({ PrefixListId = '', PrefixListName = '' }) =>
            ids.has(PrefixListId) || isOfS3({ prefixListName: PrefixListName }, region),
        ),
      token: (page) => page.NextToken,
    },
    (list) => ({
      prefixListId: need(list.PrefixListId, 'PrefixListId'),
      prefixListName: list.PrefixListName ?? '',
      ownerId: 'AWS',
      entries: { outcome: 'ok', api, value: need(list.Cidrs, 'Cidrs') },
    }),
  )
}
