import { type Batch, type Precondition, type Remedy, type RemedyContext, stepResult } from './define.js'
import { type HostFacts, obstacleOf, readFacts, readUpdates } from './update-agent/facts.js'
import { floorOf } from './update-agent/judge.js'
import { propose, REMEDY_ID } from './update-agent/propose.js'
import { judgeNow, runUpdate } from './update-agent/run.js'

const LOOK = [
  'ssm:DescribeInstanceInformation',
  'ssm:GetConnectionStatus',
  'ssm:ListCommandInvocations',
  'ssm:ListCommands',
] as const
const PLAN = [...LOOK, 'ssm:DescribeSessions'] as const

const updateAgent: Remedy = {
  id: REMEDY_ID,
  title: 'Update SSM Agent by Run Command, half of the hosts of a VPC at a time',
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command-tutorial-update-software.html',
  needs: { plan: PLAN, apply: [...PLAN, 'ssm:SendCommand', 'ssm:CancelCommand'], verify: LOOK },
  // What SendCommand takes in InstanceIds.
  batchSize: 50,
  plan: propose,
  preconditions,
  apply: runUpdate,
  verify,
  revert: {
    impossible:
      'AWS-UpdateSSMAgent runs without allowDowngrade, and an older agent would bring the fault back that the update removed',
  },
}
export default updateAgent

async function preconditions(batch: Batch, context: RemedyContext): Promise<Map<string, Precondition>> {
  const ids = batch.steps.map((step) => step.subjectId)
  const facts = await readFacts(context.clients.ssm(batch.region), ids, context.now(), batch.plan)
  const byId = new Map(facts.map((host) => [host.instanceId, host]))
  return new Map(
    batch.steps.flatMap((step): [string, Precondition][] => {
      const host = byId.get(step.subjectId)
      if (!host) return []
      const obstacle = obstacleOf(host, floorOf(step))
      // Someone, or an earlier run of this plan, was faster.
      const said = obstacle?.reason === 'up-to-date' ? { ...obstacle, reason: 'already-current' } : obstacle
      return [[step.id, { state: stateOf(host), ...(said && { obstacle: said }) }]]
    }),
  )
}

function stateOf({ node, connection, activeSessions }: HostFacts): Record<string, unknown> {
  const state = node.outcome === 'ok' ? node.value : undefined
  return {
    ...(state && { agentVersion: state.agentVersion, pingStatus: state.pingStatus }),
    ...(connection.outcome === 'ok' && { connection: connection.value }),
    ...(activeSessions.outcome === 'ok' && { activeSessions: activeSessions.value }),
  }
}

async function verify(batch: Batch, context: RemedyContext) {
  const ssm = context.clients.ssm(batch.region)
  const updates = await readUpdates(ssm, context.now(), batch.plan)
  if (updates.outcome !== 'ok')
    return batch.steps.map((step) =>
      stepResult(
        ...([step, 'unverified', `api-${updates.outcome}`] as const),
        `${step.subjectId}: ${updates.api} could not be read (${updates.message}).`,
      ),
    )
  const ours = updates.value.filter((u) => u.ours).map((u) => u.invocation)
  // ListCommands gives the newest first.
  const latest = new Map(ours.toReversed().map((invocation) => [invocation.instanceId, invocation]))
  const judged = await judgeNow(ssm, batch.steps, latest, context)
  return batch.steps.flatMap((step) => judged.get(step.id)?.result ?? [])
}
