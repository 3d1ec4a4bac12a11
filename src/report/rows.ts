import { unreadStores } from '../inventory/data-stores.js'
import type { Inventory, RegionInventory } from '../inventory/inventory.js'
import { probeOf, proofOf } from '../inventory/probes.js'
import type { Tunnel } from '../inventory/tunnels.js'
import type { Posture } from '../model/finding.js'
import type { HostReport, TunnelReport, VpcReport } from '../model/report.js'
import type { Connector } from './connect.js'
import type { Way } from './in-the-way.js'
import type { FindingIndex } from './index-findings.js'
import type { Judgement } from './judge.js'
import { lazily } from './lazily.js'
import { oneEndpointNote } from './one-endpoint.js'
import { postureOf } from './posture.js'
import { databaseSubject, hostSubject, regionSubject, vpcSubject } from './subjects.js'

/** The report's VPCs. @param besides their verdicts as if nothing were accepted, where that is another */
export function vpcReports(
  inventory: Inventory,
  judgement: Judgement,
  besides: Judgement['vpcs'],
  index: FindingIndex,
): VpcReport[] {
  const { accountId } = inventory.snapshot
  return inventory.regions.flatMap((r) =>
    r.vpcs.map(({ vpcId, name, vpc }): VpcReport => {
      const ownerId = vpc?.ownerId || accountId
      const hosts = r.knownHostsOf(vpcId)
      const databases = r.knownDatabasesOf(vpcId)
      const verdict = judgement.vpcs.get(vpcId) ?? 'UNKNOWN'
      const other = besides.get(vpcId)
      return {
        vpcId,
        name,
        accountId,
        ...(ownerId !== accountId && { ownerId }),
        region: r.region,
        verdict,
        ...(other !== undefined && other !== verdict && { verdictBesidesAccepted: other }),
        ...(verdict !== 'NOT_APPLICABLE' && { posture: vpcPosture(vpcId, r, index) }),
        hostIds: hosts.map((host) => host.instanceId),
        databaseIds: databases.map((database) => database.databaseId),
        needs: r
          .needsOf(vpcId)
          .filter((need) => need.needed !== 'no')
          .map((need) => ({ service: need.service, reason: need.reasons.join(', ') })),
      }
    }),
  )
}

/** Of the VPC itself, its hosts and databases, and where it has hosts of its region. */
function vpcPosture(vpcId: string, r: RegionInventory, index: FindingIndex): Posture {
  const hosts = r.knownHostsOf(vpcId)
  const lists = [
    index.of(vpcSubject(r.region, vpcId)),
    ...hosts.map((host) => index.of(hostSubject(r.region, host))),
    ...r.knownDatabasesOf(vpcId).map((database) => index.of(databaseSubject(database))),
    ...(hosts.length > 0 ? [index.of(regionSubject(r.region))] : []),
  ]
  const areDatabasesKnown = r.databasesOf(vpcId).outcome === 'ok' && unreadStores(r.snapshot).length === 0
  return postureOf(lists, r.hostsOf(vpcId).outcome === 'ok' && areDatabasesKnown)
}

/** The report's hosts, each with its commands, made when they are read. */
export function hostReports(
  inventory: Inventory,
  judgement: Judgement,
  index: FindingIndex,
  connect: Connector,
): HostReport[] {
  return inventory.regions.flatMap((r) =>
    r.hosts.map((host): HostReport => {
      const verdicts = judgement.hosts.get(host.instanceId)
      if (!verdicts) throw new Error(`host ${host.instanceId} was not judged`)
      const node = r.knownNodeOf(host.instanceId)
      const report = {
        instanceId: host.instanceId,
        name: host.name ?? '',
        vpcId: host.vpcId ?? '',
        subnetId: host.subnetId ?? '',
        zone: host.availabilityZone,
        region: r.region,
        agentVersion: node?.agentVersion ?? '',
        ...(node?.platformName !== undefined && { platformName: node.platformName }),
        verdicts,
        posture: postureOf([index.of(hostSubject(r.region, host))], true),
      }
      return lazily(report, 'commands', () => connect.host(r, host, verdicts))
    }),
  )
}

/** The report's databases, each with the best tunnel to it. */
export function waysOf(
  inventory: Inventory,
  { databases }: Judgement,
  tunnels: ReadonlyMap<Tunnel, TunnelReport>,
): Way[] {
  return inventory.regions.flatMap((r) =>
    r.databases.map((d): Way => {
      const { verdict, best } = databases.get(d) ?? { verdict: 'UNKNOWN' }
      const tunnel = best && tunnels.get(best)
      const alone = oneEndpointNote(d)
      const database = {
        databaseId: d.databaseId,
        kind: d.kind,
        engine: d.engine,
        endpoint: d.endpoint ?? '',
        port: d.port ?? 0,
        ...(d.readerEndpoint !== undefined && { readerEndpoint: d.readerEndpoint }),
        vpcId: d.vpcId ?? '',
        region: d.region,
        status: d.status,
        verdict,
        ...(best && { via: best.host.instanceId }),
        ...(alone !== undefined && { oneEndpointNote: alone }),
      }
      return {
        database,
        ...(tunnel && { tunnel }),
        ...(best?.host.vpcId !== undefined && { hostVpcId: best.host.vpcId }),
      }
    }),
  )
}

/** The report's tunnels, each with its commands, made when they are read. */
export function tunnelReports(
  inventory: Inventory,
  judgement: Judgement,
  connect: Connector,
): Map<Tunnel, TunnelReport> {
  const regions = new Map(inventory.regions.map(({ region, snapshot }) => [region, snapshot]))
  const entries = inventory.tunnels.map((tunnel): [Tunnel, TunnelReport] => {
    const region = regions.get(tunnel.hostRegion)
    const probe = region && probeOf(region, tunnel)
    const proof = probe && proofOf(probe)
    const judged = judgement.tunnels.get(tunnel)
    if (!judged) throw new Error(`tunnel ${tunnel.id} was not judged`)
    const { verdict, weighed } = judged
    const fails = weighed.filter((w) => w.bears === 'fail').map((w) => w.finding)
    const report = {
      hostId: tunnel.host.instanceId,
      databaseId: tunnel.database.databaseId,
      databaseKind: tunnel.database.kind,
      vpcId: tunnel.database.vpcId ?? '',
      region: tunnel.hostRegion,
      verdict,
      blockedBy: fails.map(({ checkId, reason }) => ({ checkId, reason })),
      localPort: connect.localPorts(tunnel.database).endpoint,
      ...(proof && { proof }),
    }
    return [tunnel, lazily(report, 'commands', () => connect.tunnel(tunnel, verdict))]
  })
  return new Map(entries)
}
