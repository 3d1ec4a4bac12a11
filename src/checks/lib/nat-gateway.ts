import type { Instance } from '../../model/snapshot-hosts.js'
import type { RegionAudit } from '../../scope/audit.js'
import { natGatewaysById, routeTableOf } from '../../scope/lookup.js'

/**
 * NAT gateways that the hosts' default routes lead to and that are available. A remark for people beside a verdict
 * that stands without it: none when a list could not be read.
 */
export function natGatewaysServing(of: { hosts: Instance[]; vpcId: string; region: RegionAudit }): string[] {
  const { routeTables, natGateways } = of.region.snapshot
  if (routeTables.outcome !== 'ok' || natGateways.outcome !== 'ok') return []
  const known = natGatewaysById(natGateways.value)
  const ids = of.hosts.flatMap((host) => {
    const table = routeTableOf(routeTables.value, { subnetId: host.subnetId ?? '', vpcId: of.vpcId })
    const route = table?.routes.find((r) => r.destinationCidrBlock === '0.0.0.0/0' && r.state !== 'blackhole')
    return route?.natGatewayId ?? []
  })
  return [...new Set(ids)].filter((id) => known.get(id)?.state === 'available')
}
