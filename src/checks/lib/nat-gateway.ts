import type { Inventory } from '../../inventory/inventory.js'
import type { Instance } from '../../model/snapshot-hosts.js'

/**
 * NAT gateways that the hosts' default routes lead to and that are available. A remark for people beside a verdict
 * that stands without it: none when a list could not be read.
 */
export function natGatewaysServing(of: { hosts: readonly Instance[]; inventory: Inventory }): string[] {
  const { inventory } = of
  const ids = of.hosts.flatMap((host) => {
    const table = inventory.routeTableOf(host.subnetId ?? '')
    const routes = table.outcome === 'ok' ? table.value?.routes : undefined
    const route = routes?.find((r) => r.destinationCidrBlock === '0.0.0.0/0' && r.state !== 'blackhole')
    return route?.natGatewayId ?? []
  })
  return [...new Set(ids)].filter((id) => {
    const nat = inventory.natGateway(id)
    return nat.outcome === 'ok' && nat.value?.state === 'available'
  })
}
