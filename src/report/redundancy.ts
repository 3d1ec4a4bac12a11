import { unreadStores } from '../inventory/data-stores.js'
import type { Inventory, RegionInventory } from '../inventory/inventory.js'
import type { Capability, JudgedFinding, Verdict } from '../model/finding.js'
import type { Instance } from '../model/snapshot-hosts.js'
import type { Judgement } from './judge.js'

const CHECK = 'vpc-jump-host-redundancy'

/**
 * The check of redundancy sees which hosts run and are online; which of them are ready is known once they are judged.
 * A host that is BLOCKED is no second one; one that is UNKNOWN leaves it open where it decides; one that is ready is one,
 * whatever its last ping was.
 */
export function withReadiness(
  findings: readonly JudgedFinding[],
  inventory: Inventory,
  hosts: Judgement['hosts'],
): readonly JudgedFinding[] {
  const regions = new Map(inventory.regions.map((region) => [region.region, region]))
  return findings.map((finding) => {
    const region = finding.checkId === CHECK ? regions.get(finding.subject.region) : undefined
    if (!region || finding.status === 'skip') return finding
    return weighReadiness(finding, region, hosts)
  })
}

function weighReadiness(finding: JudgedFinding, region: RegionInventory, verdicts: Judgement['hosts']): JudgedFinding {
  const vpcId = finding.subject.id
  const hosts = region.hostsOf(vpcId)
  if (hosts.outcome !== 'ok') return finding
  const capabilities = capabilitiesOf(vpcId, region)
  const judged = hosts.value.map((host) => ({ host, verdict: readiness(verdicts.get(host.instanceId), capabilities) }))
  const of = (...wanted: Verdict[]) => judged.filter((j) => wanted.includes(j.verdict)).map((j) => j.host)
  const say = (status: 'pass' | 'warn' | 'unknown', reason: string, message: string, ready: readonly Instance[]) => {
    const { remedy: _, api: __, ...rest } = finding
    const evidence = {
      ...{ hostIds: idsOf(ready), zones: zonesOf(ready), capability: capabilities[0] },
      verdicts: judged.map(({ host, verdict }) => ({ hostId: host.instanceId, verdict })),
    }
    return { ...rest, status, reason, message: `${vpcId}: ${message}`, evidence }
  }
  const ready = of('READY', 'DEGRADED')
  const perhaps = of('READY', 'DEGRADED', 'UNKNOWN')
  const [zone, ...otherZones] = zonesOf(perhaps)
  if (zonesOf(ready).length > 1) {
    const message = `the jump hosts ${idsOf(ready).join(', ')} in ${zonesOf(ready).join(', ')} are ready.`
    return finding.status === 'pass' ? finding : say('pass', 'two-zones', message, ready)
  }
  if (otherZones.length > 0) {
    const message = `whether ${idsOf(of('UNKNOWN')).join(', ')} can be used is not known.`
    return finding.api === undefined ? say('unknown', 'host-unknown', message, perhaps) : finding
  }
  if (finding.status === 'warn') return finding
  const blocked = idsOf(of('BLOCKED')).join(', ')
  const left =
    zone === undefined ? 'no jump host is' : `of the jump hosts ${idsOf(perhaps).join(', ')} in ${zone} may be`
  const reason = perhaps.length === 0 ? 'no-ready-host' : perhaps.length === 1 ? 'single-host' : 'single-zone'
  const use = capabilities.includes('tunnel') ? 'tunnels' : 'shells'
  return {
    ...say('warn', reason, `${left} ready, since ${blocked} cannot be used for ${use}.`, perhaps),
    remedy: {
      text: `Put right what the failed findings of ${blocked} name, or add a jump host in another Availability Zone.`,
    },
  }
}

/** What a VPC's hosts are for: tunnels where it holds databases, else shells; both where it may hold some that nobody sees. */
function capabilitiesOf(vpcId: string, region: RegionInventory): Capability[] {
  if (region.knownDatabasesOf(vpcId).length > 0) return ['tunnel']
  const areAllSeen = region.databasesUnread === undefined && unreadStores(region.snapshot).length === 0
  return areAllSeen ? ['shell'] : ['shell', 'tunnel']
}

/** One verdict where it is the same for all that the host may be for. */
function readiness(verdicts: Record<Capability, Verdict> | undefined, capabilities: readonly Capability[]): Verdict {
  const each = new Set(capabilities.map((capability) => verdicts?.[capability] ?? 'UNKNOWN'))
  const [verdict = 'UNKNOWN'] = each
  if (each.size === 1) return verdict
  return each.has('BLOCKED') || each.has('UNKNOWN') ? 'UNKNOWN' : 'DEGRADED'
}

const idsOf = (hosts: readonly Instance[]) => hosts.map((host) => host.instanceId)
const zonesOf = (hosts: readonly Instance[]) => [...new Set(hosts.map((host) => host.availabilityZone))].sort()
