import {
  type InstanceNetworkInterface,
  paginateDescribeInstanceStatus,
  paginateDescribeInstances,
  paginateDescribeNetworkInterfaces,
  type Instance as SdkInstance,
} from '@aws-sdk/client-ec2'
import type { Collected } from '../model/collected.js'
import type { Instance, InstanceStatus } from '../model/snapshot-hosts.js'
import type { NetworkInterface } from '../model/snapshot-network.js'
import type { RegionContext } from './context.js'
import { defined, nameOf, need, needEach, present, tagsOf } from './fields.js'

const PAGE_SIZE = 1000

export function collectInstances({ clients, runner, region }: RegionContext): Promise<Collected<Instance[]>> {
  return runner.collectAll(
    'ec2:DescribeInstances',
    (options) => paginateDescribeInstances({ client: clients.ec2(region), pageSize: PAGE_SIZE }, {}, options),
    {
      items: (page) => page.Reservations?.flatMap((reservation) => need(reservation.Instances, 'Instances')),
      token: (page) => page.NextToken,
    },
    instanceOf,
  )
}

function instanceOf(instance: SdkInstance): Instance {
  const { HttpEndpoint, HttpTokens, State } = instance.MetadataOptions ?? {}
  return defined({
    instanceId: need(instance.InstanceId, 'InstanceId'),
    name: nameOf(instance.Tags),
    tags: tagsOf(instance.Tags),
    vpcId: instance.VpcId,
    subnetId: instance.SubnetId,
    availabilityZone: instance.Placement?.AvailabilityZone ?? '',
    state: need(instance.State?.Name, 'State'),
    imageId: instance.ImageId,
    instanceType: instance.InstanceType,
    platform: instance.Platform?.toLowerCase(),
    platformDetails: instance.PlatformDetails,
    launchTime: instance.LaunchTime?.toISOString(),
    keyName: instance.KeyName || undefined,
    iamInstanceProfileArn: instance.IamInstanceProfile?.Arn,
    metadataOptions:
      instance.MetadataOptions && defined({ httpEndpoint: HttpEndpoint, httpTokens: HttpTokens, state: State }),
    privateIpAddress: instance.PrivateIpAddress || undefined,
    publicIpAddress: instance.PublicIpAddress || undefined,
    networkInterfaces: need(instance.NetworkInterfaces, 'NetworkInterfaces')
      .map(attachedInterface)
      .sort((a, b) => a.deviceIndex - b.deviceIndex),
  })
}

function attachedInterface(eni: InstanceNetworkInterface): Instance['networkInterfaces'][number] {
  return {
    networkInterfaceId: need(eni.NetworkInterfaceId, 'NetworkInterfaceId'),
    vpcId: eni.VpcId ?? '',
    subnetId: eni.SubnetId ?? '',
    deviceIndex: need(eni.Attachment?.DeviceIndex, 'DeviceIndex'),
    status: eni.Status ?? '',
    ...addressesOf(eni),
    groupIds: needEach(eni.Groups, 'Groups', (group) => group.GroupId),
  }
}

interface Addressed {
  PrivateIpAddress?: string | undefined
  PrivateIpAddresses?:
    | readonly {
        Primary?: boolean | undefined
        PrivateIpAddress?: string | undefined
        Association?: { PublicIp?: string | undefined } | undefined
      }[]
    | undefined
  Ipv6Addresses?: readonly { Ipv6Address?: string | undefined }[] | undefined
  Association?: { PublicIp?: string | undefined } | undefined
}

/** The primary address first. */
function addressesOf(eni: Addressed) {
  const addresses = [...need(eni.PrivateIpAddresses, 'PrivateIpAddresses')].sort(
    (a, b) => Number(b.Primary ?? 0) - Number(a.Primary ?? 0),
  )
  const privateIps = present([eni.PrivateIpAddress, ...addresses.map((address) => address.PrivateIpAddress)])
  const publicIps = present([eni.Association?.PublicIp, ...addresses.map((address) => address.Association?.PublicIp)])
  return {
    privateIpAddresses: [...new Set(privateIps)],
    ipv6Addresses: needEach(eni.Ipv6Addresses, 'Ipv6Addresses', (address) => address.Ipv6Address),
    publicIps: [...new Set(publicIps)],
  }
}

/** Of running instances; AWS leaves the others out. */
export function collectInstanceStatuses({
  clients,
  runner,
  region,
}: RegionContext): Promise<Collected<InstanceStatus[]>> {
  return runner.collectAll(
    'ec2:DescribeInstanceStatus',
    (options) => paginateDescribeInstanceStatus({ client: clients.ec2(region), pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.InstanceStatuses, token: (page) => page.NextToken },
    (status) => ({
      instanceId: need(status.InstanceId, 'InstanceId'),
      systemStatus: status.SystemStatus?.Status ?? '',
      instanceStatus: status.InstanceStatus?.Status ?? '',
    }),
  )
}

export function collectNetworkInterfaces({
  clients,
  runner,
  region,
}: RegionContext): Promise<Collected<NetworkInterface[]>> {
  return runner.collectAll(
    'ec2:DescribeNetworkInterfaces',
    (options) => paginateDescribeNetworkInterfaces({ client: clients.ec2(region), pageSize: PAGE_SIZE }, {}, options),
    { items: (page) => page.NetworkInterfaces, token: (page) => page.NextToken },
    (eni) =>
      defined({
        networkInterfaceId: need(eni.NetworkInterfaceId, 'NetworkInterfaceId'),
        vpcId: eni.VpcId ?? '',
        subnetId: eni.SubnetId ?? '',
        ownerId: eni.OwnerId,
        availabilityZone: eni.AvailabilityZone ?? '',
        interfaceType: need(eni.InterfaceType, 'InterfaceType'),
        requesterId: eni.RequesterId,
        description: eni.Description ?? '',
        status: eni.Status ?? '',
        ...addressesOf(eni),
        groupIds: needEach(eni.Groups, 'Groups', (group) => group.GroupId),
        instanceId: eni.Attachment?.InstanceId,
        deviceIndex: eni.Attachment?.DeviceIndex,
        sourceDestCheck: need(eni.SourceDestCheck, 'SourceDestCheck'),
      }),
  )
}
