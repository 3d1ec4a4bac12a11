import {
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  type EC2Client,
  type Instance,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import { DescribeSessionsCommand, GetParameterCommand } from '@aws-sdk/client-ssm'
import { hasCode } from '../../aws/errors.js'
import type { RunInstanceChange } from '../../model/change.js'
import type { Snapshot } from '../../model/snapshot.js'
import type { Instance as HostOfSnapshot } from '../../model/snapshot-hosts.js'
import { newName } from '../../model/step-id.js'
import { type ChangeContext, changeHandler, type Found, type StepIdentity } from '../change-handler.js'
import { addItem, findItem } from '../edit.js'
import { profileArnOf } from '../edit-iam.js'
import { poll } from '../wait.js'
import { freeAddress } from './free-address.js'
import { INSTANCES, instanceNow } from './instance.js'
import {
  afterDryRun,
  filtersOf,
  mayTag,
  ON_PLANNED,
  plainName,
  tagsOf,
  tokenOf,
  untilSeen,
  WITH_PLAN_TAG,
} from './request.js'
import { ROOT_VOLUME } from './run-instances/parts.js'
import { runInstancesCode } from './run-instances-code.js'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
const LAUNCHED = [...INSTANCES, 'arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:volume/*']
const PARTS = [
  'arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:network-interface/*',
  'arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:security-group/*',
  'arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:subnet/*',
  'arn:${AWS::Partition}:ec2:*::image/*',
]
const IMAGE = ['arn:${AWS::Partition}:ssm:*:*:parameter/aws/service/ami-amazon-linux-latest/*']
const ROLES = ['arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*']
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in

/** As the AWS CLI takes it. */
const VOLUME = `DeviceName=${ROOT_VOLUME.DeviceName},Ebs={${Object.entries(ROOT_VOLUME.Ebs)
  .map(([name, value]) => `${name}=${value}`)
  .join(',')}}`

/**
 * A jump host: an encrypted volume, no key pair, no public address, IMDSv2 alone.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html
 */
export const runInstances = changeHandler<RunInstanceChange>({
  kinds: ['run-instances'],
  asCode: runInstancesCode,
  doc: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/LaunchingAndUsingInstances.html',
  api: () => ['ec2:RunInstances'],
  needs: [
    ...['ec2:DescribeInstances', 'ec2:DescribeSubnets', 'ssm:DescribeSessions'].map((action) => ({ action })),
    { action: 'ssm:GetParameter', resources: IMAGE },
    { action: 'ec2:RunInstances', resources: LAUNCHED, condition: WITH_PLAN_TAG },
    { action: 'ec2:RunInstances', resources: PARTS },
    mayTag('RunInstances', LAUNCHED),
    {
      ...{ action: 'iam:PassRole', resources: ROLES },
      condition: { StringLike: { 'iam:PassedToService': 'ec2.amazonaws.com*' } },
    },
    { action: 'ec2:TerminateInstances', resources: INSTANCES, condition: ON_PLANNED },
  ],
  resource: ({ subnetId }) => subnetId,
  title: ({ name, instanceType, subnetId, availabilityZone }) =>
    `Launch the jump host ${name} (${instanceType}, newest Amazon Linux 2023) in ${subnetId} of ${availabilityZone}, with an encrypted volume and without a key pair or a public address.`,
  commands: ({ name, subnetId, groupIds, instanceProfileName, instanceType, imageParameter, tags, region }) => [
    [
      ...['aws', 'ec2', 'run-instances', '--image-id', `resolve:ssm:${imageParameter}`],
      ...['--instance-type', instanceType, '--subnet-id', subnetId, '--security-group-ids', ...groupIds],
      ...['--iam-instance-profile', `Name=${plainName(instanceProfileName)}`, '--no-associate-public-ip-address'],
      ...['--metadata-options', 'HttpTokens=required,HttpEndpoint=enabled'],
      ...['--block-device-mappings', VOLUME, '--tag-specifications'],
      `ResourceType=instance,Tags=[${Object.entries({ Name: name, ...tags })
        .map(([key, value]) => `{Key=${key},Value=${value}}`)
        .join(',')}]`,
      ...['--region', region],
    ],
  ],
  undoTitle: ({ name }) => `Terminate ${name}, unless somebody has a session on it.`,
  before: () => ({ instance: 'absent' }),
  after: ({ name }) => ({ instance: name }),
  read,
  perform,
  async undo({ region }, { created }, context) {
    if (created === undefined) return
    const Filters = [{ key: 'Target' as const, value: created }]
    const { Sessions = [] } = await context.clients
      .ssm(region)
      .send(new DescribeSessionsCommand({ State: 'Active', Filters }))
    const [session] = Sessions
    if (session) throw new Error(`${session.Owner ?? 'Somebody'} has a session on ${created}: it stays.`)
    const ec2 = context.clients.ec2(region)
    await afterDryRun((dry) => ec2.send(new TerminateInstancesCommand({ InstanceIds: [created], ...dry })))
    await untilSeen(async () => isTerminated(ec2, created), `${created} is not terminated yet`, context)
  },
  applyTo,
})

async function read(change: RunInstanceChange, step: StepIdentity, { clients }: ChangeContext): Promise<Found> {
  const ec2 = clients.ec2(change.region)
  const own = await ownInstance(ec2, step)
  if (own?.InstanceId !== undefined) {
    const facts = { instance: own.InstanceId, state: own.State?.Name }
    if (own.State?.Name === 'pending' || own.State?.Name === 'running')
      return { is: 'after', facts, created: own.InstanceId }
    return { is: 'neither', facts, message: `${own.InstanceId}, which this plan launched, is ${own.State?.Name}.` }
  }
  const facts = { instance: 'absent' }
  if (await subnetExists(ec2, change.subnetId)) return { is: 'before', facts }
  return { is: 'neither', facts, message: `${change.subnetId} does not exist any more.` }
}

async function perform(change: RunInstanceChange, step: StepIdentity, context: ChangeContext) {
  const { region, name, subnetId, groupIds, instanceProfileName, instanceType, imageParameter, tags } = change
  const { ec2, ssm } = { ec2: context.clients.ec2(region), ssm: context.clients.ssm(region) }
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: imageParameter }))
  if (Parameter?.Value === undefined) throw new Error(`AWS's answer lacks the value of ${imageParameter}`)
  const Tags = tagsOf(step, { Name: name, ...tags })
  const input = {
    ...{ ImageId: Parameter.Value, InstanceType: instanceType as Instance['InstanceType'], MinCount: 1, MaxCount: 1 },
    IamInstanceProfile: { Name: instanceProfileName },
    MetadataOptions: { HttpTokens: 'required' as const, HttpEndpoint: 'enabled' as const },
    BlockDeviceMappings: [ROOT_VOLUME],
    NetworkInterfaces: [
      {
        DeviceIndex: 0,
        SubnetId: subnetId,
        Groups: groupIds,
        AssociatePublicIpAddress: false,
        DeleteOnTermination: true,
      },
    ],
    TagSpecifications: (['instance', 'volume'] as const).map((ResourceType) => ({ ResourceType, Tags })),
    ClientToken: tokenOf(step),
  }
  const launched = await poll(
    async () => {
      try {
        return await afterDryRun((dry) => ec2.send(new RunInstancesCommand({ ...input, ...dry })))
      } catch (error) {
        // EC2 hears of a new instance profile after some seconds.
        if (hasCode(error, ['InvalidParameterValue']) && /iamInstanceProfile/i.test(String(error))) return undefined
        throw error
      }
    },
    context.waits.effect,
    context,
  )
  if ('ended' in launched) throw new Error(`EC2 does not know ${instanceProfileName} yet: apply the plan again.`)
  const created = launched.value.Instances?.[0]?.InstanceId
  if (created === undefined) throw new Error("AWS's answer lacks the id of the instance")
  await untilSeen(
    async () => (await instanceNow(ec2, created))?.State?.Name === 'running',
    `${created} is not running yet`,
    context,
  )
  const until = new Date(context.now().getTime() + context.waits.report * 1000)
  return { created, pending: { message: `${created} runs; its agent has yet to connect.`, until } }
}

async function ownInstance(ec2: EC2Client, step: StepIdentity): Promise<Instance | undefined> {
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({ Filters: filtersOf(step) }))
  if (!Reservations) throw new Error("AWS's answer lacks the instances")
  return Reservations.flatMap(({ Instances = [] }) => Instances).find(({ State }) => !isGone(State?.Name))
}

const isGone = (state: string | undefined) => state === 'terminated' || state === 'shutting-down'

async function isTerminated(ec2: EC2Client, InstanceId: string): Promise<boolean> {
  const answer = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [InstanceId] })).catch((error: unknown) => {
    if (!hasCode(error, ['InvalidInstanceID.NotFound'])) throw error
  })
  const [instance] = answer?.Reservations?.flatMap(({ Instances = [] }) => Instances) ?? []
  return instance === undefined || instance.State?.Name === 'terminated'
}

async function subnetExists(ec2: EC2Client, subnetId: string): Promise<boolean> {
  const answer = await ec2.send(new DescribeSubnetsCommand({ SubnetIds: [subnetId] })).catch((error: unknown) => {
    if (!hasCode(error, ['InvalidSubnetID.NotFound'])) throw error
  })
  return (answer?.Subnets ?? []).length > 0
}

function applyTo(change: RunInstanceChange, snapshot: Snapshot, stepId: string): Snapshot {
  const { region, name, vpcId, subnetId, availabilityZone, groupIds, instanceType, instanceProfileName, tags } = change
  const instanceId = newName(stepId)
  if (findItem(snapshot, region, 'instances', (each) => each.instanceId === instanceId)) return snapshot
  const address = freeAddress(snapshot, region, subnetId)
  const addresses = { privateIpAddresses: address === undefined ? [] : [address], ipv6Addresses: [], publicIps: [] }
  const primary = { networkInterfaceId: `eni-${instanceId}`, vpcId, subnetId, status: 'in-use', groupIds, ...addresses }
  const host: HostOfSnapshot = {
    ...{ instanceId, name, vpcId, subnetId, availabilityZone, instanceType, state: 'running' },
    tags: { Name: name, ...tags },
    iamInstanceProfileArn: profileArnOf(snapshot, instanceProfileName),
    metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', state: 'applied' },
    ...(address !== undefined && { privateIpAddress: address }),
    networkInterfaces: [{ ...primary, deviceIndex: 0 }],
  }
  const withHost = addItem(snapshot, region, 'instances', host)
  const withInterface = addItem(withHost, region, 'networkInterfaces', {
    ...primary,
    ...{ ownerId: snapshot.accountId, availabilityZone, interfaceType: 'interface', description: '' },
    ...{ instanceId, deviceIndex: 0, sourceDestCheck: true },
  })
  const status = { instanceId, systemStatus: 'ok', instanceStatus: 'ok' }
  return addItem(withInterface, region, 'instanceStatuses', status)
}
