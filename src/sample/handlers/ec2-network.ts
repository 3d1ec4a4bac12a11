import type * as EC2 from '@aws-sdk/client-ec2'
import { awsError } from './errors.js'
import { byIds, type FilterFields, filtered } from './filters.js'
import type { Handlers } from './handler.js'
import { ec2Page } from './paging.js'

/** The parts of a VPC: addresses, routes, filters. */
export const ec2Network: Handlers<typeof EC2> = {
  DescribeVpcs(input, { region }) {
    const vpcs = byIds(
      region.vpcs.map((v) => v.vpc),
      input.VpcIds,
      (v) => v.VpcId,
      'InvalidVpcID.NotFound',
    )
    const { items, more } = ec2Page(filtered(vpcs, input.Filters, VPC_FIELDS), input)
    return { Vpcs: items, ...more }
  },
  DescribeVpcAttribute(input, { region }) {
    const [vpc] = byIds(region.vpcs, [input.VpcId ?? ''], (v) => v.vpc.VpcId, 'InvalidVpcID.NotFound')
    switch (input.Attribute) {
      case 'enableDnsSupport':
        return { VpcId: input.VpcId, EnableDnsSupport: { Value: vpc?.enableDnsSupport } }
      case 'enableDnsHostnames':
        return { VpcId: input.VpcId, EnableDnsHostnames: { Value: vpc?.enableDnsHostnames } }
      case 'enableNetworkAddressUsageMetrics':
        return { VpcId: input.VpcId, EnableNetworkAddressUsageMetrics: { Value: false } }
      default:
        throw awsError('InvalidParameterValue', `Value (${input.Attribute}) for parameter attribute is invalid.`)
    }
  },
  DescribeDhcpOptions(input, { region }) {
    const { items, more } = ec2Page(filtered(region.dhcpOptions, input.Filters, {}), input)
    return { DhcpOptions: items, ...more }
  },
  DescribeSubnets(input, { region }) {
    const subnets = byIds(region.subnets, input.SubnetIds, (s) => s.SubnetId, 'InvalidSubnetID.NotFound')
    const { items, more } = ec2Page(filtered(subnets, input.Filters, SUBNET_FIELDS), input)
    return { Subnets: items, ...more }
  },
  DescribeRouteTables(input, { region }) {
    const tables = byIds(region.routeTables, input.RouteTableIds, (t) => t.RouteTableId, 'InvalidRouteTableID.NotFound')
    const { items, more } = ec2Page(filtered(tables, input.Filters, ROUTE_TABLE_FIELDS), input, 100)
    return { RouteTables: items, ...more }
  },
  DescribeNetworkAcls(input, { region }) {
    const { items, more } = ec2Page(filtered(region.networkAcls, input.Filters, NETWORK_ACL_FIELDS), input)
    return { NetworkAcls: items, ...more }
  },
  DescribeSecurityGroups(input, { region }) {
    const groups = byIds(region.securityGroups, input.GroupIds, (g) => g.GroupId, 'InvalidGroup.NotFound')
    const { items, more } = ec2Page(filtered(groups, input.Filters, SECURITY_GROUP_FIELDS), input)
    return { SecurityGroups: items, ...more }
  },
  DescribeNetworkInterfaces(input, { region }) {
    const { networkInterfaces: all } = region
    const code = 'InvalidNetworkInterfaceID.NotFound'
    const interfaces = byIds(all, input.NetworkInterfaceIds, (i) => i.NetworkInterfaceId, code)
    const matching = input.Filters ? filtered(interfaces.map(withTags), input.Filters, INTERFACE_FIELDS) : interfaces
    const { items, more } = ec2Page(matching, input)
    return { NetworkInterfaces: items, ...more }
  },
  DescribeManagedPrefixLists(input, { region }) {
    const all = region.prefixLists.map((p) => p.list)
    const lists = byIds(all, input.PrefixListIds, (l) => l.PrefixListId, 'InvalidPrefixListID.NotFound')
    const { items, more } = ec2Page(filtered(lists, input.Filters, PREFIX_LIST_FIELDS), input, 100, 1)
    return { PrefixLists: items, ...more }
  },
  GetManagedPrefixListEntries(input, { region }) {
    const id = input.PrefixListId ?? ''
    const [found] = byIds(region.prefixLists, [id], (p) => p.list.PrefixListId, 'InvalidPrefixListID.NotFound')
    const { items, more } = ec2Page(found?.entries ?? [], input, 100, 1)
    return { Entries: items, ...more }
  },
}

/** Network interfaces carry their tags as TagSet. */
function withTags(item: EC2.NetworkInterface): EC2.NetworkInterface & { Tags?: EC2.Tag[] | undefined } {
  return item.TagSet === undefined ? item : { ...item, Tags: item.TagSet }
}

const VPC_FIELDS: FilterFields<EC2.Vpc> = {
  'vpc-id': (v) => v.VpcId,
  'owner-id': (v) => v.OwnerId,
  'is-default': (v) => String(v.IsDefault),
  state: (v) => v.State,
}

const SUBNET_FIELDS: FilterFields<EC2.Subnet> = {
  'vpc-id': (s) => s.VpcId,
  'subnet-id': (s) => s.SubnetId,
  'availability-zone': (s) => s.AvailabilityZone,
}

const ROUTE_TABLE_FIELDS: FilterFields<EC2.RouteTable> = {
  'vpc-id': (t) => t.VpcId,
  'route-table-id': (t) => t.RouteTableId,
  'association.subnet-id': (t) => t.Associations?.map((a) => a.SubnetId),
  'association.main': (t) => t.Associations?.map((a) => String(a.Main)),
}

const NETWORK_ACL_FIELDS: FilterFields<EC2.NetworkAcl> = {
  'vpc-id': (a) => a.VpcId,
  'network-acl-id': (a) => a.NetworkAclId,
  'association.subnet-id': (a) => a.Associations?.map((s) => s.SubnetId),
}

const SECURITY_GROUP_FIELDS: FilterFields<EC2.SecurityGroup> = {
  'vpc-id': (g) => g.VpcId,
  'group-id': (g) => g.GroupId,
  'group-name': (g) => g.GroupName,
}

const INTERFACE_FIELDS: FilterFields<EC2.NetworkInterface> = {
  'vpc-id': (i) => i.VpcId,
  'subnet-id': (i) => i.SubnetId,
  'network-interface-id': (i) => i.NetworkInterfaceId,
  'interface-type': (i) => i.InterfaceType,
  'requester-id': (i) => i.RequesterId,
  'group-id': (i) => i.Groups?.map((g) => g.GroupId),
  'attachment.instance-id': (i) => i.Attachment?.InstanceId,
  'private-ip-address': (i) => i.PrivateIpAddress,
  description: (i) => i.Description,
}

const PREFIX_LIST_FIELDS: FilterFields<EC2.ManagedPrefixList> = {
  'prefix-list-id': (l) => l.PrefixListId,
  'prefix-list-name': (l) => l.PrefixListName,
  'owner-id': (l) => l.OwnerId,
}
