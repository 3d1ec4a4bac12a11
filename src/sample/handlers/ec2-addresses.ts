import type * as EC2 from '@aws-sdk/client-ec2'
import { viewsOf } from './ec2-groups.js'
import { dryRun } from './ec2-rules.js'
import { awsError } from './errors.js'
import { byIds, type FilterFields, filtered } from './filters.js'
import type { Call, Handlers } from './handler.js'

/** Elastic IP addresses, and the DNS attributes of VPCs. */
export const ec2Addresses: Handlers<typeof EC2> = {
  DescribeAddresses(input, { region }) {
    const named = byIds(region.addresses, input.PublicIps, (each) => each.PublicIp, 'InvalidAddress.NotFound')
    const ids = byIds(named, input.AllocationIds, (each) => each.AllocationId, 'InvalidAllocationID.NotFound')
    return { Addresses: filtered(ids, input.Filters, ADDRESS_FIELDS) }
  },
  DisassociateAddress(input, { region }) {
    const code = 'InvalidAssociationID.NotFound'
    const [address] = byIds(region.addresses, [input.AssociationId ?? ''], (each) => each.AssociationId, code)
    dryRun(input)
    if (address) detach(address, region)
    return {}
  },
  AssociateAddress(input, { region }) {
    const code = 'InvalidAllocationID.NotFound'
    const [address] = byIds(region.addresses, [input.AllocationId ?? ''], (each) => each.AllocationId, code)
    if (address?.AssociationId !== undefined)
      throw awsError('Resource.AlreadyAssociated', `resource ${address.AllocationId} is already associated`)
    dryRun(input)
    if (address) attach(address, input, region)
    return address?.AssociationId === undefined ? {} : { AssociationId: address.AssociationId }
  },
  ModifyVpcAttribute(input, { region }) {
    const [vpc] = byIds(region.vpcs, [input.VpcId ?? ''], (each) => each.vpc.VpcId, 'InvalidVpcID.NotFound')
    const { EnableDnsSupport, EnableDnsHostnames } = input
    if (EnableDnsHostnames?.Value && vpc?.enableDnsSupport === false && EnableDnsSupport?.Value !== true)
      throw awsError('InvalidParameterValue', 'DNS hostnames cannot be enabled while DNS support is disabled.')
    if (vpc && EnableDnsSupport) vpc.enableDnsSupport = EnableDnsSupport.Value ?? false
    if (vpc && EnableDnsHostnames) vpc.enableDnsHostnames = EnableDnsHostnames.Value ?? false
    return {}
  },
}

function detach(address: EC2.Address, region: Call['region']): void {
  for (const view of viewsOf(address.NetworkInterfaceId ?? '', region)) {
    view.Association = undefined
    for (const each of view.PrivateIpAddresses ?? []) each.Association = undefined
  }
  const instance = region.instances.find((each) => each.InstanceId === address.InstanceId)
  if (instance) instance.PublicIpAddress = undefined
  for (const field of ['AssociationId', 'NetworkInterfaceId', 'InstanceId', 'PrivateIpAddress'] as const)
    address[field] = undefined
}

function attach(address: EC2.Address, input: EC2.AssociateAddressRequest, region: Call['region']): void {
  const { NetworkInterfaceId, PrivateIpAddress } = input
  const { PublicIp, AllocationId } = address
  const [own] = byIds(
    region.networkInterfaces,
    [NetworkInterfaceId ?? ''],
    (each) => each.NetworkInterfaceId,
    'InvalidNetworkInterfaceID.NotFound',
  )
  const Association = { PublicIp, AllocationId, IpOwnerId: own?.OwnerId }
  for (const view of viewsOf(NetworkInterfaceId ?? '', region)) {
    view.Association = Association
    for (const each of view.PrivateIpAddresses ?? [])
      if (each.PrivateIpAddress === PrivateIpAddress) each.Association = Association
  }
  const InstanceId = own?.Attachment?.InstanceId
  const instance = region.instances.find((each) => each.InstanceId === InstanceId)
  if (instance) instance.PublicIpAddress = PublicIp
  Object.assign(address, {
    ...{ NetworkInterfaceId, InstanceId, PrivateIpAddress },
    AssociationId: `eipassoc-${NetworkInterfaceId?.slice(4)}`,
  })
}

const ADDRESS_FIELDS: FilterFields<EC2.Address> = {
  'public-ip': (a) => a.PublicIp,
  'allocation-id': (a) => a.AllocationId,
  'network-interface-id': (a) => a.NetworkInterfaceId,
  'instance-id': (a) => a.InstanceId,
}
