import type { UpdateAgentChange } from '../../model/change.js'
import { CURRENT_AGENT, compareVersions, parseVersion } from '../../model/version.js'
import { type ChangeContext, changeHandler, type Done, type Found, type StepIdentity } from '../change-handler.js'
import { notCode } from '../code-form.js'
import { editItems, findItem } from '../edit.js'
import { obstacleOf, readFacts } from './update-agent/facts.js'
import type { UpdateResult } from './update-agent/judge.js'
import { runUpdate } from './update-agent/run.js'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
const DOCUMENT = [
  'arn:${AWS::Partition}:ssm:*::document/AWS-UpdateSSMAgent',
  'arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:instance/*',
]
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in

/**
 * An update of SSM Agent by Run Command: the one change that takes long, restarts what it goes through, and is done to many
 * hosts at a time.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command-tutorial-update-software.html
 */
export const updateAgent = changeHandler<UpdateAgentChange>({
  kinds: ['update-agent'],
  asCode: notCode('Updating an agent is a command on its host, not a thing to have.'),
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command-tutorial-update-software.html',
  api: () => ['ssm:SendCommand', 'ssm:CancelCommand'],
  needs: [
    ...[
      'ssm:DescribeInstanceInformation',
      'ssm:DescribeSessions',
      'ssm:GetConnectionStatus',
      'ssm:ListCommandInvocations',
      'ssm:ListCommands',
      'ssm:CancelCommand',
    ].map((action) => ({ action })),
    { action: 'ssm:SendCommand', resources: DOCUMENT },
  ],
  resource: ({ instanceId }) => instanceId,
  title: ({ instanceId, region, floor }) =>
    `Update the agent of ${instanceId} to the current version of ${region} (at least ${floor}), by AWS-UpdateSSMAgent.`,
  commands: ({ instanceId, region }) => [
    [
      ...['aws', 'ssm', 'send-command', '--document-name', 'AWS-UpdateSSMAgent'],
      ...['--instance-ids', instanceId, '--region', region],
    ],
  ],
  before({ instanceId, region }, snapshot) {
    const node = findItem(snapshot, region, 'managedNodes', (each) => each.instanceId === instanceId)
    return node?.agentVersion === undefined ? {} : { agentVersion: node.agentVersion }
  },
  after: ({ floor }) => ({ agentVersion: `${floor} or later` }),
  read,
  async perform(change, step, context) {
    const done = await updateAgents([{ change, step }], context)
    const outcome = done.get(step.stepId)
    if (outcome && 'failed' in outcome) throw new Error(outcome.failed)
    return outcome ?? {}
  },
  // What SendCommand takes in InstanceIds.
  together: { most: 50, perform: updateAgents },
  applyTo: ({ instanceId, region, floor }, snapshot) =>
    editItems(snapshot, region, 'managedNodes', (node) =>
      node.instanceId === instanceId
        ? { ...node, agentVersion: higher(higher(node.agentVersion, floor), CURRENT_AGENT) }
        : node,
    ),
})

function higher(version: string | undefined, floor: string): string {
  const [a, b] = [parseVersion(version), parseVersion(floor)]
  return a && b && compareVersions(a, b) > 0 && version !== undefined ? version : floor
}

async function read(
  { instanceId, region, floor }: UpdateAgentChange,
  { planId, plannedAt }: StepIdentity,
  { clients, now }: ChangeContext,
): Promise<Found> {
  const plan = { planId, startedAt: plannedAt }
  const [facts] = await readFacts(clients.ssm(region), [instanceId], now(), plan)
  if (!facts) return { is: 'neither', facts: {}, message: `${instanceId} was not read.` }
  if (facts.node.outcome !== 'ok') return { is: 'unreadable', failure: facts.node }
  const { agentVersion, pingStatus } = facts.node.value ?? {}
  const state = { ...(agentVersion !== undefined && { agentVersion }), ...(pingStatus !== undefined && { pingStatus }) }
  const obstacle = obstacleOf(facts, floor)
  if (obstacle?.reason === 'up-to-date') return { is: 'after', facts: state }
  if (obstacle) return { is: 'neither', facts: state, message: obstacle.message }
  return { is: 'before', facts: state }
}

type Batch = readonly { change: UpdateAgentChange; step: StepIdentity }[]

async function updateAgents(batch: Batch, context: ChangeContext): Promise<Map<string, Done | { failed: string }>> {
  const [first] = batch
  if (!first) return new Map()
  const { region } = first.change
  const { planId, plannedAt: startedAt } = first.step
  const targets = batch.map(({ change: { instanceId, floor } }) => ({ instanceId, floor }))
  const results = await runUpdate({ plan: { planId, startedAt }, region, targets }, context)
  const byHost = new Map(results.map((result) => [result.instanceId, result]))
  return new Map(
    batch.map(({ change, step }) => [step.stepId, outcomeOf(byHost.get(change.instanceId), change, context)]),
  )
}

function outcomeOf(
  result: UpdateResult | undefined,
  { instanceId }: UpdateAgentChange,
  { now, waits }: ChangeContext,
): Done | { failed: string } {
  if (!result) return { failed: `${instanceId}: nothing was seen of the update.` }
  if (result.outcome === 'failed') return { failed: result.message }
  const response = { reason: result.reason, ...result.facts }
  if (result.outcome === 'done') return { response }
  return { response, pending: { message: result.message, until: new Date(now().getTime() + waits.report * 1000) } }
}
