import { read } from '../../inventory/read.js'
import type { Instance, ManagedNode } from '../../model/snapshot-hosts.js'
import { type AgentVersion, parseVersion } from '../../model/version.js'
import { type CheckContext, type Outcome, skip, unknown } from '../define.js'

/**
 * Judges what only a host that runs can do; of any other, `host-running` alone speaks.
 * What a host *is* (its key pair, its groups, its addresses) is judged whatever its state.
 */
export function whenRunning(host: Instance, judge: () => Outcome): Outcome {
  if (host.state === 'running') return judge()
  return skip('host-not-running', `${host.instanceId} is ${host.state}.`)
}

/** States in which no agent runs, as EC2 spells them. One that starts, or whose state nobody knows, is not among them. */
const DOWN = new Set(['stopped', 'stopping', 'shutting-down', 'terminated'])

export const isDown = ({ state }: Instance): boolean => DOWN.has(state)

/** Judges a running host's registration with Systems Manager; without one, `node-registered` alone speaks. */
export function withNode(host: Instance, { region }: CheckContext, judge: (node: ManagedNode) => Outcome): Outcome {
  return whenRunning(host, () => {
    const node = read(region.nodeOf(host.instanceId))
    return node ? judge(node) : skip('not-registered', `${host.instanceId} is not registered with Systems Manager.`)
  })
}

/** Judges the agent's version as the host last reported it. */
export function withAgentVersion(
  host: Instance,
  context: CheckContext,
  judge: (version: AgentVersion, text: string, node: ManagedNode) => Outcome,
): Outcome {
  return withNode(host, context, (node) => {
    const version = parseVersion(node.agentVersion)
    if (version) return judge(version, version.join('.'), node)
    const reported = node.agentVersion ?? ''
    return unknown('agent-version-unreadable', `${host.instanceId} reports agent version "${reported}".`, {
      evidence: { agentVersion: reported },
    })
  })
}

/** Whether a host runs Windows: by its agent, else by EC2, which says so of Windows alone. */
export function runsWindows({ instanceId, platform, platformDetails }: Instance, { region }: CheckContext): boolean {
  const platformType = region.knownNodeOf(instanceId)?.platformType
  return /windows/i.test(platformType ?? platform ?? platformDetails ?? '')
}

const SETTLING_MS = 10 * 60_000

/**
 * Why a host that was launched within ten minutes before the snapshot cannot be blamed for not being there:
 * its status checks have not passed yet. `undefined` for every other host.
 */
export function stillStarting(host: Instance, { inventory }: CheckContext): Outcome | undefined {
  const age = Date.parse(inventory.snapshot.takenAt) - Date.parse(host.launchTime ?? '')
  if (!(age < SETTLING_MS)) return undefined
  const status = read(inventory.instanceStatus(host.instanceId))
  if (status?.systemStatus === 'ok' && status.instanceStatus === 'ok') return undefined
  return unknown('recently-launched', `${host.instanceId} was launched at ${host.launchTime} and is still starting.`, {
    evidence: { launchTime: host.launchTime },
  })
}

/** Every network interface of a host: those that DescribeInstances names and those that name the host. */
export function interfacesOf(host: Instance, { inventory }: CheckContext): Instance['networkInterfaces'][number][] {
  const known = new Set(host.networkInterfaces.map((eni) => eni.networkInterfaceId))
  const others = read(inventory.networkInterfacesOf(host.instanceId))
  return [
    ...host.networkInterfaces,
    ...others
      .filter((eni) => !known.has(eni.networkInterfaceId))
      .map((eni) => ({ ...eni, deviceIndex: eni.deviceIndex ?? -1 })),
  ]
}
