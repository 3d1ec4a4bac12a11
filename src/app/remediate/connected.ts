import type { JudgedFinding } from '../../model/finding.js'
import { groupBy } from '../../model/group-by.js'
import type { Snapshot } from '../../model/snapshot.js'
import type { Instance, ManagedNode } from '../../model/snapshot-hosts.js'
import { subjectKey } from '../../model/subject-key.js'
import { CURRENT_AGENT } from '../../model/version.js'
import { editRegion, mapped } from '../../remediate/edit.js'
import type { JudgedWorld } from './world.js'

/** What says whether the agent is there: symptoms of what keeps it away. */
const SYMPTOMS = /^node-/

/** Instance ids of the hosts whose agents nothing that can be seen keeps away any more. */
export function agentsToConnect({ inventory, findings }: JudgedWorld): string[] {
  const bySubject = groupBy(findings, ({ subject }) => subjectKey(subject))
  return inventory.regions.flatMap(({ region, hosts }) =>
    hosts
      .filter((host) => {
        const about = (kind: 'host' | 'vpc' | 'region', id: string) =>
          bySubject.get(subjectKey({ kind, region, id })) ?? []
        const own = about('host', host.instanceId)
        const amiss = own.some(({ checkId, status }) => SYMPTOMS.test(checkId) && status !== 'pass')
        const around = [...own, ...about('vpc', host.vpcId ?? ''), ...about('region', region)]
        return amiss && !around.some((finding) => keepsAway(finding, host))
      })
      .map((host) => host.instanceId),
  )
}

function keepsAway({ checkId, status, reason, blocks, hostIds }: JudgedFinding, { instanceId }: Instance): boolean {
  if (SYMPTOMS.test(checkId) || !blocks.includes('tunnel')) return false
  if (hostIds && !hostIds.includes(instanceId)) return false
  // What an organization may deny is not seen of hosts that are connected, either.
  return status === 'fail' || (status === 'unknown' && reason !== 'organization-unseen')
}

/** As if the agents had connected that nothing keeps away any more. One that is away without a cause stays away. */
export function connecting(before: JudgedWorld) {
  const unexplained = new Set(agentsToConnect(before))
  return (world: JudgedWorld, judged: (snapshot: Snapshot) => JudgedWorld): JudgedWorld => {
    const ids = agentsToConnect(world).filter((id) => !unexplained.has(id))
    return ids.length === 0 ? world : judged(withAgents(world.snapshot, ids, CURRENT_AGENT))
  }
}

/** The snapshot as if these agents had connected. */
export function withAgents(snapshot: Snapshot, instanceIds: readonly string[], agentVersion: string): Snapshot {
  const ids = new Set(instanceIds)
  return snapshot.regions.reduce(
    (all, { region, instances }) =>
      editRegion(all, region, (r) => {
        const here = instances.outcome === 'ok' ? instances.value.filter((i) => ids.has(i.instanceId)) : []
        // A status that could not be read will not be read then, either.
        const readable = here.filter(({ instanceId }) => (r.connectionStatuses[instanceId]?.outcome ?? 'ok') === 'ok')
        const channels = readable.map(
          ({ instanceId }) =>
            [instanceId, { outcome: 'ok', api: 'ssm:GetConnectionStatus', value: 'connected' }] as const,
        )
        return {
          managedNodes: mapped(r.managedNodes, (nodes) => withNodes(nodes, here, snapshot.takenAt, agentVersion)),
          connectionStatuses: { ...r.connectionStatuses, ...Object.fromEntries(channels) },
        }
      }),
    snapshot,
  )
}

function withNodes(
  nodes: readonly ManagedNode[],
  hosts: readonly Instance[],
  at: string,
  agentVersion: string,
): ManagedNode[] {
  const known = new Map(nodes.map((node) => [node.instanceId, node]))
  for (const { instanceId, platform } of hosts) {
    const node = known.get(instanceId) ?? {
      ...{ instanceId, agentVersion, resourceType: 'EC2Instance' },
      platformType: platform === 'windows' ? 'Windows' : 'Linux',
    }
    known.set(instanceId, { ...node, pingStatus: 'Online', lastPingDateTime: at })
  }
  return [...known.values()]
}
