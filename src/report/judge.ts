import { unreadStores } from '../inventory/data-stores.js'
import type { Inventory, RegionInventory } from '../inventory/inventory.js'
import { once } from '../inventory/once.js'
import type { Tunnel } from '../inventory/tunnels.js'
import type { Database } from '../model/database.js'
import { CAPABILITIES, type Capability, type Finding, type Verdict, type VpcVerdict } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import { isHostItself, REMOTE_HOST } from '../model/host-itself.js'
import type { Instance } from '../model/snapshot-hosts.js'
import type { FindingIndex } from './index-findings.js'
import { databaseSubject, hostSubject, regionSubject, tunnelSubject, vpcSubject } from './subjects.js'
import { rankOf, verdictOf, vpcVerdict } from './verdicts.js'
import { maySway, type WeighedFinding, weigh } from './weigh.js'

/** All verdicts of an audit. */
export interface Judgement {
  /** By instance id. */
  hosts: Map<string, Record<Capability, Verdict>>
  tunnels: Map<Tunnel, { verdict: Verdict; weighed: readonly WeighedFinding[] }>
  databases: Map<Database, DatabaseJudgement>
  /** By VPC id. */
  vpcs: Map<string, VpcVerdict>
}

/** The best way to a database. */
export interface DatabaseJudgement {
  verdict: Verdict
  /** Absent where no host could serve it. */
  best?: Tunnel
}

/** Turns findings into verdicts, runtime evidence first. */
export function judge(inventory: Inventory, index: FindingIndex): Judgement {
  const regions = new Map(inventory.regions.map((r) => [r.region, r]))
  const hosts: Judgement['hosts'] = new Map()
  const onHosts = new Map<Instance, readonly Finding[]>()
  for (const region of inventory.regions)
    for (const host of region.hosts) {
      const bearing = bearingOnHost(index, region.region, host).filter(maySway)
      onHosts.set(host, bearing)
      hosts.set(host.instanceId, verdictsOf(weigh(bearing)))
    }
  const tunnels: Judgement['tunnels'] = new Map()
  for (const tunnel of inventory.tunnels) {
    const own = [...index.of(tunnelSubject(tunnel)), ...index.of(databaseSubject(tunnel.database))].filter(maySway)
    const ofHost = onHosts.get(tunnel.host) ?? bearingOnHost(index, tunnel.hostRegion, tunnel.host)
    const onHost = isHostItself(tunnel.database) ? ofHost.filter(({ checkId }) => checkId !== REMOTE_HOST) : ofHost
    const weighed = weigh([...onHost, ...own]).filter((w) => w.finding.blocks.includes('tunnel'))
    tunnels.set(tunnel, { verdict: verdictOf(weighed, 'tunnel'), weighed })
  }
  const databases = judgeDatabases(inventory, tunnels)
  const vpcs: Judgement['vpcs'] = new Map()
  for (const region of regions.values())
    for (const { vpcId } of region.vpcs) vpcs.set(vpcId, verdictOfVpc(vpcId, region, { hosts, databases }))
  return { hosts, tunnels, databases, vpcs }
}

function verdictsOf(weighed: readonly WeighedFinding[]): Record<Capability, Verdict> {
  const entries = CAPABILITIES.map((capability) => [capability, verdictOf(weighed, capability)])
  return Object.fromEntries(entries) as Record<Capability, Verdict>
}

/** The host's own findings, and those of its VPC and region. */
function bearingOnHost(index: FindingIndex, region: string, host: Instance): Finding[] {
  return [
    ...index.of(hostSubject(region, host)),
    ...(host.vpcId === undefined ? [] : index.of(vpcSubject(region, host.vpcId))),
    ...index.of(regionSubject(region)).filter((finding) => bearsOn(finding, host)),
  ]
}

const bearsOn = (finding: Finding, { instanceId }: Instance) => hostIdsOf(finding)?.has(instanceId) ?? true

const hostIdsOf = once(({ hostIds }: Finding) => hostIds && new Set(hostIds))

function judgeDatabases(inventory: Inventory, tunnels: Judgement['tunnels']): Judgement['databases'] {
  const byDatabase = groupBy(inventory.tunnels, (tunnel) => tunnel.database)
  const judged = inventory.regions.flatMap((region) =>
    region.databases.map((database): [Database, DatabaseJudgement] => {
      const ways = (byDatabase.get(database) ?? []).flatMap((tunnel) => {
        const verdict = tunnels.get(tunnel)?.verdict
        return verdict === undefined ? [] : [{ tunnel, verdict }]
      })
      const [best] = ways.toSorted((a, b) => rankOf(a.verdict) - rankOf(b.verdict) || far(a.tunnel) - far(b.tunnel))
      return [
        database,
        { verdict: settled(best?.verdict, database, region, inventory), ...(best && { best: best.tunnel }) },
      ]
    }),
  )
  return new Map(judged)
}

/** Through the database's own VPC before over a peering connection or transit gateway. */
const far = ({ host, database }: Tunnel) => Number(host.vpcId !== database.vpcId)

/** Where ways may be missing from the list, none is not BLOCKED; of a database that lies nobody knows where, all are. */
function settled(
  best: Verdict = 'BLOCKED',
  database: Database,
  region: RegionInventory,
  inventory: Inventory,
): Verdict {
  const { vpcId } = database
  if (best !== 'BLOCKED') return best
  if (vpcId === undefined) return 'UNKNOWN'
  return inventory.tunnelsInto(vpcId, region, [database]).outcome === 'ok' ? 'BLOCKED' : 'UNKNOWN'
}

function verdictOfVpc(
  vpcId: string,
  region: RegionInventory,
  { hosts, databases }: Pick<Judgement, 'hosts' | 'databases'>,
): VpcVerdict {
  return vpcVerdict({
    databases: region.knownDatabasesOf(vpcId).flatMap((database) => databases.get(database)?.verdict ?? []),
    shells: region.knownHostsOf(vpcId).flatMap((h) => hosts.get(h.instanceId)?.shell ?? []),
    hostsKnown: region.snapshot.instances.outcome === 'ok',
    databasesKnown: region.databasesUnread === undefined,
    mayHoldOthers: unreadStores(region.snapshot).length > 0,
  })
}
