import type { SSMClient } from '@aws-sdk/client-ssm'
import type { Collected, CollectFailure } from '../../../model/collected.js'
import { compareVersions, parseVersion } from '../../../model/version.js'
import { type Invocation, isOpen, listUpdates, readInvocations } from './commands.js'
import { type NodeState, readActiveSessions, readConnections, readNodes } from './live.js'

/** What must be known of a host before its agent may be updated, read live. */
export interface HostFacts {
  instanceId: string
  /** `undefined`: no managed node. */
  node: Collected<NodeState | undefined>
  connection: Collected<string>
  activeSessions: Collected<number>
  updates: Collected<UpdateOnHost[]>
}

/** An agent update on a host: one of this plan, or somebody else's that has not ended. */
export interface UpdateOnHost {
  ours: boolean
  invocation: Invocation
}

export interface Obstacle {
  /** Stable kebab-case key. */
  reason: string
  message: string
}

/** The plan that commands are recognised by. `startedAt`: when it was made. */
export interface PlanIdentity {
  planId: string
  startedAt: Date
}

/** Milliseconds: a command may run so long before it times out. */
const LONGEST_COMMAND = 2 * 60 * 60 * 1000

/** @param plan absent while the plan is being made: then no command is ours */
export async function readFacts(
  ssm: SSMClient,
  ids: readonly string[],
  now: Date,
  plan?: PlanIdentity,
): Promise<HostFacts[]> {
  const [nodes, connections, sessions, updates] = await Promise.all([
    readNodes(ssm, ids),
    readConnections(ssm, ids),
    readActiveSessions(ssm),
    readUpdates(ssm, now, plan),
  ])
  return ids.map((instanceId) => ({
    instanceId,
    node: mapped(nodes, (map) => map.get(instanceId)),
    connection: connections.get(instanceId) ?? notAsked,
    activeSessions: mapped(sessions, (map) => map.get(instanceId) ?? 0),
    updates: mapped(updates, (list) => list.filter(({ invocation }) => invocation.instanceId === instanceId)),
  }))
}

const notAsked = { outcome: 'error', api: 'ssm:GetConnectionStatus', message: 'not asked' } as const

function mapped<T, U>(collection: Collected<T>, change: (value: T) => U): Collected<U> {
  return collection.outcome === 'ok' ? { ...collection, value: change(collection.value) } : collection
}

/** Updates of this plan, and others that have not ended, on all hosts of the region. */
export async function readUpdates(ssm: SSMClient, now: Date, plan?: PlanIdentity): Promise<Collected<UpdateOnHost[]>> {
  const since = new Date(
    Math.min(plan?.startedAt.getTime() ?? Number.POSITIVE_INFINITY, now.getTime() - LONGEST_COMMAND),
  )
  const commands = await listUpdates(ssm, plan?.planId ?? '', since)
  if (commands.outcome !== 'ok') return commands
  const found: UpdateOnHost[] = []
  for (const { commandId, ours, open } of commands.value) {
    if (!ours && !open) continue
    const invocations = await readInvocations(ssm, commandId)
    if (invocations.outcome !== 'ok') return invocations
    found.push(...invocations.value.filter((i) => ours || isOpen(i)).map((invocation) => ({ ours, invocation })))
  }
  return { ...commands, value: found }
}

/** The latest command of this plan on a host that is still running, or whose effect could not show yet. */
export function resumable(updates: readonly UpdateOnHost[], node: NodeState | undefined): Invocation | undefined {
  const lastPing = node?.lastPing
  return updates
    .filter(({ ours }) => ours)
    .map(({ invocation }) => invocation)
    .find((i) => isOpen(i) || (i.status === 'Success' && (!i.endedAt || !lastPing || lastPing < i.endedAt)))
}

/** Why this host must be left alone; `undefined`: it may be updated. */
export function obstacleOf(facts: HostFacts, floor: string): Obstacle | undefined {
  const { instanceId: id, node, connection, activeSessions, updates } = facts
  if (node.outcome !== 'ok') return unreadable(id, node)
  if (connection.outcome !== 'ok') return unreadable(id, connection)
  if (activeSessions.outcome !== 'ok') return unreadable(id, activeSessions)
  if (updates.outcome !== 'ok') return unreadable(id, updates)
  if (resumable(updates.value, node.value)) return undefined
  return nodeObstacle(id, node.value, floor) ?? useObstacle(id, connection.value, activeSessions.value, updates.value)
}

/** A host of which something could not be seen is left alone. */
export function unreadable(id: string, { api, outcome, message }: CollectFailure): Obstacle {
  return { reason: `api-${outcome}`, message: `${id}: ${api} could not be read (${message}).` }
}

/** What the node's own description says against an update. */
export function nodeObstacle(id: string, node: NodeState | undefined, floor: string): Obstacle | undefined {
  if (!node) return { reason: 'not-registered', message: `${id} is not registered with Systems Manager.` }
  const { platformType, platformName = '', agentVersion, pingStatus } = node
  if (/bottlerocket/i.test(platformName))
    return { reason: 'unsupported-platform', message: `${id} runs Bottlerocket, whose agent comes with the system.` }
  const version = parseVersion(agentVersion)
  const wanted = parseVersion(floor)
  if (!version || !wanted)
    return {
      reason: 'version-unknown',
      message: `${id} reports the agent version ${JSON.stringify(agentVersion ?? '')}.`,
    }
  if (compareVersions(version, wanted) >= 0)
    return { reason: 'up-to-date', message: `${id} runs agent ${agentVersion} (${floor} is enough).` }
  if (platformType === 'MacOS' && compareVersions(version, FIRST_ON_MACOS) < 0)
    return {
      reason: 'unsupported-platform',
      message: `${id} runs macOS with agent ${agentVersion}, which Run Command can update only from ${FIRST_ON_MACOS.join('.')} on.`,
    }
  if (pingStatus !== 'Online')
    return { reason: 'offline', message: `${id} is not online (${pingStatus}): a command would not reach it.` }
  return undefined
}

const FIRST_ON_MACOS = [3, 1, 941, 0] as const

function useObstacle(
  id: string,
  connection: string,
  sessions: number,
  updates: readonly UpdateOnHost[],
): Obstacle | undefined {
  if (connection !== 'connected')
    return { reason: 'not-connected', message: `The session channel of ${id} is ${connection}.` }
  if (sessions > 0)
    return { reason: 'active-session', message: `${id} has ${sessions} open session(s), which the update would end.` }
  if (updates.some(({ invocation }) => isOpen(invocation)))
    return {
      reason: 'update-in-progress',
      message: `An update of the agent of ${id} that is not of this plan is running.`,
    }
  return undefined
}
