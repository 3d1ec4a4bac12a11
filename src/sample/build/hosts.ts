import type { InstanceStateName, Tag } from '@aws-sdk/client-ec2'
import type { UpdateOutcome } from '../account.js'
import { idOf } from './ids.js'
import { type BuiltSubnet, type BuiltVpc, nextAddress } from './network.js'
import { LATEST_AGENT } from './region.js'

export interface AgentOptions {
  version?: string
  pingStatus?: 'Online' | 'ConnectionLost'
  connected?: boolean
  update?: UpdateOutcome
}

export interface InstanceOptions {
  subnet: BuiltSubnet
  groupIds: string[]
  profileArn?: string
  keyName?: string
  publicIp?: string
  /** The public address is an Elastic IP, which can be taken away. */
  elastic?: boolean
  tags?: Record<string, string>
  state?: InstanceStateName
  /** Absent: no agent has ever reported. */
  agent?: AgentOptions
}

const AMAZON_LINUX_2 = 'ami-0c1bc246476a5572b'
const LAUNCHED = new Date('2026-10-01T07:30:00Z')

/** An Amazon Linux 2 instance with IMDSv2 and one network interface; its id. */
export function instance(built: BuiltVpc, name: string, options: InstanceOptions): string {
  const { region, vpcId } = built
  const { subnet, state = 'running' } = options
  const instanceId = idOf('i', vpcId, name)
  const address = nextAddress(subnet)
  const zone = region.region + subnet.zone
  const primary = interfaceOf(built, instanceId, address, options)
  region.networkInterfaces.push({
    ...primary,
    AvailabilityZone: zone,
    Attachment: { InstanceId: instanceId, DeviceIndex: 0, Status: 'attached' },
    RequesterManaged: false,
    TagSet: [],
  })
  region.instances.push({
    InstanceId: instanceId,
    ImageId: AMAZON_LINUX_2,
    InstanceType: 't2.medium',
    PlatformDetails: 'Linux/UNIX',
    LaunchTime: LAUNCHED,
    Placement: { AvailabilityZone: zone },
    State: { Name: state },
    VpcId: vpcId,
    SubnetId: subnet.subnetId,
    PrivateIpAddress: address,
    ...(options.publicIp !== undefined && { PublicIpAddress: options.publicIp }),
    ...(options.keyName !== undefined && { KeyName: options.keyName }),
    ...(options.profileArn !== undefined && { IamInstanceProfile: { Arn: options.profileArn } }),
    MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required', State: 'applied' },
    NetworkInterfaces: [{ ...primary, Attachment: { DeviceIndex: 0, Status: 'attached' } }],
    SecurityGroups: primary.Groups,
    Tags: tagsOf(name, options.tags),
  })
  if (state === 'running')
    region.instanceStatuses.push({
      InstanceId: instanceId,
      AvailabilityZone: zone,
      InstanceState: { Name: state },
      SystemStatus: { Status: 'ok' },
      InstanceStatus: { Status: 'ok' },
    })
  if (options.elastic && options.publicIp !== undefined)
    region.addresses.push({
      ...{ PublicIp: options.publicIp, InstanceId: instanceId, NetworkInterfaceId: primary.NetworkInterfaceId },
      AllocationId: idOf('eipalloc', instanceId),
      ...{ AssociationId: idOf('eipassoc', instanceId), PrivateIpAddress: address, Domain: 'vpc' },
    })
  if (options.agent) agent(built, instanceId, address, options.agent)
  return instanceId
}

const tagsOf = (name: string, tags: Record<string, string> = {}): Tag[] =>
  Object.entries({ Name: name, ...tags }).map(([Key, Value]) => ({ Key, Value }))

const LAST_SEEN = new Date('2026-11-20T16:42:00Z')

function agent({ region }: BuiltVpc, instanceId: string, address: string, options: AgentOptions): void {
  const { version = LATEST_AGENT, pingStatus = 'Online', connected = pingStatus === 'Online', update } = options
  region.nodes.set(instanceId, {
    information: {
      InstanceId: instanceId,
      PingStatus: pingStatus,
      LastPingDateTime: LAST_SEEN,
      AgentVersion: version,
      PlatformType: 'Linux',
      PlatformName: 'Amazon Linux',
      PlatformVersion: '2',
      ResourceType: 'EC2Instance',
      IPAddress: address,
      ComputerName: `ip-${address.replaceAll('.', '-')}.${region.region}.compute.internal`,
    },
    connected,
    ...(update !== undefined && { update: { outcome: update } }),
  })
}

/** What the two views of an instance's network interface have in common. */
function interfaceOf(built: BuiltVpc, instanceId: string, address: string, options: InstanceOptions) {
  const { subnet, groupIds, publicIp } = options
  const association = publicIp === undefined ? {} : { Association: { PublicIp: publicIp, IpOwnerId: 'amazon' } }
  return {
    NetworkInterfaceId: idOf('eni', instanceId),
    InterfaceType: 'interface' as const,
    VpcId: built.vpcId,
    SubnetId: subnet.subnetId,
    OwnerId: built.account.accountId,
    Description: '',
    Status: 'in-use' as const,
    PrivateIpAddress: address,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: address, ...association }],
    ...association,
    Ipv6Addresses: [],
    Groups: groupIds.map((GroupId) => ({ GroupId })),
    SourceDestCheck: true,
  }
}
