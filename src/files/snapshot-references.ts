import type { Collected } from '../model/collected.js'
import type { RegionSnapshot, Snapshot } from '../model/snapshot.js'

/** What tells the items of a list apart. */
const IDS = {
  ...{ vpcs: 'vpcId', subnets: 'subnetId', routeTables: 'routeTableId', networkAcls: 'networkAclId' },
  ...{ securityGroups: 'groupId', vpcEndpoints: 'vpcEndpointId', networkInterfaces: 'networkInterfaceId' },
  ...{ instances: 'instanceId', managedNodes: 'instanceId', dbInstances: 'dbInstanceIdentifier' },
  ...{ dbClusters: 'dbClusterIdentifier', dbProxies: 'dbProxyName', dbSubnetGroups: 'dbSubnetGroupName' },
} as const
type Listed = keyof typeof IDS

/** What a subject cannot be judged without: it would be in no VPC of the report. */
const HOMES: readonly { list: Listed; field: string; home: 'vpcs' | 'subnets' }[] = [
  { list: 'subnets', field: 'vpcId', home: 'vpcs' },
  { list: 'instances', field: 'vpcId', home: 'vpcs' },
  { list: 'instances', field: 'subnetId', home: 'subnets' },
  { list: 'dbSubnetGroups', field: 'vpcId', home: 'vpcs' },
  { list: 'dbInstances', field: 'vpcId', home: 'vpcs' },
  { list: 'dbProxies', field: 'vpcId', home: 'vpcs' },
]

/** What AWS still lists after its VPC is gone: instances for an hour, subnet groups that no database is in for ever. */
function mayOutliveItsHome(item: Item, region: RegionSnapshot): boolean {
  const { state, dbSubnetGroupName: group } = item
  if (state === 'terminated' || state === 'shutting-down') return true
  const databases = [...itemsOf(region, 'dbInstances'), ...itemsOf(region, 'dbClusters')]
  return 'subnets' in item && !databases.some(({ dbSubnetGroupName }) => dbSubnetGroupName === group)
}

type Item = Readonly<Record<string, unknown>>

/**
 * What of a snapshot does not belong together, in words, with its field: a report of it would leave
 * out hosts and databases without a word.
 */
export function strayReference({ regions }: Snapshot): string | undefined {
  if (regions.length === 0) return 'regions: holds none'
  const twice = repeated(regions.map(({ region }) => region))
  if (twice !== undefined) return `regions.${twice}.region: ${regions[twice]?.region} is there twice`
  for (const [i, region] of regions.entries()) {
    const found = doubleOf(region) ?? homelessOf(region, i)
    if (found !== undefined) return `regions.${i}.${found}`
  }
  return undefined
}

function doubleOf(region: RegionSnapshot): string | undefined {
  for (const [list, field] of Object.entries(IDS) as [Listed, string][]) {
    const ids = itemsOf(region, list).map((item) => item[field])
    const twice = repeated(ids)
    if (twice !== undefined) return `${list}.value.${twice}.${field}: ${ids[twice]} is there twice`
  }
  return undefined
}

function homelessOf(region: RegionSnapshot, i: number): string | undefined {
  for (const { list, field, home } of HOMES) {
    if (region[home].outcome !== 'ok') continue
    const known = new Set(itemsOf(region, home).map((item) => item[IDS[home]]))
    for (const [at, item] of itemsOf(region, list).entries()) {
      const where = item[field]
      if (where === undefined || known.has(where) || mayOutliveItsHome(item, region)) continue
      return `${list}.value.${at}.${field}: ${item[IDS[list]]} is in ${where}, which regions.${i}.${home} does not hold`
    }
  }
  return undefined
}

function itemsOf(region: RegionSnapshot, list: Listed): readonly Item[] {
  const collected: Collected<readonly Item[]> = region[list]
  return collected.outcome === 'ok' ? collected.value : []
}

/** Index of the first that was there before. */
function repeated(ids: readonly unknown[]): number | undefined {
  const seen = new Set<unknown>()
  for (const [i, id] of ids.entries()) {
    if (seen.has(id)) return i
    seen.add(id)
  }
  return undefined
}
