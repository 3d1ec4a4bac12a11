import { DescribeInstancesCommand } from '@aws-sdk/client-ec2'
import {
  type Association,
  CreateAssociationCommand,
  DeleteAssociationCommand,
  ListTagsForResourceCommand,
  paginateListAssociations,
  type SSMClient,
} from '@aws-sdk/client-ssm'
import { hasCode } from '../../aws/errors.js'
import type { AgentUpdateAssociationChange } from '../../model/change.js'
import { type ChangeContext, changeHandler, type StepIdentity } from '../change-handler.js'
import { addItem, findItem } from '../edit.js'
import { agentUpdateAssociationCode } from './agent-update-association-code.js'
import { isOf, ON_PLANNED, tagsOf, WITH_PLAN_TAG } from './request.js'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
const ASSOCIATIONS = ['arn:${AWS::Partition}:ssm:*:${AWS::AccountId}:association/*']
const DOCUMENT = ['arn:${AWS::Partition}:ssm:*:*:document/AWS-UpdateSSMAgent']
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in

/**
 * An association of State Manager that updates the agent of one host again and again.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-state-manager-iam.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateAssociation.html
 */
export const agentUpdateAssociation = changeHandler<AgentUpdateAssociationChange>({
  kinds: ['create-association'],
  asCode: agentUpdateAssociationCode,
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-automatic-updates.html',
  api: () => ['ssm:CreateAssociation'],
  needs: [
    { action: 'ssm:ListAssociations' },
    { action: 'ec2:DescribeInstances' },
    { action: 'ssm:ListTagsForResource', resources: ASSOCIATIONS },
    { action: 'ssm:AddTagsToResource', resources: ASSOCIATIONS, condition: WITH_PLAN_TAG },
    { action: 'ssm:CreateAssociation', resources: [...ASSOCIATIONS, ...DOCUMENT], condition: WITH_PLAN_TAG },
    // By its id, and nothing else, an association is named: no document and no host is looked at.
    { action: 'ssm:DeleteAssociation', resources: ASSOCIATIONS, condition: ON_PLANNED },
  ],
  resource: ({ instanceId }) => instanceId,
  title: ({ instanceId, scheduleExpression }) =>
    `Create an association that updates the agent of ${instanceId} now and by ${scheduleExpression}, by AWS-UpdateSSMAgent.`,
  commands: ({ associationName, documentName, instanceId, scheduleExpression, region }) => [
    [
      ...['aws', 'ssm', 'create-association', '--name', documentName, '--targets'],
      ...[`Key=InstanceIds,Values=${instanceId}`, '--schedule-expression', scheduleExpression],
      ...['--association-name', associationName, '--region', region],
    ],
  ],
  undoTitle: ({ instanceId }) => `Delete the association that updates the agent of ${instanceId}.`,
  before({ associationName, region }, snapshot) {
    const there = findItem(snapshot, region, 'associations', (each) => each.associationName === associationName)
    return { association: there ? 'present' : 'absent' }
  },
  after: ({ scheduleExpression }) => ({ association: 'present', scheduleExpression }),
  async read(change, _step, { clients }) {
    const { instanceId, region } = change
    const [covering] = (await updating(change, clients.ssm(region))).filter((each) => covers(each, instanceId))
    if (covering) {
      const { AssociationId: associationId, ScheduleExpression: scheduleExpression } = covering
      return { is: 'after', facts: { association: 'present', associationId, scheduleExpression } }
    }
    const facts = { association: 'absent' }
    if (await exists(instanceId, region, clients)) return { is: 'before', facts }
    return { is: 'neither', facts, message: `${instanceId} does not exist any more.` }
  },
  async perform(change, step, { clients }) {
    const { associationName, documentName, instanceId, scheduleExpression, region } = change
    const { AssociationDescription } = await clients.ssm(region).send(
      new CreateAssociationCommand({
        ...{ AssociationName: associationName, Name: documentName, ScheduleExpression: scheduleExpression },
        Targets: [{ Key: 'InstanceIds', Values: [instanceId] }],
        Tags: tagsOf(step),
      }),
    )
    const created = AssociationDescription?.AssociationId
    return created === undefined ? {} : { created }
  },
  async undo(change, { created, ...step }, { clients }) {
    const ssm = clients.ssm(change.region)
    const AssociationId = created ?? (await createdBy(change, step, ssm))
    if (AssociationId === undefined) return
    await ssm.send(new DeleteAssociationCommand({ AssociationId })).catch((error: unknown) => {
      if (!hasCode(error, ['AssociationDoesNotExist'])) throw error
    })
  },
  applyTo: ({ associationName, documentName, instanceId, scheduleExpression, region }, snapshot, stepId) =>
    addItem(snapshot, region, 'associations', {
      associationId: stepId,
      ...{ associationName, documentName, scheduleExpression },
      targets: [{ key: 'InstanceIds', values: [instanceId] }],
    }),
})

async function updating({ documentName }: AgentUpdateAssociationChange, client: SSMClient): Promise<Association[]> {
  const found: Association[] = []
  const filter = { AssociationFilterList: [{ key: 'Name' as const, value: documentName }] }
  for await (const page of paginateListAssociations({ client, pageSize: 50 }, filter))
    found.push(...(page.Associations ?? []))
  return found
}

/** True for one that names the host, or every host, and comes again. */
function covers({ ScheduleExpression, Targets = [], InstanceId }: Association, instanceId: string): boolean {
  if (ScheduleExpression === undefined) return false
  if (InstanceId === instanceId) return true
  const [target, ...others] = Targets
  if (target?.Key !== 'InstanceIds' || others.length > 0) return false
  return [instanceId, '*'].some((id) => target.Values?.includes(id))
}

async function exists(instanceId: string, region: string, clients: ChangeContext['clients']): Promise<boolean> {
  const answer = await clients
    .ec2(region)
    .send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }))
    .catch((error: unknown) => {
      if (hasCode(error, ['InvalidInstanceID.NotFound'])) return undefined
      throw error
    })
  const state = answer?.Reservations?.[0]?.Instances?.[0]?.State?.Name
  return state !== undefined && state !== 'terminated' && state !== 'shutting-down'
}

/** One whose creation was not written down, because the answer was lost. */
async function createdBy(
  change: AgentUpdateAssociationChange,
  step: StepIdentity,
  client: SSMClient,
): Promise<string | undefined> {
  const alike = (await updating(change, client)).filter((each) => each.AssociationName === change.associationName)
  for (const { AssociationId } of alike) {
    const { TagList } = await client.send(
      new ListTagsForResourceCommand({ ResourceType: 'Association', ResourceId: AssociationId }),
    )
    if (isOf(TagList, step)) return AssociationId
  }
  return undefined
}
