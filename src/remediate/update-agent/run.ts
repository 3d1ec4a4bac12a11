import type { SSMClient } from '@aws-sdk/client-ssm'
import { classifyError, hasCode, shortMessage } from '../../aws/errors.js'
import type { Collected, CollectFailure } from '../../model/collected.js'
import type { PlanStep, StepResult } from '../../model/plan.js'
import { type Batch, type RemedyContext, stepResult } from '../define.js'
import { poll } from '../wait.js'
import { cancelPending, type Invocation, isOpen, isRefusal, readInvocations, sendUpdate } from './commands.js'
import { readUpdates, resumable, type UpdateOnHost, unreadable } from './facts.js'
import { type Judgement, judge, type Seen } from './judge.js'
import { type NodeState, readConnections, readNodes } from './live.js'

/** Milliseconds after which a command shows in ListCommands. */
const SETTLING = 2_000

/** Sends the update where it is not running already, waits for its end, then for the hosts to report. */
export async function runUpdate(batch: Batch, context: RemedyContext): Promise<StepResult[]> {
  const ssm = context.clients.ssm(batch.region)
  const [nodes, updates] = await Promise.all([
    readNodes(ssm, idsOf(batch.steps)),
    readUpdates(ssm, context.now(), batch.plan),
  ])
  if (nodes.outcome !== 'ok') return batch.steps.map((step) => unseen(step, nodes))
  if (updates.outcome !== 'ok') return batch.steps.map((step) => unseen(step, updates))
  const commands = runningCommands(batch.steps, nodes.value, updates.value)
  const fresh = batch.steps.filter((step) => !commands.has(step.subjectId))
  const earlier = new Set(updates.value.map(({ invocation }) => invocation.commandId))
  const refused = await send(ssm, { ...batch, earlier }, fresh, commands, context)
  const sent = batch.steps.filter((step) => commands.has(step.subjectId))
  const invocations = await awaitEnd(ssm, sent, commands, context)
  return [...refused, ...(await awaitReport(ssm, sent, invocations, context))]
}

const idsOf = (steps: readonly PlanStep[]) => steps.map((step) => step.subjectId)

/** Without seeing what runs already nothing is sent. */
function unseen(step: PlanStep, failure: CollectFailure): StepResult {
  const { reason, message } = unreadable(step.subjectId, failure)
  return stepResult(step, 'skipped', reason, message)
}

/** Id of the command that runs on a host, by instance id. */
type Commands = Map<string, string>

/** Those that an earlier run of this plan has sent. */
function runningCommands(
  steps: readonly PlanStep[],
  nodes: ReadonlyMap<string, NodeState>,
  updates: readonly UpdateOnHost[],
): Commands {
  return new Map(
    idsOf(steps).flatMap((id): [string, string][] => {
      const running = resumable(
        updates.filter((u) => u.invocation.instanceId === id),
        nodes.get(id),
      )
      return running ? [[id, running.commandId]] : []
    }),
  )
}

/** `earlier`: ids of the commands that were there before. */
interface Sending extends Batch {
  earlier: ReadonlySet<string>
}

/** Sends to all of the steps; hosts that AWS refuses are sorted out. Adds to `commands`, gives the results of the refused. */
async function send(
  ssm: SSMClient,
  batch: Sending,
  steps: readonly PlanStep[],
  commands: Commands,
  context: RemedyContext,
): Promise<StepResult[]> {
  if (steps.length === 0) return []
  try {
    const commandId = await sendUpdate(ssm, batch.plan.planId, idsOf(steps))
    for (const id of idsOf(steps)) commands.set(id, commandId)
    context.onProgress?.(`${batch.region}: command ${commandId} sent, hosts: ${steps.length}`)
    return []
  } catch (error) {
    if (!isRefusal(error)) return afterSilence(ssm, batch, steps, commands, context, error)
    if (!hasCode(error, PER_HOST) || steps.length === 1) return steps.map((step) => refusal(step, error))
    const results: StepResult[] = []
    for (const part of split(steps, shortMessage(error)))
      results.push(...(await send(ssm, batch, part, commands, context)))
    return results
  }
}

/** Refusals of a whole batch for the sake of some of its hosts. */
const PER_HOST = ['InvalidInstanceId', 'UnsupportedPlatformType']

/** The hosts that the message names, each alone, and the others; without names, the halves. */
function split(steps: readonly PlanStep[], message: string): PlanStep[][] {
  const named = steps.filter((step) => message.includes(step.subjectId))
  if (named.length > 0 && named.length < steps.length)
    return [steps.filter((step) => !named.includes(step)), ...named.map((step) => [step])]
  const half = Math.ceil(steps.length / 2)
  return [steps.slice(0, half), steps.slice(half)]
}

function refusal(step: PlanStep, error: unknown): StepResult {
  const { outcome, message } = classifyError(error, 'ssm:SendCommand')
  const reason = hasCode(error, ['InvalidInstanceId'])
    ? 'invalid-instance'
    : hasCode(error, ['UnsupportedPlatformType'])
      ? 'unsupported-platform'
      : `api-${outcome}`
  return stepResult(step, 'failed', reason, `${step.subjectId}: ssm:SendCommand was refused (${message}).`)
}

/** SendCommand gave no answer: whether the command was taken is seen in the list of commands. */
async function afterSilence(
  ssm: SSMClient,
  batch: Sending,
  steps: readonly PlanStep[],
  commands: Commands,
  context: RemedyContext,
  error: unknown,
): Promise<StepResult[]> {
  await context.sleep(SETTLING)
  const updates = await readUpdates(ssm, context.now(), batch.plan)
  const ours = updates.outcome === 'ok' ? updates.value.filter((u) => u.ours) : []
  for (const { invocation } of ours)
    if (!batch.earlier.has(invocation.commandId) && idsOf(steps).includes(invocation.instanceId))
      commands.set(invocation.instanceId, invocation.commandId)
  return steps.filter((step) => !commands.has(step.subjectId)).map((step) => refusal(step, error))
}

/** Follows the commands until they have ended on all hosts; the last that was seen, by instance id. */
async function awaitEnd(
  ssm: SSMClient,
  steps: readonly PlanStep[],
  commands: Commands,
  context: RemedyContext,
): Promise<Map<string, Invocation>> {
  const seen = new Map<string, Invocation>(
    idsOf(steps).map((id) => [id, { ...UNSEEN, instanceId: id, commandId: commands.get(id) ?? '' }]),
  )
  const look = async () => {
    const open = [...seen.values()].filter(isOpen)
    for (const commandId of new Set(open.map((invocation) => invocation.commandId))) {
      const answer = await readInvocations(ssm, commandId)
      if (answer.outcome === 'denied') return answer.message
      if (answer.outcome !== 'ok') continue
      for (const invocation of answer.value)
        if (seen.get(invocation.instanceId)?.commandId === commandId) seen.set(invocation.instanceId, invocation)
    }
    const left = [...seen.values()].filter(isOpen).length
    context.onProgress?.(`waiting for the update, hosts done: ${seen.size - left} of ${seen.size}`)
    return left === 0 ? 'all ended' : undefined
  }
  const waited = await poll(look, context.waits.command, context)
  if ('ended' in waited && waited.ended === 'time-out') await giveUp(ssm, seen, context)
  return seen
}

/** An invocation that ListCommandInvocations does not show yet. */
const UNSEEN = { status: 'Pending', statusDetails: 'Pending', output: '' }

/** Ends the waiting: what has not begun is cancelled, what runs is taken for stuck. */
async function giveUp(ssm: SSMClient, seen: Map<string, Invocation>, context: RemedyContext): Promise<void> {
  const open = [...seen.values()].filter(isOpen)
  const waiting = open.filter((invocation) => invocation.status !== 'InProgress')
  for (const commandId of new Set(waiting.map((invocation) => invocation.commandId))) {
    const ids = waiting.filter((i) => i.commandId === commandId).map((i) => i.instanceId)
    await cancelPending(ssm, commandId, ids).catch((error: unknown) =>
      context.onProgress?.(`command ${commandId} could not be cancelled: ${shortMessage(error)}`),
    )
  }
  for (const invocation of open) {
    const statusDetails = invocation.status === 'InProgress' ? 'ExecutionTimedOut' : 'DeliveryTimedOut'
    seen.set(invocation.instanceId, { ...invocation, status: 'TimedOut', statusDetails })
  }
}

/** Looks at the hosts until each has reported a final state. */
async function awaitReport(
  ssm: SSMClient,
  steps: readonly PlanStep[],
  invocations: ReadonlyMap<string, Invocation>,
  context: RemedyContext,
): Promise<StepResult[]> {
  if (steps.length === 0) return []
  const judged = new Map<string, Judgement>()
  const open = () => steps.filter((step) => judged.get(step.id)?.final !== true)
  const look = async () => {
    for (const [id, judgement] of await judgeNow(ssm, open(), invocations, context)) judged.set(id, judgement)
    const left = open()
    context.onProgress?.(`waiting for reports, hosts settled: ${steps.length - left.length} of ${steps.length}`)
    // A command that is still running was left by a deadline: its report is for a later look.
    return left.every((step) => judged.get(step.id)?.result.reason === 'still-running') ? judged : undefined
  }
  await poll(look, context.waits.report, context)
  return steps.flatMap((step) => judged.get(step.id)?.result ?? [])
}

/** One look at the hosts, by step id. */
export async function judgeNow(
  ssm: SSMClient,
  steps: readonly PlanStep[],
  invocations: ReadonlyMap<string, Invocation>,
  { now }: Pick<RemedyContext, 'now'>,
): Promise<Map<string, Judgement>> {
  const ids = idsOf(steps)
  const [nodes, connections] = await Promise.all([readNodes(ssm, ids), readConnections(ssm, ids)])
  return new Map(
    steps.map((step): [string, Judgement] => {
      const invocation = invocations.get(step.subjectId)
      const seen: Seen = {
        node: nodes.outcome === 'ok' ? { ...nodes, value: nodes.value.get(step.subjectId) } : nodes,
        connection: connections.get(step.subjectId) ?? NOT_READ,
        ...(invocation && { invocation }),
      }
      return [step.id, judge(step, seen, now())]
    }),
  )
}

const NOT_READ: Collected<string> = { outcome: 'error', api: 'ssm:GetConnectionStatus', message: 'not asked' }
