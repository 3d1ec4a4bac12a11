import type { Snapshot } from '../src/model/snapshot.js'

/** AWS's published rates of the calls that have no list: burst, then so many a second. */
const EC2_READS = { burst: 100, perSecond: 20 }
const CONNECTION_STATUS = { burst: 50, perSecond: 50 }

/**
 * The longest chain of calls that cannot be avoided, in milliseconds: the hosts are known when the pages of instances
 * are read; then come either the attributes of their VPCs or their connection statuses, at AWS's rates. Managed nodes
 * come 50 a page, one page after the other.
 */
export function longestChain(snapshot: Snapshot, latencyMs: number): number {
  const chains = snapshot.regions.map((region) => {
    const instances = region.instances.outcome === 'ok' ? Math.ceil(region.instances.value.length / 1000) : 1
    const nodes = region.managedNodes.outcome === 'ok' ? Math.ceil(region.managedNodes.value.length / 50) : 1
    const attributes = waiting(2 * Object.keys(region.vpcAttributes).length, EC2_READS)
    const statuses = waiting(Object.keys(region.connectionStatuses).length, CONNECTION_STATUS)
    const known = Math.max(instances, nodes) * latencyMs
    return Math.max(instances * latencyMs + attributes + latencyMs, known + statuses + latencyMs)
  })
  return Math.max(...chains)
}

function waiting(calls: number, { burst, perSecond }: { burst: number; perSecond: number }): number {
  return (Math.max(0, calls - burst) / perSecond) * 1000
}
