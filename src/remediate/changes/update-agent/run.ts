import type { SSMClient } from '@aws-sdk/client-ssm'
import { classifyError, hasCode, shortMessage } from '../../../aws/errors.js'
import type { Collected, CollectFailure } from '../../../model/collected.js'
import type { ChangeContext } from '../../change-handler.js'
import { poll } from '../../wait.js'
import { cancelPending, type Invocation, isOpen, isRefusal, readInvocations, sendUpdate } from './commands.js'
import { type PlanIdentity, readUpdates, resumable, type UpdateOnHost, unreadable } from './facts.js'
import { type Judgement, judge, type Seen, type Target, type UpdateResult } from './judge.js'
import { type NodeState, readConnections, readNodes } from './live.js'

/** Milliseconds after which a command shows in ListCommands. */
const SETTLING = 2_000

/** Hosts of one region whose agents are updated together. */
export interface Batch {
  plan: PlanIdentity
  region: string
  targets: readonly Target[]
}

/** Sends the update where it is not running already, waits for its end, then for the hosts to report. */
export async function runUpdate(batch: Batch, context: ChangeContext): Promise<UpdateResult[]> {
  const ssm = context.clients.ssm(batch.region)
  const [nodes, updates] = await Promise.all([
    readNodes(ssm, idsOf(batch.targets)),
    readUpdates(ssm, context.now(), batch.plan),
  ])
  if (nodes.outcome !== 'ok') return batch.targets.map((target) => unseen(target, nodes))
  if (updates.outcome !== 'ok') return batch.targets.map((target) => unseen(target, updates))
  const commands = runningCommands(batch.targets, nodes.value, updates.value)
  const fresh = batch.targets.filter((target) => !commands.has(target.instanceId))
  const earlier = new Set(updates.value.map(({ invocation }) => invocation.commandId))
  const refused = await send(ssm, { ...batch, earlier }, fresh, commands, context)
  const sent = batch.targets.filter((target) => commands.has(target.instanceId))
  const invocations = await awaitEnd(ssm, sent, commands, context)
  return [...refused, ...(await awaitReport(ssm, sent, invocations, context))]
}

const idsOf = (targets: readonly Target[]) => targets.map((target) => target.instanceId)

/** Without seeing what runs already nothing is sent. */
function unseen(target: Target, failure: CollectFailure): UpdateResult {
  const { reason, message } = unreadable(target.instanceId, failure)
  return result(target, 'failed', reason, message)
}

/** Id of the command that runs on a host, by instance id. */
type Commands = Map<string, string>

/** Those that an earlier run of this plan has sent. */
function runningCommands(
  targets: readonly Target[],
  nodes: ReadonlyMap<string, NodeState>,
  updates: readonly UpdateOnHost[],
): Commands {
  return new Map(
    idsOf(targets).flatMap((id): [string, string][] => {
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

/** Sends to all of the targets; hosts that AWS refuses are sorted out. Adds to `commands`, gives the results of the refused. */
async function send(
  ssm: SSMClient,
  batch: Sending,
  targets: readonly Target[],
  commands: Commands,
  context: ChangeContext,
): Promise<UpdateResult[]> {
  if (targets.length === 0) return []
  try {
    const commandId = await sendUpdate(ssm, batch.plan.planId, idsOf(targets))
    for (const id of idsOf(targets)) commands.set(id, commandId)
    context.onProgress?.(`${batch.region}: command ${commandId} sent, hosts: ${targets.length}`)
    return []
  } catch (error) {
    if (!isRefusal(error)) return afterSilence(ssm, batch, targets, commands, context, error)
    if (!hasCode(error, PER_HOST) || targets.length === 1) return targets.map((target) => refusal(target, error))
    const results: UpdateResult[] = []
    for (const part of split(targets, shortMessage(error)))
      results.push(...(await send(ssm, batch, part, commands, context)))
    return results
  }
}

/** Refusals of a whole batch for the sake of some of its hosts. */
const PER_HOST = ['InvalidInstanceId', 'UnsupportedPlatformType']

/** The hosts that the message names, each alone, and the others; without names, the halves. */
function split(targets: readonly Target[], message: string): Target[][] {
  const named = targets.filter((target) => message.includes(target.instanceId))
  if (named.length > 0 && named.length < targets.length)
    return [targets.filter((target) => !named.includes(target)), ...named.map((target) => [target])]
  const half = Math.ceil(targets.length / 2)
  return [targets.slice(0, half), targets.slice(half)]
}

function refusal(target: Target, error: unknown): UpdateResult {
  const { outcome, message } = classifyError(error, 'ssm:SendCommand')
  const reason = hasCode(error, ['InvalidInstanceId'])
    ? 'invalid-instance'
    : hasCode(error, ['UnsupportedPlatformType'])
      ? 'unsupported-platform'
      : `api-${outcome}`
  return result(target, 'failed', reason, `${target.instanceId}: ssm:SendCommand was refused (${message}).`)
}

/** SendCommand gave no answer: whether the command was taken is seen in the list of commands. */
async function afterSilence(
  ssm: SSMClient,
  batch: Sending,
  targets: readonly Target[],
  commands: Commands,
  context: ChangeContext,
  error: unknown,
): Promise<UpdateResult[]> {
  await context.sleep(SETTLING)
  const updates = await readUpdates(ssm, context.now(), batch.plan)
  const ours = updates.outcome === 'ok' ? updates.value.filter((u) => u.ours) : []
  for (const { invocation } of ours)
    if (!batch.earlier.has(invocation.commandId) && idsOf(targets).includes(invocation.instanceId))
      commands.set(invocation.instanceId, invocation.commandId)
  return targets.filter((target) => !commands.has(target.instanceId)).map((target) => refusal(target, error))
}

/** Follows the commands until they have ended on all hosts; the last that was seen, by instance id. */
async function awaitEnd(
  ssm: SSMClient,
  targets: readonly Target[],
  commands: Commands,
  context: ChangeContext,
): Promise<Map<string, Invocation>> {
  const seen = new Map<string, Invocation>(
    idsOf(targets).map((id) => [id, { ...UNSEEN, instanceId: id, commandId: commands.get(id) ?? '' }]),
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
async function giveUp(ssm: SSMClient, seen: Map<string, Invocation>, context: ChangeContext): Promise<void> {
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
  targets: readonly Target[],
  invocations: ReadonlyMap<string, Invocation>,
  context: ChangeContext,
): Promise<UpdateResult[]> {
  if (targets.length === 0) return []
  const judged = new Map<string, Judgement>()
  const open = () => targets.filter((target) => judged.get(target.instanceId)?.final !== true)
  const look = async () => {
    for (const [id, judgement] of await judgeNow(ssm, open(), invocations, context)) judged.set(id, judgement)
    const left = open()
    context.onProgress?.(`waiting for reports, hosts settled: ${targets.length - left.length} of ${targets.length}`)
    // A command that is still running was left by a deadline: its report is for a later look.
    return left.every((target) => judged.get(target.instanceId)?.result.reason === 'still-running') ? judged : undefined
  }
  await poll(look, context.waits.report, context)
  return targets.flatMap((target) => judged.get(target.instanceId)?.result ?? [])
}

/** One look at the hosts, by target id. */
export async function judgeNow(
  ssm: SSMClient,
  targets: readonly Target[],
  invocations: ReadonlyMap<string, Invocation>,
  { now }: Pick<ChangeContext, 'now'>,
): Promise<Map<string, Judgement>> {
  const ids = idsOf(targets)
  const [nodes, connections] = await Promise.all([readNodes(ssm, ids), readConnections(ssm, ids)])
  return new Map(
    targets.map((target): [string, Judgement] => {
      const invocation = invocations.get(target.instanceId)
      const seen: Seen = {
        node: nodes.outcome === 'ok' ? { ...nodes, value: nodes.value.get(target.instanceId) } : nodes,
        connection: connections.get(target.instanceId) ?? NOT_READ,
        ...(invocation && { invocation }),
      }
      return [target.instanceId, judge(target, seen, now())]
    }),
  )
}

const NOT_READ: Collected<string> = { outcome: 'error', api: 'ssm:GetConnectionStatus', message: 'not asked' }

const result = (
  { instanceId }: Target,
  outcome: UpdateResult['outcome'],
  reason: string,
  message: string,
): UpdateResult => ({
  ...{ instanceId, outcome, reason, message },
  facts: {},
})
