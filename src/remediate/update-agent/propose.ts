import type { RegionInventory } from '../../inventory/inventory.js'
import { selectHosts } from '../../inventory/select-hosts.js'
import type { Finding } from '../../model/finding.js'
import { groupBy } from '../../model/group-by.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import { compareVersions, parseVersion } from '../../model/version.js'
import type { PlanInput, Proposal, RemedyContext } from '../define.js'
import { type HostFacts, nodeObstacle, type Obstacle, obstacleOf, readFacts } from './facts.js'
import { assignStages } from './stages.js'

export const REMEDY_ID = 'update-agent'

/**
 * Remote-host forwarding is refused below this.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-sessions-start.html
 */
const REMOTE_HOST_FLOOR = '3.1.1374.0'

/** A host, and the version that its agent must reach. */
interface Candidate {
  host: Instance
  floor: string
}

/** Every host of the audit ends as a step or as an exclusion. */
export async function propose({ inventory, findings, hostIds }: PlanInput, context: RemedyContext): Promise<Proposal> {
  const proposal: Proposal = { steps: [], excluded: [] }
  const floors = floorsOf(findings)
  for (const region of inventory.regions) {
    const asked = region.hosts.filter((host) => hostIds.length === 0 || hostIds.includes(host.instanceId))
    const candidates = asked.map((host) => ({ host, floor: floors.get(host.instanceId) ?? REMOTE_HOST_FLOOR }))
    const jumpHosts =
      region.snapshot.instances.outcome === 'ok'
        ? selectHosts(region.snapshot.instances.value, inventory.config.hosts)
        : []
    const exclude = (subjectId: string, obstacle: Obstacle) =>
      proposal.excluded.push({ region: region.region, subjectId, ...obstacle })
    const { instances } = region.snapshot
    if (instances.outcome !== 'ok')
      exclude(region.region, {
        reason: `api-${instances.outcome}`,
        message: `The hosts of ${region.region} are not known: ${instances.api} could not be read (${instances.message}).`,
      })
    const worthAsking = candidates.filter(({ host, floor }) => {
      const obstacle = snapshotObstacle(region, host, floor)
      if (obstacle) exclude(host.instanceId, obstacle)
      return obstacle === undefined
    })
    const facts = await factsOf(worthAsking, region.region, context)
    const accepted = worthAsking.flatMap((candidate) => {
      const found = facts.get(candidate.host.instanceId)
      const obstacle = found && obstacleOf(found, candidate.floor)
      if (obstacle) exclude(candidate.host.instanceId, obstacle)
      return found && !obstacle ? [{ ...candidate, facts: found }] : []
    })
    proposal.steps.push(...stepsOf(accepted, region, jumpHosts))
  }
  return proposal
}

async function factsOf(candidates: readonly Candidate[], region: string, context: RemedyContext) {
  if (candidates.length === 0) return new Map<string, HostFacts>()
  const ids = candidates.map(({ host }) => host.instanceId)
  const facts = await readFacts(context.clients.ssm(region), ids, context.now())
  return new Map(facts.map((host) => [host.instanceId, host]))
}

/** What already the audit says against an update, so that only the rest is asked for live. */
function snapshotObstacle(region: RegionInventory, host: Instance, floor: string): Obstacle | undefined {
  const { snapshot } = region
  const id = host.instanceId
  if (host.state !== 'running') return { reason: 'not-running', message: `${id} is ${host.state}.` }
  const { managedNodes } = snapshot
  if (managedNodes.outcome !== 'ok')
    return {
      reason: `api-${managedNodes.outcome}`,
      message: `${id}: ${managedNodes.api} could not be read (${managedNodes.message}).`,
    }
  const node = region.knownNodeOf(id)
  return nodeObstacle(
    id,
    node && {
      instanceId: id,
      pingStatus: node.pingStatus,
      ...(node.agentVersion !== undefined && { agentVersion: node.agentVersion }),
      ...(node.platformType !== undefined && { platformType: node.platformType }),
      ...(node.platformName !== undefined && { platformName: node.platformName }),
    },
    floor,
  )
}

/** The highest version that the findings about a host ask for. */
function floorsOf(findings: readonly Finding[]): Map<string, string> {
  const asking = findings.filter((f) => f.remedy?.id === REMEDY_ID && (f.status === 'fail' || f.status === 'warn'))
  return new Map(
    [...groupBy(asking, (finding) => finding.subject.id)].map(([id, about]) => [
      id,
      highest([REMOTE_HOST_FLOOR, ...about.flatMap((finding) => versionsIn(finding.evidence))]),
    ]),
  )
}

/** The agent checks give `floor`, `features[].floor` and `faults[].fixedIn`. */
function versionsIn({ floor, features, faults }: Finding['evidence']): string[] {
  const listed = [features, faults].flatMap((list): unknown[] => (Array.isArray(list) ? list : []))
  const inner = listed.flatMap((item) => Object.values((item ?? {}) as Record<string, unknown>))
  return [floor, ...inner].filter((value) => typeof value === 'string' && parseVersion(value) !== undefined) as string[]
}

function highest(versions: string[]): string {
  return versions.reduce((best, version) => {
    const [a, b] = [parseVersion(version), parseVersion(best)]
    return a && b && compareVersions(a, b) > 0 ? version : best
  })
}

function stepsOf(
  accepted: readonly (Candidate & { facts: HostFacts })[],
  region: RegionInventory,
  jumpHosts: readonly Instance[],
): Proposal['steps'] {
  const chosen = new Set(accepted.map(({ host }) => host.instanceId))
  const staged = accepted.map(({ host }) => ({
    instanceId: host.instanceId,
    vpcId: host.vpcId ?? '',
    othersServe: jumpHosts.some((o) => o.vpcId === host.vpcId && !chosen.has(o.instanceId) && serves(o, region)),
  }))
  const stages = assignStages(staged)
  const alone = new Set(
    staged
      .filter((h) => !h.othersServe && staged.every((o) => o === h || o.vpcId !== h.vpcId))
      .map((h) => h.instanceId),
  )
  return accepted.map(({ host, floor, facts }) => {
    const node = facts.node.outcome === 'ok' ? facts.node.value : undefined
    const id = host.instanceId
    return {
      region: region.region,
      subjectId: id,
      stage: stages.get(id) ?? 1,
      mutating: true,
      description: `Update the agent of ${id} from ${node?.agentVersion} to the current version of ${region.region} (at least ${floor}), by AWS-UpdateSSMAgent.`,
      risk: `The agent restarts: no session can be opened on ${id} for a few minutes${
        alone.has(id) ? `, and no other jump host of ${host.vpcId} can take over` : ''
      }.`,
      before: { agentVersion: node?.agentVersion, vpcId: host.vpcId ?? '' },
      after: { minimumAgentVersion: floor },
    }
  })
}

function serves({ instanceId }: Instance, region: RegionInventory): boolean {
  const connection = region.snapshot.connectionStatuses[instanceId]
  return (
    region.knownNodeOf(instanceId)?.pingStatus === 'Online' &&
    connection?.outcome === 'ok' &&
    connection.value === 'connected'
  )
}
