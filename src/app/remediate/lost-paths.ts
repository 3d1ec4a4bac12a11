import { Lookups } from '../../inventory/lookups.js'
import { once } from '../../inventory/once.js'
import type { Change } from '../../model/change.js'
import { ENDPOINT_SERVICES, type EndpointService } from '../../model/config.js'
import type { Snapshot } from '../../model/snapshot.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import type { NetworkInterface, VpcEndpoint } from '../../model/snapshot-network.js'
import { createNetwork, ephemeralOf, type PolicyAnswer, pathToService } from '../../network/index.js'
import type { LostPath } from '../../remediate/define.js'
import { findItem } from '../../remediate/edit.js'

/**
 * Who would lose a way to one of AWS's services by changes of endpoints, groups and addresses: every running instance of
 * their VPCs, and every interface that belongs to none (a function's, a container's). A way that works and
 * is not known to stay is lost, and so is one that may work and would not.
 */
export function lostPaths(before: Snapshot, after: Snapshot, changes: readonly Change[]): LostPath[] {
  const vpcs = new Map(
    changes.flatMap((change) => {
      const vpcId = vpcOf(change, before)
      return vpcId === undefined ? [] : [[vpcId, change.region] as const]
    }),
  )
  const changed = new Set(changes.flatMap((change) => usedAnew(change, before)))
  return [...vpcs].flatMap(([vpcId, region]) => lostIn(vpcId, region, before, after, changed))
}

/** Endpoints that people are led to by a change. */
function usedAnew(change: Change, { regions }: Snapshot): string[] {
  if (change.kind === 'modify-vpc-endpoint') return [change.vpcEndpointId]
  if (change.kind !== 'modify-vpc-attribute') return []
  const list = regions.find((r) => r.region === change.region)?.vpcEndpoints
  const endpoints = list?.outcome === 'ok' ? list.value : []
  return endpoints.filter((e) => e.vpcId === change.vpcId && e.privateDnsEnabled).map((e) => e.vpcEndpointId)
}

function vpcOf(change: Change, snapshot: Snapshot): string | undefined {
  switch (change.kind) {
    case 'create-vpc-endpoint':
    case 'modify-vpc-endpoint':
    case 'modify-vpc-attribute':
    case 'modify-network-interface-groups':
      return change.vpcId
    case 'disassociate-address':
      return findItem(snapshot, change.region, 'instances', (each) => each.instanceId === change.instanceId)?.vpcId
    default:
      return undefined
  }
}

function lostIn(
  vpcId: string,
  region: string,
  before: Snapshot,
  after: Snapshot,
  changed: ReadonlySet<string>,
): LostPath[] {
  const [now, then] = [pathsIn(before, region, new Set()), pathsIn(after, region, changed)]
  return consumersOf(before, region, vpcId).flatMap((consumer) =>
    ENDPOINT_SERVICES.flatMap((service): LostPath[] => {
      const { verdict } = now(consumer, service)
      if (verdict === 'blocked') return []
      const path = then(consumer, service)
      if (path.verdict === 'open' || (path.verdict === 'unknown' && verdict === 'unknown')) return []
      const hop = path.hops.find(({ outcome }) => outcome === (path.verdict === 'blocked' ? 'fail' : 'unknown'))
      return [{ consumer: consumer.instanceId, service, why: hop?.why ?? '' }]
    }),
  )
}

/** Every step of a round asks about the account as it is before it. */
const networkOf = once((snapshot: Snapshot) => createNetwork(new Lookups(snapshot)))

/** @param changed endpoints that people are led to who may not have used them, and whose policies may not know them */
function pathsIn(snapshot: Snapshot, region: string, changed: ReadonlySet<string>) {
  const network = networkOf(snapshot)
  // The other policies stay as they are; a new endpoint lets everything through.
  const policyAllows = (_document: string, { vpcEndpointId }: VpcEndpoint): PolicyAnswer =>
    changed.has(vpcEndpointId)
      ? { decision: 'unknown', why: `Whom the policy of ${vpcEndpointId} lets through is not known.` }
      : { decision: 'allowed', why: '' }
  return (consumer: Instance, service: EndpointService) =>
    pathToService(consumer, { service, region, ephemeral: ephemeralOf(consumer), policyAllows }, network)
}

function consumersOf({ regions }: Snapshot, name: string, vpcId: string): Instance[] {
  const region = regions.find((r) => r.region === name)
  const instances = region?.instances.outcome === 'ok' ? region.instances.value : []
  const interfaces = region?.networkInterfaces.outcome === 'ok' ? region.networkInterfaces.value : []
  const running = instances.filter((each) => each.vpcId === vpcId && each.state === 'running')
  const others = interfaces.filter((each) => each.vpcId === vpcId && each.instanceId === undefined && isConsumer(each))
  return [...running, ...others.map(asInstance)]
}

/** What AWS serves with, and does not send from: endpoints, gateways, balancers. */
const SERVING = new Set([
  'vpc_endpoint',
  'gateway_load_balancer_endpoint',
  'nat_gateway',
  'natGateway',
  'load_balancer',
  'network_load_balancer',
  'gateway_load_balancer',
  'transit_gateway',
])

const isConsumer = ({ interfaceType, requesterId = '' }: NetworkInterface) =>
  !SERVING.has(interfaceType) && !/^amazon-(rds|elasticache|redshift)/.test(requesterId)

function asInstance(eni: NetworkInterface): Instance {
  const {
    networkInterfaceId,
    vpcId,
    subnetId,
    availabilityZone,
    privateIpAddresses,
    ipv6Addresses,
    publicIps,
    groupIds,
  } = eni
  return {
    ...{ instanceId: networkInterfaceId, vpcId, subnetId, availabilityZone, state: 'running', tags: {} },
    ...(privateIpAddresses[0] !== undefined && { privateIpAddress: privateIpAddresses[0] }),
    networkInterfaces: [
      {
        ...{ networkInterfaceId, vpcId, subnetId, deviceIndex: 0, status: 'in-use' },
        ...{ privateIpAddresses, ipv6Addresses, publicIps, groupIds },
      },
    ],
  }
}
