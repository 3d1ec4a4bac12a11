import type { Collected } from '../src/model/collected.js'
import type { RegionSnapshot, Snapshot } from '../src/model/snapshot.js'

/** Page sizes of the lists that have more than one page in the large account; other lists fit one. */
const PAGE: Partial<Record<keyof RegionSnapshot, number>> = {
  instances: 1000,
  instanceStatuses: 1000,
  networkInterfaces: 1000,
  securityGroups: 1000,
  subnets: 1000,
  networkAcls: 1000,
  routeTables: 100,
  vpcEndpoints: 1000,
  vpcs: 1000,
  managedNodes: 50,
  dbInstances: 100,
  dbClusters: 100,
  dbProxies: 100,
  dbSubnetGroups: 100,
}

/** Requests that hold the data of a snapshot: the pages of every list, and one per item where AWS has no list. */
export function expectedCalls(snapshot: Snapshot): number {
  const regions = snapshot.regions.map((region) => {
    const pages = Object.entries(PAGE).map(([name, size]) => pagesOf(region[name as keyof RegionSnapshot], size))
    return pages.reduce((sum, n) => sum + n, 0) + perItem(region) + SINGLE_PAGE
  })
  return regions.reduce((sum, n) => sum + n, 0) + iamCalls(snapshot)
}

function pagesOf(list: unknown, size: number): number {
  const collected = list as Collected<unknown[]>
  return collected.outcome === 'ok' ? Math.max(1, Math.ceil(collected.value.length / size)) : 1
}

/** Two attributes per VPC, a connection status per host, zones per VPC, targets per proxy, entries per prefix list. */
function perItem(region: RegionSnapshot): number {
  const proxies = region.dbProxies.outcome === 'ok' ? region.dbProxies.value.length : 0
  const lists = region.prefixLists.outcome === 'ok' ? region.prefixLists.value.length : 0
  const attributes = 2 * Object.keys(region.vpcAttributes).length
  return (
    attributes +
    Object.keys(region.connectionStatuses).length +
    Object.keys(region.hostedZones).length +
    proxies +
    lists
  )
}

/**
 * Lists and settings that are one request each: DHCP options, endpoint services, prefix lists, four kinds of gateways,
 * peering, four of transit gateways, Instance Connect Endpoints, block public access and its exclusions, resolver rule
 * associations, profile and firewall associations, associations, preferences and their version, three session documents, service setting, key, its policy
 * and grants.
 */
const SINGLE_PAGE = 29

/** Per role: itself, attached and inline policies, three simulations; per policy: itself and its version; per profile: itself. */
function iamCalls({ iam }: Snapshot): number {
  const count = (entries: Record<string, unknown>) => Object.keys(entries).length
  return 6 * count(iam.roles) + 2 * count(iam.managedPolicies) + count(iam.instanceProfiles)
}
