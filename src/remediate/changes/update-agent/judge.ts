import type { Collected } from '../../../model/collected.js'
import { compareVersions, parseVersion } from '../../../model/version.js'
import { causeOf } from './causes.js'
import { type Invocation, isOpen } from './commands.js'
import type { NodeState } from './live.js'

/** What is seen of a host after an update was sent to it. */
export interface Seen {
  node: Collected<NodeState | undefined>
  connection: Collected<string>
  /** The plan's command on this host, if there is one. */
  invocation?: Invocation
}

/** The host whose agent is to be updated, and the version that it must reach. */
export interface Target {
  instanceId: string
  floor: string
}

/** What became of one host. `unverified`: it cannot be told yet. */
export interface UpdateResult {
  instanceId: string
  outcome: 'done' | 'failed' | 'unverified'
  /** Stable kebab-case key. */
  reason: string
  message: string
  facts: Record<string, unknown>
}

/** `final`: looking again later cannot change it. */
export interface Judgement {
  result: UpdateResult
  final: boolean
}

/** Milliseconds after which a living agent has pinged: heartbeats come every 5 minutes. */
const HEARTBEAT = 6 * 60_000

/**
 * What became of a host. The version that the agent *reports* decides, by a ping after the command's end (the updater rolls
 * back what does not work); the command's status only shows the cause.
 */
export function judge(target: Target, seen: Seen, now: Date): Judgement {
  const { node, invocation } = seen
  const say = (final: boolean, outcome: UpdateResult['outcome'], reason: string, message: string): Judgement => ({
    result: {
      instanceId: target.instanceId,
      outcome,
      reason,
      message: `${target.instanceId}: ${message}.`,
      facts: stateOf(seen),
    },
    final,
  })
  if (node.outcome !== 'ok')
    return say(false, 'unverified', `api-${node.outcome}`, `${node.api} could not be read (${node.message})`)
  if (node.value === undefined)
    return say(false, 'failed', 'not-registered', 'no longer registered with Systems Manager')
  const current = isCurrent(node.value, target)
  if (!invocation)
    return current
      ? say(true, 'done', 'already-current', `runs agent ${node.value.agentVersion}`)
      : say(true, 'unverified', 'not-applied', `not applied yet: still ${node.value.agentVersion}`)
  if (isOpen(invocation))
    return say(false, 'unverified', 'still-running', `command ${invocation.commandId} is still ${invocation.status}`)
  return current ? judgeCurrent(node.value, invocation, seen, say) : judgeOld(node.value, invocation, now, say)
}

type Say = (final: boolean, outcome: UpdateResult['outcome'], reason: string, message: string) => Judgement

function judgeCurrent(node: NodeState, invocation: Invocation, { connection }: Seen, say: Say): Judgement {
  const runs = `runs agent ${node.agentVersion}`
  if (!pingedSince(node, invocation))
    return say(false, 'unverified', 'not-reported-yet', `${runs}, but has not pinged since the command's end`)
  if (connection.outcome !== 'ok')
    return say(false, 'unverified', `api-${connection.outcome}`, `${runs}; ${connection.api} could not be read`)
  if (connection.value !== 'connected')
    return say(false, 'failed', 'not-connected', `${runs}, but its session channel is ${connection.value}`)
  const cause = causeOf(invocation)
  return say(true, 'done', cause?.nothingNewer ? cause.reason : 'updated', runs)
}

function judgeOld(node: NodeState, invocation: Invocation, now: Date, say: Say): Judgement {
  const stays = `still runs agent ${node.agentVersion}`
  const cause = causeOf(invocation)
  if (cause?.reason === 'not-attempted') return say(true, 'failed', cause.reason, `${stays}: ${cause.text}`)
  if (cause) return say(true, 'failed', cause.reason, `${stays}: ${cause.text}`)
  if (pingedSince(node, invocation))
    return say(false, 'failed', 'version-unchanged', `${stays}, although the command ended with ${invocation.status}`)
  const waited = invocation.endedAt ? now.getTime() - invocation.endedAt.getTime() : 0
  if (waited < HEARTBEAT)
    return say(false, 'unverified', 'not-reported-yet', `${stays}, and has not pinged since the command's end`)
  if (node.platformType === 'Windows')
    return say(
      ...([false, 'failed', 'windows-service-disabled'] as const),
      'the agent has not come back: the installer may have left the AmazonSSMAgent service disabled; reboot the host or enable the service',
    )
  return say(
    false,
    'failed',
    'agent-not-back',
    'the agent has not pinged since the update: reboot the host or restart the agent',
  )
}

function isCurrent(node: NodeState, target: Target): boolean {
  const version = parseVersion(node.agentVersion)
  const floor = parseVersion(target.floor)
  return version !== undefined && floor !== undefined && compareVersions(version, floor) >= 0
}

/** AWS gives times to the second or finer, so a ping of the same second counts. */
function pingedSince({ lastPing }: NodeState, { endedAt }: Invocation): boolean {
  if (endedAt === undefined) return true
  return lastPing !== undefined && Math.floor(lastPing.getTime() / 1000) >= Math.floor(endedAt.getTime() / 1000)
}

const LONGEST_OUTPUT = 1_000

function stateOf({ node, connection, invocation }: Seen): Record<string, unknown> {
  const state = node.outcome === 'ok' ? node.value : undefined
  return {
    ...(state && { agentVersion: state.agentVersion, pingStatus: state.pingStatus }),
    ...(state?.lastPing && { lastPingDateTime: state.lastPing.toISOString() }),
    ...(connection.outcome === 'ok' && { connection: connection.value }),
    ...(invocation && {
      commandId: invocation.commandId,
      commandStatus: invocation.statusDetails,
      output: invocation.output.slice(0, LONGEST_OUTPUT),
    }),
  }
}
