import fc from 'fast-check'
import type { RegionSnapshot, Snapshot } from '../../../src/model/snapshot.js'

type Item = Record<string, unknown>

/** Makes a counterexample print the network it is about instead of the whole account around it. */
export function readable<T extends { snapshot: Snapshot }>(value: T): T {
  Object.defineProperty(value, fc.toStringMethod, { value: () => describe(value), enumerable: false })
  return value
}

const LISTS = [
  ...(['instances', 'networkInterfaces', 'subnets', 'routeTables', 'networkAcls', 'securityGroups'] as const),
  ...(['prefixLists', 'natGateways', 'internetGateways', 'egressOnlyInternetGateways'] as const),
  ...(['vpcPeeringConnections', 'transitGateways', 'transitGatewayVpcAttachments'] as const),
  ...(['transitGatewayAttachments', 'transitGatewayRouteTables', 'vpcEndpoints', 'blockPublicAccess'] as const),
  ...(['vpcs', 'vpcAttributes', 'dhcpOptions', 'hostedZones', 'resolverRuleAssociations'] as const),
] satisfies (keyof RegionSnapshot)[]

function describe({ snapshot, ...rest }: { snapshot: Snapshot }): string {
  const [region] = snapshot.regions
  const lines = LISTS.flatMap((name) =>
    items(region?.[name])
      .filter(isUsed)
      .map((item) => `  ${name}: ${brief(item)}`),
  )
  return [JSON.stringify(rest), ...lines].join('\n')
}

/** Route tables and network ACLs that no subnet uses only make a counterexample longer. */
const isUsed = (item: unknown) => {
  const { main, isDefault, subnetIds, state } = item as Item
  return (
    state !== undefined || main === true || isDefault !== false || !Array.isArray(subnetIds) || subnetIds.length > 0
  )
}

function items(collected: unknown): unknown[] {
  const value = unwrapped(collected)
  if (Array.isArray(value)) return value
  return value === undefined ? [] : [value]
}

const unwrapped = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || !('outcome' in value)) return value
  return value.outcome === 'ok' ? (value as Item)['value'] : value.outcome
}

/** Everything about a thing that is not what it usually is. */
function brief(item: unknown): string {
  return JSON.stringify(item, (key, value) => {
    const plain = unwrapped(value)
    if (key === 'entries' && Array.isArray(plain))
      return plain.filter((e) => typeof e !== 'object' || Number((e as Item)['ruleNumber']) < 32767)
    return plain === '' || DULL.has(key) || (Array.isArray(plain) && plain.length === 0) ? undefined : plain
  }).replaceAll('"', '')
}

const DULL = new Set(['ownerId', 'vpcOwnerId', 'isDefault', 'tags', 'status', 'origin', 'transitGatewayId', 'apiCalls'])
