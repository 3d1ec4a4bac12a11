import type * as EC2 from '@aws-sdk/client-ec2'
import type * as SSM from '@aws-sdk/client-ssm'
import type { SampleAccount, SampleRegion } from '../account.js'
import { idOf } from '../build/ids.js'
import { assertUnspent, dryRun } from './ec2-rules.js'
import { awsError } from './errors.js'
import { type FilterFields, filtered } from './filters.js'
import type { Handlers } from './handler.js'
import { ec2Page } from './paging.js'

/** Instances that are launched, and terminated. In the sample's EC2 both take no time. */
export const ec2Launch: Handlers<typeof EC2> = {
  /** Of the types that are asked for by name. */
  DescribeInstanceTypeOfferings(input, { region }) {
    if (input.LocationType !== 'availability-zone')
      throw awsError('InvalidParameterValue', 'The sample knows what availability zones offer, no other places.')
    const types = input.Filters?.find(({ Name }) => Name === 'instance-type')?.Values ?? []
    const { items, more } = ec2Page(filtered(offeringsOf(region, types), input.Filters, OFFERING_FIELDS), input)
    return { InstanceTypeOfferings: items.map(({ Tags, ...offering }) => offering), ...more }
  },
  RunInstances(input, { account, region, now }) {
    const [asked] = input.NetworkInterfaces ?? []
    const subnet = region.subnets.find((each) => each.SubnetId === asked?.SubnetId)
    if (!subnet) throw awsError('InvalidSubnetID.NotFound', `The subnet ID '${asked?.SubnetId}' does not exist`)
    for (const GroupId of asked?.Groups ?? [])
      if (!region.securityGroups.some((group) => group.GroupId === GroupId))
        throw awsError('InvalidGroup.NotFound', `The security group '${GroupId}' does not exist`)
    const { InstanceType = '' } = input
    if (!offeringsOf(region, [InstanceType]).some(({ Location }) => Location === subnet.AvailabilityZone))
      throw awsError(
        'Unsupported',
        `Your requested instance type (${InstanceType}) is not supported in your requested Availability Zone (${subnet.AvailabilityZone}).`,
      )
    const profile = profileOf(account, input.IamInstanceProfile?.Name, now)
    assertUnspent(input.ClientToken, region)
    dryRun(input)
    const InstanceId = idOf('i', input.ClientToken ?? String(region.instances.length))
    const known = region.instances.find((each) => each.InstanceId === InstanceId)
    if (known) return { Instances: [known] }
    const Tags = input.TagSpecifications?.find(({ ResourceType }) => ResourceType === 'instance')?.Tags ?? []
    const made = launched(InstanceId, input, subnet, account, region)
    const { ClientToken } = input
    const instance: EC2.Instance = {
      ...{ ...made, IamInstanceProfile: { Arn: profile.Arn }, Tags },
      ...(ClientToken !== undefined && { ClientToken }),
    }
    region.instances.push(instance)
    region.instanceStatuses.push({
      ...{ InstanceId, InstanceState: { Name: 'running' } },
      ...{ SystemStatus: { Status: 'ok' }, InstanceStatus: { Status: 'ok' } },
    })
    return { Instances: [instance] }
  },
  TerminateInstances(input, { region }) {
    dryRun(input)
    const ids = new Set(input.InstanceIds)
    const isOther = ({ InstanceId = '' }: { InstanceId?: string | undefined }) => !ids.has(InstanceId)
    region.spentTokens.push(...region.instances.flatMap((each) => (isOther(each) ? [] : (each.ClientToken ?? []))))
    region.instances = region.instances.filter(isOther)
    region.instanceStatuses = region.instanceStatuses.filter(isOther)
    region.networkInterfaces = region.networkInterfaces.filter(({ Attachment = {} }) => isOther(Attachment))
    return { TerminatingInstances: [...ids].map((InstanceId) => ({ InstanceId })) }
  },
}

type Offering = EC2.InstanceTypeOffering & { Tags?: EC2.Tag[] }

const OFFERING_FIELDS: FilterFields<Offering> = {
  'instance-type': ({ InstanceType }) => InstanceType,
  location: ({ Location }) => Location,
}

function offeringsOf({ instanceTypeOfferings, subnets }: SampleRegion, types: readonly string[]): Offering[] {
  if (instanceTypeOfferings)
    return instanceTypeOfferings.filter(({ InstanceType = '' }) => types.includes(InstanceType))
  const zones = new Set(subnets.map(({ AvailabilityZone }) => AvailabilityZone))
  return [...zones].flatMap((Location) =>
    types.map(
      (type): Offering => ({
        ...{ InstanceType: type as EC2._InstanceType, Location, LocationType: 'availability-zone' },
      }),
    ),
  )
}

/** AWS's public parameters. */
export const ssmParameters: Handlers<typeof SSM> = {
  GetParameter({ Name = '' }) {
    if (!Name.startsWith('/aws/service/ami-amazon-linux-latest/')) throw awsError('ParameterNotFound', `${Name}`)
    return { Parameter: { Name, Type: 'String', Value: idOf('ami', Name) } }
  },
}

/** Milliseconds until EC2 has heard of an instance profile that IAM has. */
const PROPAGATION = 10_000

function profileOf(account: SampleAccount, name: string | undefined, now: number) {
  const profile = account.iam.instanceProfiles.find((each) => each.InstanceProfileName === name)
  if (profile && now - (profile.CreateDate?.getTime() ?? 0) >= PROPAGATION) return profile
  const message = `Value (${name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`
  throw awsError('InvalidParameterValue', message)
}

function launched(
  InstanceId: string,
  input: EC2.RunInstancesRequest,
  { SubnetId, VpcId, CidrBlock = '', AvailabilityZone }: EC2.Subnet,
  account: SampleAccount,
  region: SampleRegion,
): EC2.Instance {
  const address = CidrBlock.replace(/\.\d+\/\d+$/, '.250')
  const primary = {
    ...{ NetworkInterfaceId: idOf('eni', InstanceId), InterfaceType: 'interface' as const, VpcId, SubnetId },
    ...{ OwnerId: account.accountId, Description: '', Status: 'in-use' as const, PrivateIpAddress: address },
    ...{ PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: address }], Ipv6Addresses: [], SourceDestCheck: true },
    Groups: (input.NetworkInterfaces?.[0]?.Groups ?? []).map((GroupId) => ({ GroupId })),
  }
  const attachment = { DeviceIndex: 0, Status: 'attached' as const }
  region.networkInterfaces.push({
    ...{ ...primary, AvailabilityZone, RequesterManaged: false, TagSet: [] },
    Attachment: { ...attachment, InstanceId },
  })
  return {
    ...{ InstanceId, ImageId: input.ImageId, InstanceType: input.InstanceType, PlatformDetails: 'Linux/UNIX' },
    ...{ State: { Name: 'running' }, Placement: { AvailabilityZone }, VpcId, SubnetId, PrivateIpAddress: address },
    MetadataOptions: {
      ...{ HttpEndpoint: 'enabled', State: 'applied' },
      HttpTokens: input.MetadataOptions?.HttpTokens ?? 'optional',
    },
    NetworkInterfaces: [{ ...primary, Attachment: attachment }],
    SecurityGroups: primary.Groups,
  }
}
