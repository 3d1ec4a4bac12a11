import type * as EC2 from '@aws-sdk/client-ec2'
import type { SampleRegion } from '../account.js'
import { idOf } from '../build/ids.js'
import { dryRun } from './ec2-rules.js'
import { awsError } from './errors.js'
import { filtered } from './filters.js'
import type { Handlers } from './handler.js'

/** Milliseconds until EC2 has heard of an instance profile that IAM has. */
const PROPAGATION = 10_000

/** Changes of instances: their profiles, their metadata service, whether they run. */
export const ec2HostChanges: Handlers<typeof EC2> = {
  DescribeIamInstanceProfileAssociations(input, { region }) {
    const all = region.instances.flatMap((instance) => associationOf(instance) ?? [])
    return {
      IamInstanceProfileAssociations: filtered<EC2.IamInstanceProfileAssociation & { Tags?: EC2.Tag[] }>(
        all,
        input.Filters,
        { 'instance-id': (a) => a.InstanceId, state: (a) => a.State },
      ),
    }
  },
  AssociateIamInstanceProfile({ InstanceId, IamInstanceProfile: { Name, Arn } = {} }, { account, region, now }) {
    const instance = instanceOf(region, InstanceId)
    const profile = account.iam.instanceProfiles.find((p) => p.InstanceProfileName === Name || p.Arn === Arn)
    const unheardOf = now - (profile?.CreateDate?.getTime() ?? now) < PROPAGATION
    if (!profile || unheardOf)
      throw awsError(
        'InvalidParameterValue',
        `Value (${Name}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`,
      )
    if (instance.IamInstanceProfile)
      throw awsError('IncorrectState', `There is an existing association for instance ${InstanceId}`)
    instance.IamInstanceProfile = { Arn: profile.Arn, Id: profile.InstanceProfileId }
    return { IamInstanceProfileAssociation: associationOf(instance) }
  },
  DisassociateIamInstanceProfile({ AssociationId }, { region }) {
    const instance = region.instances.find((each) => associationOf(each)?.AssociationId === AssociationId)
    if (!instance)
      throw awsError('InvalidAssociationID.NotFound', `An invalid association-id of '${AssociationId}' was given`)
    delete instance.IamInstanceProfile
    return {}
  },
  ModifyInstanceMetadataOptions({ InstanceId, HttpEndpoint, HttpTokens, DryRun }, { region }) {
    const instance = instanceOf(region, InstanceId)
    dryRun({ DryRun })
    instance.MetadataOptions = {
      ...instance.MetadataOptions,
      ...(HttpEndpoint && { HttpEndpoint }),
      ...(HttpTokens && { HttpTokens }),
    }
    return { InstanceId, InstanceMetadataOptions: { ...instance.MetadataOptions, State: 'pending' } }
  },
  StartInstances: ({ InstanceIds, DryRun }, { region }) => ({
    StartingInstances: turned(region, InstanceIds, DryRun, ['stopped', 'pending', 'running']),
  }),
  StopInstances: ({ InstanceIds, DryRun }, { region }) => ({
    StoppingInstances: turned(region, InstanceIds, DryRun, ['running', 'stopping', 'stopped']),
  }),
}

/** In the sample's EC2 nothing takes time: at once in the last state. */
function turned(
  region: SampleRegion,
  ids: string[] | undefined,
  DryRun: boolean | undefined,
  [from, by, to]: [EC2.InstanceStateName, EC2.InstanceStateName, EC2.InstanceStateName],
): EC2.InstanceStateChange[] {
  const instances = (ids ?? []).map((id) => instanceOf(region, id))
  for (const { InstanceId, State } of instances)
    if (State?.Name !== from && State?.Name !== to)
      throw awsError(
        'IncorrectInstanceState',
        `The instance '${InstanceId}' is not in a state from which it can be ${to}.`,
      )
  dryRun({ DryRun })
  return instances.map((instance) => {
    const PreviousState = instance.State
    instance.State = { Name: to }
    region.instanceStatuses = region.instanceStatuses.filter((each) => each.InstanceId !== instance.InstanceId)
    if (to === 'running') region.instanceStatuses.push(statusOf(instance))
    return { InstanceId: instance.InstanceId, PreviousState, CurrentState: { Name: by } }
  })
}

const statusOf = ({ InstanceId, Placement, State }: EC2.Instance): EC2.InstanceStatus => ({
  InstanceId,
  ...(Placement?.AvailabilityZone !== undefined && { AvailabilityZone: Placement.AvailabilityZone }),
  ...(State && { InstanceState: State }),
  SystemStatus: { Status: 'ok' },
  InstanceStatus: { Status: 'ok' },
})

function associationOf({ InstanceId = '', IamInstanceProfile }: EC2.Instance) {
  if (!IamInstanceProfile) return undefined
  const AssociationId = idOf('iip-assoc', InstanceId, IamInstanceProfile.Arn ?? '')
  return { AssociationId, InstanceId, IamInstanceProfile, State: 'associated' as const }
}

function instanceOf(region: SampleRegion, id = ''): EC2.Instance {
  const instance = region.instances.find((each) => each.InstanceId === id)
  if (!instance) throw awsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`)
  return instance
}
