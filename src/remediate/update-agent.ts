import type { RegionInventory } from '../inventory/inventory.js'
import { selectHosts } from '../inventory/select-hosts.js'
import type { Change } from '../model/change.js'
import type { JudgedFinding } from '../model/finding.js'
import type { Instance } from '../model/snapshot-hosts.js'
import { compareVersions, parseVersion } from '../model/version.js'
import { type HostFacts, type Obstacle, obstacleOf, readFacts } from './changes/update-agent/facts.js'
import type { PlanContext, RemedyDefinition, World } from './define.js'
import { outOfReach, wayOfCommands } from './update-agent/reach.js'
import { assignStages } from './update-agent/stages.js'

/** The agent of hosts that are too old, half of a VPC's hosts at a time. */
export const updateAgent: RemedyDefinition = {
  id: 'update-agent',
  title: 'Update SSM Agent by Run Command, half of the hosts of a VPC at a time',
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command-tutorial-update-software.html',
  kinds: ['update-agent'],
  obstacle,
  handling(change, { world }) {
    const { instanceId, region, vpcId } = of(change)
    const others = jumpHostsOf(vpcId, region, world).filter((host) => host.instanceId !== instanceId)
    const alone = others.length === 0 ? `, and no other jump host of ${vpcId} can take over` : ''
    return {
      mode: 'automatic',
      risk: `The agent restarts: no session can be opened on ${instanceId} for a few minutes${alone}.`,
    }
  },
  waitsFor: wayOfCommands,
  merge: (a, b) => (isHigher(of(b).floor, of(a).floor) ? b : a),
  dependencies,
}

const of = (change: Change) => {
  if (change.kind !== 'update-agent') throw new Error(`update-agent cannot ${change.kind}`)
  return change
}

function isHigher(version: string, than: string): boolean {
  const [a, b] = [parseVersion(version), parseVersion(than)]
  return a !== undefined && b !== undefined && compareVersions(a, b) > 0
}

async function obstacle(
  { subject }: JudgedFinding,
  changes: readonly Change[],
  context: PlanContext,
): Promise<Obstacle | undefined> {
  const facts = (await factsOf(context, subject.region)).get(subject.id)
  const floor = changes.map((change) => of(change).floor).reduce((a, b) => (isHigher(b, a) ? b : a))
  return (facts && obstacleOf(facts, floor)) ?? outOfReach(subject, context.world)
}

/** Asked once for all hosts of a region that are to be updated. */
const asked = new WeakMap<World, Map<string, Promise<Map<string, HostFacts>>>>()

function factsOf({ world, clients, now }: PlanContext, region: string): Promise<Map<string, HostFacts>> {
  const byRegion = asked.get(world) ?? new Map<string, Promise<Map<string, HostFacts>>>()
  asked.set(world, byRegion)
  const known = byRegion.get(region)
  if (known) return known
  const ids = world.findings
    .filter(
      (f) => f.subject.region === region && f.remedy?.changes?.some(({ change }) => change.kind === 'update-agent'),
    )
    .map((f) => f.subject.id)
  const facts = readFacts(clients.ssm(region), [...new Set(ids)], now()).then(
    (list) => new Map(list.map((host) => [host.instanceId, host])),
  )
  byRegion.set(region, facts)
  return facts
}

/** The second half of a VPC's hosts waits for the first. */
function dependencies(steps: readonly { id: string; change: Change }[], world: World): Map<string, string[]> {
  const chosen = new Set(steps.map(({ change }) => of(change).instanceId))
  const staged = steps.map(({ change }) => {
    const { instanceId, vpcId, region } = of(change)
    const others = jumpHostsOf(vpcId, region, world).filter((host) => !chosen.has(host.instanceId))
    return { instanceId, vpcId, othersServe: others.length > 0 }
  })
  const stages = assignStages(staged)
  const stageOf = (change: Change) => stages.get(of(change).instanceId) ?? 1
  return new Map(
    steps.map(({ id, change }) => [
      id,
      steps
        .filter((other) => of(other.change).vpcId === of(change).vpcId && stageOf(other.change) < stageOf(change))
        .map((other) => other.id),
    ]),
  )
}

/** Hosts of a VPC that people can use now. */
function jumpHostsOf(vpcId: string, name: string, { inventory }: World): Instance[] {
  const region = inventory.regions.find((each) => each.region === name)
  if (region?.snapshot.instances.outcome !== 'ok') return []
  const hosts = selectHosts(region.snapshot.instances.value, inventory.config.hosts)
  return hosts.filter((host) => host.vpcId === vpcId && serves(host, region))
}

function serves({ instanceId }: Instance, region: RegionInventory): boolean {
  const connection = region.snapshot.connectionStatuses[instanceId]
  return (
    region.knownNodeOf(instanceId)?.pingStatus === 'Online' &&
    connection?.outcome === 'ok' &&
    connection.value === 'connected'
  )
}
