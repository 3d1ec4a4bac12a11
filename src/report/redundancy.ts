import type { Inventory, RegionInventory } from '../inventory/inventory.js'
import type { JudgedFinding, Verdict } from '../model/finding.js'
import type { Instance } from '../model/snapshot-hosts.js'
import type { Judgement } from './judge.js'

const CHECK = 'vpc-jump-host-redundancy'

/**
 * The check of redundancy sees which hosts run and are online; which of them are ready is known once they are judged.
 * A host that is BLOCKED is no second one; one that is UNKNOWN leaves it open where it decides.
 */
export function withReadiness(
  findings: readonly JudgedFinding[],
  inventory: Inventory,
  hosts: Judgement['hosts'],
): readonly JudgedFinding[] {
  const regions = new Map(inventory.regions.map((region) => [region.region, region]))
  return findings.map((finding) => {
    const region = finding.checkId === CHECK ? regions.get(finding.subject.region) : undefined
    if (!region || (finding.status !== 'pass' && finding.status !== 'unknown')) return finding
    return weighReadiness(finding, region, hosts)
  })
}

function weighReadiness(finding: JudgedFinding, region: RegionInventory, verdicts: Judgement['hosts']): JudgedFinding {
  const vpcId = finding.subject.id
  const hosts = region.hostsOf(vpcId)
  if (hosts.outcome !== 'ok') return finding
  const capability = region.knownDatabasesOf(vpcId).length > 0 ? 'tunnel' : 'shell'
  const judged = hosts.value.map((host) => ({
    host,
    verdict: verdicts.get(host.instanceId)?.[capability] ?? 'UNKNOWN',
  }))
  const of = (...wanted: Verdict[]) => judged.filter((j) => wanted.includes(j.verdict)).map((j) => j.host)
  if (zonesOf(of('READY', 'DEGRADED')).length > 1) return finding
  const perhaps = of('READY', 'DEGRADED', 'UNKNOWN')
  const zones = zonesOf(perhaps)
  const evidence = {
    ...{ hostIds: idsOf(perhaps), zones, capability },
    verdicts: judged.map(({ host, verdict }) => ({ hostId: host.instanceId, verdict })),
  }
  if (zones.length > 1) {
    const message = `${vpcId}: whether ${idsOf(of('UNKNOWN')).join(', ')} can be used is not known.`
    return finding.status === 'unknown'
      ? finding
      : { ...finding, ...{ status: 'unknown', reason: 'host-unknown', message, evidence } }
  }
  const blocked = idsOf(of('BLOCKED')).join(', ')
  const left =
    perhaps.length === 0 ? 'no jump host is' : `of the jump hosts ${idsOf(perhaps).join(', ')} in ${zones[0]} may be`
  return {
    ...finding,
    status: 'warn',
    reason: perhaps.length === 0 ? 'no-ready-host' : perhaps.length === 1 ? 'single-host' : 'single-zone',
    message: `${vpcId}: ${left} ready, since ${blocked} cannot be used for ${capability === 'tunnel' ? 'tunnels' : 'shells'}.`,
    evidence,
    remedy: {
      text: `Put right what the failed findings of ${blocked} name, or add a jump host in another Availability Zone.`,
    },
  }
}

const idsOf = (hosts: readonly Instance[]) => hosts.map((host) => host.instanceId)
const zonesOf = (hosts: readonly Instance[]) => [...new Set(hosts.map((host) => host.availabilityZone))].sort()
