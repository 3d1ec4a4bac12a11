import {
  AssociateIamInstanceProfileCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  DisassociateIamInstanceProfileCommand,
  type EC2Client,
  type IamInstanceProfileAssociation,
} from '@aws-sdk/client-ec2'
import { hasCode } from '../../aws/errors.js'
import type { InstanceProfileChange } from '../../model/change.js'
import type { ChangeContext, Done, Found } from '../change-handler.js'
import { changeHandler } from '../change-handler.js'
import { notCode } from '../code-form.js'
import { editItems, findItem } from '../edit.js'
import { profileArnOf } from '../edit-iam.js'
import { poll } from '../wait.js'
import { gone, INSTANCES, instanceNow } from './instance.js'
import { PROFILES, profileNow } from './instance-role/live.js'
import { plainName, untilSeen } from './request.js'
import { ROLES } from './role-policy.js'

/** Seconds until EC2 has heard of a new instance profile. */
const PROPAGATION = 120

/**
 * An instance profile for an instance that has none.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateIamInstanceProfile.html
 */
export const instanceProfile = changeHandler<InstanceProfileChange>({
  kinds: ['associate-iam-instance-profile'],
  asCode: notCode("The instance is not the template's: its instance profile is associated by a call."),
  doc: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/attach-iam-role.html',
  api: () => ['ec2:AssociateIamInstanceProfile'],
  needs: [
    { action: 'ec2:DescribeInstances' },
    { action: 'ec2:DescribeIamInstanceProfileAssociations' },
    { action: 'iam:GetInstanceProfile', resources: PROFILES },
    ...['ec2:AssociateIamInstanceProfile', 'ec2:DisassociateIamInstanceProfile'].map((action) => ({
      action,
      resources: INSTANCES,
    })),
    {
      action: 'iam:PassRole',
      resources: ROLES,
      condition: { StringLike: { 'iam:PassedToService': 'ec2.amazonaws.com*' } },
    },
  ],
  resource: ({ instanceId }) => instanceId,
  title: ({ instanceId, instanceProfileName }) => `Give ${instanceId} the instance profile ${instanceProfileName}.`,
  commands: ({ instanceId, instanceProfileName, region }) => [
    [
      ...['aws', 'ec2', 'associate-iam-instance-profile', '--instance-id', instanceId],
      ...['--iam-instance-profile', `Name=${plainName(instanceProfileName)}`, '--region', region],
    ],
  ],
  undoTitle: ({ instanceId, instanceProfileName }) =>
    `Take the instance profile ${instanceProfileName} from ${instanceId}.`,
  before({ instanceId, region }, snapshot) {
    const host = findItem(snapshot, region, 'instances', (each) => each.instanceId === instanceId)
    return { instanceProfile: host?.iamInstanceProfileArn ?? 'none' }
  },
  after: ({ instanceProfileName }) => ({ instanceProfile: instanceProfileName }),
  read,
  perform,
  async undo({ instanceId, region }, _, context) {
    const ec2 = context.clients.ec2(region)
    const AssociationId = (await associationOf(ec2, instanceId))?.AssociationId
    await ec2.send(new DisassociateIamInstanceProfileCommand({ AssociationId }))
    await untilSeen(
      async () => (await associationOf(ec2, instanceId)) === undefined,
      `${instanceId} still has its instance profile`,
      context,
    )
  },
  applyTo: ({ instanceId, instanceProfileName, region }, snapshot) =>
    editItems(snapshot, region, 'instances', (host) =>
      host.instanceId === instanceId
        ? { ...host, iamInstanceProfileArn: profileArnOf(snapshot, instanceProfileName) }
        : host,
    ),
})

async function read(
  { instanceId, instanceProfileName, region }: InstanceProfileChange,
  _: unknown,
  { clients }: ChangeContext,
): Promise<Found> {
  const ec2 = clients.ec2(region)
  if (!(await instanceNow(ec2, instanceId))) return gone(instanceId)
  const association = await associationOf(ec2, instanceId)
  const name = nameOf(association)
  if (name === instanceProfileName) return { is: 'after', facts: { instanceProfile: name } }
  if (name !== undefined)
    return {
      is: 'neither',
      facts: { instanceProfile: name },
      message: `${instanceId} was given the instance profile ${name} meanwhile.`,
    }
  const facts = { instanceProfile: 'none' }
  const profile = await profileNow(clients.iam(), instanceProfileName)
  if (!profile?.Roles?.length)
    return {
      is: 'neither',
      facts,
      message: `There is no instance profile ${instanceProfileName} with a role in it.`,
    }
  return { is: 'before', facts }
}

async function perform(
  { instanceId: InstanceId, instanceProfileName: Name, region }: InstanceProfileChange,
  _: unknown,
  context: ChangeContext,
): Promise<Done> {
  const ec2 = context.clients.ec2(region)
  const request = new AssociateIamInstanceProfileCommand({ InstanceId, IamInstanceProfile: { Name } })
  // IAM has a new profile long before EC2 has heard of it.
  const asked = await poll(() => ec2.send(request).then(() => 'sent' as const, unlessUnheardOf), PROPAGATION, context)
  if ('ended' in asked) throw new Error(`EC2 has not heard of instance profile ${Name} yet: apply the plan again.`)
  await untilSeen(
    async () => (await associationOf(ec2, InstanceId))?.State === 'associated',
    `${InstanceId} does not have its instance profile yet`,
    context,
  )
  return {}
}

function unlessUnheardOf(error: unknown): undefined {
  const message = error instanceof Error ? error.message : ''
  if (hasCode(error, ['InvalidParameterValue']) && /iamInstanceProfile|instance profile/i.test(message))
    return undefined
  throw error
}

/** The one that holds or is about to. */
async function associationOf(ec2: EC2Client, instanceId: string): Promise<IamInstanceProfileAssociation | undefined> {
  const Filters = [
    { Name: 'instance-id', Values: [instanceId] },
    { Name: 'state', Values: ['associating', 'associated'] },
  ]
  const answer = await ec2.send(new DescribeIamInstanceProfileAssociationsCommand({ Filters }))
  if (!answer.IamInstanceProfileAssociations) throw new Error("AWS's answer lacks the associations")
  return answer.IamInstanceProfileAssociations[0]
}

/** What follows the path. */
const nameOf = (association: IamInstanceProfileAssociation | undefined) =>
  association?.IamInstanceProfile?.Arn?.split('/').at(-1)
