import type { Collected, CollectFailure } from '../model/collected.js'
import { groupBy } from '../model/group-by.js'
import type { RegionSnapshot, Snapshot } from '../model/snapshot.js'
import type {
  HostedZone,
  NetworkAcl,
  NetworkInterface,
  RouteTable,
  TransitGatewayVpcAttachment,
  VpcEndpoint,
} from '../model/snapshot-network.js'

/** An answer from the snapshot, or why there is none: code and words of the `unknown` hop that follows. */
export type Lookup<T> = { found: true; value: T } | NotSeen
export interface NotSeen {
  found: false
  /** `MISSING` or `API_DENIED`, `API_THROTTLED`, … */
  code: string
  why: string
}

export const seen = <T>(value: T): Lookup<T> => ({ found: true, value })
export const missing = (why: string): NotSeen => ({ found: false, code: 'MISSING', why })
export const notRead = (failure: CollectFailure): NotSeen => ({
  found: false,
  code: `API_${failure.outcome.toUpperCase()}`,
  why: `${failure.api} could not be read (${failure.outcome}: ${failure.message}).`,
})

type Lists = {
  [K in keyof RegionSnapshot as RegionSnapshot[K] extends Collected<readonly unknown[]> ? K : never]: RegionSnapshot[K]
}
type Item<K extends keyof Lists> = Lists[K] extends Collected<readonly (infer T)[]> ? T : never

/**
 * The snapshot's network, all regions together, indexed once for all flows; every index is built when it is first asked.
 * Nothing throws: what is absent or could not be read is a `NotSeen`.
 */
export class Network {
  readonly #memo = new Map<string, unknown>()

  constructor(readonly snapshot: Snapshot) {}

  readonly vpc = this.#finder('vpcs', (vpc) => vpc.vpcId)
  readonly dhcpOptions = this.#finder('dhcpOptions', (options) => options.dhcpOptionsId)
  readonly subnet = this.#finder('subnets', (subnet) => subnet.subnetId)
  readonly routeTable = this.#finder('routeTables', (table) => table.routeTableId)
  readonly securityGroup = this.#finder('securityGroups', (group) => group.groupId)
  readonly vpcEndpoint = this.#finder('vpcEndpoints', (endpoint) => endpoint.vpcEndpointId)
  readonly prefixList = this.#finder('prefixLists', (list) => list.prefixListId)
  readonly natGateway = this.#finder('natGateways', (nat) => nat.natGatewayId)
  readonly internetGateway = this.#finder('internetGateways', (gateway) => gateway.internetGatewayId)
  readonly egressOnlyInternetGateway = this.#finder(
    'egressOnlyInternetGateways',
    (gateway) => gateway.egressOnlyInternetGatewayId,
  )
  readonly peering = this.#finder('vpcPeeringConnections', (peering) => peering.vpcPeeringConnectionId)
  readonly transitGateway = this.#finder('transitGateways', (gateway) => gateway.transitGatewayId)
  readonly transitGatewayAttachment = this.#finder(
    'transitGatewayAttachments',
    (attachment) => attachment.transitGatewayAttachmentId,
  )
  readonly transitGatewayRouteTable = this.#finder(
    'transitGatewayRouteTables',
    (table) => table.transitGatewayRouteTableId,
  )
  readonly networkInterface = this.#finder('networkInterfaces', (eni) => eni.networkInterfaceId)
  readonly dbSubnetGroup = this.#finder('dbSubnetGroups', (group) => group.dbSubnetGroupName)

  /** What `compute` gives, computed once per key. */
  memo<T>(key: string, compute: () => T): T {
    const known = this.#memo.get(key)
    if (known !== undefined) return known as T
    const value = compute()
    this.#memo.set(key, value)
    return value
  }

  readonly #setNames = new WeakMap<readonly string[], string>()

  /** A short name of a set of ids, whatever their order: long lists make slow keys. */
  setName(ids: readonly string[]): string {
    const known = this.#setNames.get(ids)
    if (known !== undefined) return known
    const names = this.memo('names of sets', () => new Map<string, string>())
    const whole = [...ids].sort().join(' ')
    const name = names.get(whole) ?? `#${names.size}`
    names.set(whole, name)
    this.#setNames.set(ids, name)
    return name
  }

  region(name: string): RegionSnapshot | undefined {
    return this.#regions().get(name)
  }

  /** The table that a subnet uses: the one that it is associated with, else the main table of its VPC. */
  routeTableOf(subnetId: string): Lookup<RouteTable> {
    return this.memo(`table of ${subnetId}`, () => {
      const { bySubnet, byVpc, failures } = this.#routeTables()
      const explicit = bySubnet.get(subnetId)
      if (explicit) return seen(explicit)
      if (failures[0]) return notRead(failures[0])
      const subnet = this.subnet(subnetId)
      if (!subnet.found) return subnet
      const main = byVpc.get(subnet.value.vpcId)
      return main
        ? seen(main)
        : missing(`${subnetId} has no route table: the main table of ${subnet.value.vpcId} is gone.`)
    })
  }

  /** The network ACL that a subnet uses: the one that it is associated with, else the default one of its VPC. */
  networkAclOf(subnetId: string): Lookup<NetworkAcl> {
    return this.memo(`acl of ${subnetId}`, () => {
      const { bySubnet, byVpc, failures } = this.#networkAcls()
      const explicit = bySubnet.get(subnetId)
      if (explicit) return seen(explicit)
      if (failures[0]) return notRead(failures[0])
      const subnet = this.subnet(subnetId)
      if (!subnet.found) return subnet
      const standard = byVpc.get(subnet.value.vpcId)
      return standard
        ? seen(standard)
        : missing(`${subnetId} has no network ACL: the default one of ${subnet.value.vpcId} is gone.`)
    })
  }

  /** Every endpoint of a VPC. */
  vpcEndpointsOf(vpcId: string): Lookup<VpcEndpoint[]> {
    return this.#grouped('vpcEndpoints', (endpoint) => endpoint.vpcId, vpcId)
  }

  vpcEndpoints(): VpcEndpoint[] {
    return this.#all('vpcEndpoints')
  }

  subnetsOf(vpcId: string) {
    return this.#grouped('subnets', (subnet) => subnet.vpcId, vpcId)
  }

  networkInterfacesOf(subnetId: string): Lookup<NetworkInterface[]> {
    return this.#grouped('networkInterfaces', (eni) => eni.subnetId, subnetId)
  }

  /** The interface that holds a private address in a VPC. */
  networkInterfaceAt(vpcId: string, address: string): Lookup<NetworkInterface | undefined> {
    const byAddress = this.memo('interfaces by address', () => {
      const index = new Map<string, NetworkInterface>()
      for (const eni of this.#all('networkInterfaces'))
        for (const held of [...eni.privateIpAddresses, ...eni.ipv6Addresses]) index.set(`${eni.vpcId} ${held}`, eni)
      return index
    })
    const eni = byAddress.get(`${vpcId} ${address}`)
    const failure = this.#failures('networkInterfaces')[0]
    return eni === undefined && failure ? notRead(failure) : seen(eni)
  }

  transitGatewayVpcAttachmentsOf(vpcId: string): Lookup<TransitGatewayVpcAttachment[]> {
    return this.#grouped('transitGatewayVpcAttachments', (attachment) => attachment.vpcId, vpcId)
  }

  /** AWS's own list of a service's public addresses in a region, e.g. `com.amazonaws.eu-west-1.s3`. */
  servicePrefixList(region: string, service: string) {
    return this.memo(`list of ${service} in ${region}`, () => {
      const lists = this.region(region)?.prefixLists
      if (lists === undefined) return missing(`The region ${region} was not collected.`)
      if (lists.outcome !== 'ok') return notRead(lists)
      const list = lists.value.find((l) => l.prefixListName.endsWith(`.${region}.${service}`))
      return list ? seen(list) : missing(`There is no prefix list of ${service} in ${region}.`)
    })
  }

  /** Private hosted zones that answer in a VPC. A service that the region lacks has no zones. */
  hostedZonesOf(vpcId: string, region: string): Lookup<HostedZone[]> {
    const zones = this.region(region)?.hostedZones[vpcId]
    if (zones === undefined) return missing(`The private hosted zones of ${vpcId} were not collected.`)
    if (zones.outcome === 'ok') return seen(zones.value)
    return zones.outcome === 'unsupported' ? seen([]) : notRead(zones)
  }

  #regions(): Map<string, RegionSnapshot> {
    return this.memo('regions', () => new Map(this.snapshot.regions.map((region) => [region.region, region])))
  }

  #lists<K extends keyof Lists>(collection: K): Collected<Item<K>[]>[] {
    return this.snapshot.regions.map((region) => region[collection] as Collected<Item<K>[]>)
  }

  #failures(collection: keyof Lists): CollectFailure[] {
    return this.memo(`failures ${collection}`, () =>
      this.#lists(collection).filter((list): list is CollectFailure => list.outcome !== 'ok'),
    )
  }

  #all<K extends keyof Lists>(collection: K): Item<K>[] {
    return this.#lists(collection).flatMap((list) => (list.outcome === 'ok' ? list.value : []))
  }

  #finder<K extends keyof Lists>(collection: K, idOf: (item: Item<K>) => string): (id: string) => Lookup<Item<K>> {
    return (id) => {
      const byId = this.memo(`${collection} by id`, () => new Map(this.#all(collection).map((i) => [idOf(i), i])))
      const item = byId.get(id)
      if (item !== undefined) return seen(item)
      const failure = this.#failures(collection)[0]
      return failure ? notRead(failure) : missing(`${id} is not in the account's ${collection}.`)
    }
  }

  #grouped<K extends keyof Lists>(collection: K, keyOf: (item: Item<K>) => string, key: string): Lookup<Item<K>[]> {
    const failure = this.#failures(collection)[0]
    if (failure) return notRead(failure)
    const groups = this.memo(`${collection} by parent`, () => groupBy(this.#all(collection), keyOf))
    return seen(groups.get(key) ?? [])
  }

  #routeTables() {
    return this.memo('route tables', () => {
      const tables = this.#all('routeTables')
      return {
        bySubnet: new Map(tables.flatMap((table) => table.subnetIds.map((id): [string, RouteTable] => [id, table]))),
        byVpc: new Map(tables.filter((table) => table.main).map((table) => [table.vpcId, table])),
        failures: this.#failures('routeTables'),
      }
    })
  }

  #networkAcls() {
    return this.memo('network acls', () => {
      const acls = this.#all('networkAcls')
      return {
        bySubnet: new Map(acls.flatMap((acl) => acl.subnetIds.map((id): [string, NetworkAcl] => [id, acl]))),
        byVpc: new Map(acls.filter((acl) => acl.isDefault).map((acl) => [acl.vpcId, acl])),
        failures: this.#failures('networkAcls'),
      }
    })
  }
}

export function createNetwork(snapshot: Snapshot): Network {
  return new Network(snapshot)
}
