import type { Collected, CollectFailure } from '../model/collected.js'
import { groupBy } from '../model/group-by.js'
import type { RegionSnapshot, Snapshot } from '../model/snapshot.js'
import type { HostedZone } from '../model/snapshot-dns.js'
import type { ManagedNode } from '../model/snapshot-hosts.js'
import type { NetworkAcl, NetworkInterface, PrefixList, RouteTable } from '../model/snapshot-network.js'
import { attachmentOfGateway, contested, indexed } from './by-id.js'
import { associated, byVpcId, homeOf, hybridNodesByTrait, notCollected, ok, own } from './indexes.js'

type Lists = {
  [K in keyof RegionSnapshot as RegionSnapshot[K] extends Collected<readonly unknown[]> ? K : never]: RegionSnapshot[K]
}
type Item<K extends keyof Lists> = Lists[K] extends Collected<readonly (infer T)[]> ? T : never

/** What a look-up gives: `undefined` inside `ok` says that the lists were read and do not hold it. */
export type Found<T> = Collected<T | undefined>

/**
 * The snapshot's lists, all regions together, indexed once; every index is built when it is first asked for.
 * Nothing here throws, and nothing takes a list that could not be read for an empty one: the answer of every look-up
 * is a `Collected`. An object that one region's list holds is found even where another region's list was refused.
 */
export class Lookups {
  readonly #memo = new Map<string, unknown>()

  constructor(readonly snapshot: Snapshot) {}

  readonly vpc = this.#byId('vpcs', (vpc) => vpc.vpcId)
  readonly dhcpOptions = this.#byId('dhcpOptions', (options) => options.dhcpOptionsId)
  readonly subnet = this.#byId('subnets', (subnet) => subnet.subnetId)
  readonly routeTable = this.#byId('routeTables', (table) => table.routeTableId)
  readonly securityGroup = this.#byId('securityGroups', (group) => group.groupId)
  readonly vpcEndpoint = this.#byId('vpcEndpoints', (endpoint) => endpoint.vpcEndpointId)
  readonly prefixList = this.#byId('prefixLists', (list) => list.prefixListId)
  readonly natGateway = this.#byId('natGateways', (nat) => nat.natGatewayId)
  readonly internetGateway = this.#byId('internetGateways', (gateway) => gateway.internetGatewayId)
  readonly egressOnlyInternetGateway = this.#byId(
    'egressOnlyInternetGateways',
    (gateway) => gateway.egressOnlyInternetGatewayId,
  )
  // Both ends list it, and need not say the same of each other.
  readonly peering = this.#byId(
    'vpcPeeringConnections',
    (peering) => peering.vpcPeeringConnectionId,
    ({ status }) => status,
  )
  readonly transitGateway = this.#byId('transitGateways', (gateway) => gateway.transitGatewayId)
  // Of two gateways that peer, each lists the attachment as its own.
  readonly transitGatewayAttachment = this.#byId('transitGatewayAttachments', (attachment) =>
    attachmentOfGateway(attachment.transitGatewayId, attachment.transitGatewayAttachmentId),
  )
  readonly transitGatewayVpcAttachment = this.#byId(
    'transitGatewayVpcAttachments',
    (attachment) => attachment.transitGatewayAttachmentId,
  )
  readonly transitGatewayRouteTable = this.#byId(
    'transitGatewayRouteTables',
    (table) => table.transitGatewayRouteTableId,
  )
  readonly networkInterface = this.#byId('networkInterfaces', (eni) => eni.networkInterfaceId)
  readonly instance = this.#byId('instances', (instance) => instance.instanceId)
  readonly instanceStatus = this.#byId('instanceStatuses', (status) => status.instanceId)
  readonly managedNode = this.#byId('managedNodes', (node) => node.instanceId)

  readonly subnetsOf = this.#grouped('subnets', (subnet) => subnet.vpcId)
  readonly vpcEndpointsOf = this.#grouped('vpcEndpoints', (endpoint) => endpoint.vpcId)
  readonly instancesOf = this.#grouped('instances', (instance) => instance.vpcId)
  readonly networkInterfacesIn = this.#grouped('networkInterfaces', (eni) => eni.subnetId)
  readonly networkInterfacesOf = this.#grouped('networkInterfaces', (eni) => eni.instanceId)
  readonly transitGatewayVpcAttachmentsOf = this.#grouped('transitGatewayVpcAttachments', (a) => a.vpcId)

  region(name: string): RegionSnapshot | undefined {
    return this.#once('regions', () => new Map(this.snapshot.regions.map((r) => [r.region, r]))).get(name)
  }

  /** All items of a list, every region's; a failure where one region's could not be read. */
  all<K extends keyof Lists>(collection: K): Collected<Item<K>[]> {
    return this.#once(`all ${collection}`, () => {
      const failure = this.#failure(collection)
      return failure ?? ok(this.#api(collection), this.#readable(collection))
    })
  }

  /** The table that a subnet uses: the one that it is associated with, else the main table of its VPC. */
  routeTableOf(subnetId: string): Found<RouteTable> {
    const { bySubnet, byVpc, changing } = this.#once('route tables', () => {
      const tables = this.#readable('routeTables')
      const changing = new Set(tables.flatMap((t) => t.changingSubnetIds ?? []))
      return { changing, bySubnet: associated(tables), byVpc: byVpcId(tables.filter((t) => t.main)) }
    })
    if (changing.has(subnetId)) {
      const message = `the association of ${subnetId} with a route table is being changed`
      return { outcome: 'error', api: this.#api('routeTables'), message }
    }
    return this.#ofSubnet('routeTables', subnetId, bySubnet, byVpc)
  }

  /** The network ACL that a subnet uses: the one that it is associated with, else the default one of its VPC. */
  networkAclOf(subnetId: string): Found<NetworkAcl> {
    const { bySubnet, byVpc } = this.#once('network acls', () => {
      const acls = this.#readable('networkAcls')
      return { bySubnet: associated(acls), byVpc: byVpcId(acls.filter((acl) => acl.isDefault)) }
    })
    return this.#ofSubnet('networkAcls', subnetId, bySubnet, byVpc)
  }

  /** The interface that holds a private address in a VPC. */
  networkInterfaceAt(vpcId: string, address: string): Found<NetworkInterface> {
    const byAddress = this.#once(
      'interfaces by address',
      () =>
        new Map(
          this.#readable('networkInterfaces').flatMap((eni) =>
            [...eni.privateIpAddresses, ...eni.ipv6Addresses].map((held) => [`${eni.vpcId} ${held}`, eni]),
          ),
        ),
    )
    const failure = this.#failureFor('networkInterfaces', vpcId)
    return failure ?? ok(this.#api('networkInterfaces'), byAddress.get(`${vpcId} ${address}`))
  }

  /** AWS's own list of a service's public addresses in a region, e.g. `com.amazonaws.eu-west-1.s3`. */
  servicePrefixList(region: string, service: string): Found<PrefixList> {
    const lists = this.region(region)?.prefixLists
    if (lists === undefined) return notCollected('ec2:DescribeManagedPrefixLists', region)
    if (lists.outcome !== 'ok') return lists
    const named = this.#once(`prefix lists of ${region}`, () =>
      groupBy(lists.value, (list) => list.prefixListName.split('.').slice(-2).join('.')),
    )
    return ok(lists.api, named.get(`${region}.${service}`)?.[0])
  }

  /** Private hosted zones that answer in a VPC. They are older than the call that lists them: without it, there may be some. */
  hostedZonesOf(vpcId: string, region: string): Collected<HostedZone[]> {
    return own(this.region(region)?.hostedZones, vpcId) ?? notCollected('route53:ListHostedZonesByVPC', vpcId)
  }

  /** The DNS attributes of a VPC. */
  vpcAttributesOf(vpcId: string, region: string): RegionSnapshot['vpcAttributes'][string] {
    return own(this.region(region)?.vpcAttributes, vpcId) ?? notCollected('ec2:DescribeVpcAttribute', vpcId)
  }

  /** The group of a name in a region; names are unique in one region only. */
  dbSubnetGroup(name: string, region: string): Found<Item<'dbSubnetGroups'>> {
    const groups = this.region(region)?.dbSubnetGroups
    if (groups === undefined) return notCollected('rds:DescribeDBSubnetGroups', region)
    if (groups.outcome !== 'ok') return groups
    const byName = this.#once(
      `subnet groups of ${region}`,
      () => new Map(groups.value.map((group) => [group.dbSubnetGroupName, group])),
    )
    return ok(groups.api, byName.get(name))
  }

  /** Hybrid registrations of a region that share a trait with a machine: source id, address or computer name. */
  hybridNodesWith(trait: string, region: string): Collected<ManagedNode[]> {
    const nodes = this.region(region)?.managedNodes
    if (nodes === undefined) return notCollected('ssm:DescribeInstanceInformation', region)
    if (nodes.outcome !== 'ok') return nodes
    const byTrait = this.#once(`hybrid nodes of ${region}`, () => hybridNodesByTrait(nodes.value))
    return ok(nodes.api, byTrait.get(trait) ?? [])
  }

  #ofSubnet<K extends 'routeTables' | 'networkAcls'>(
    collection: K,
    subnetId: string,
    bySubnet: Map<string, Item<K>>,
    byVpc: Map<string, Item<K>>,
  ): Found<Item<K>> {
    const explicit = bySubnet.get(subnetId)
    if (explicit) return this.#answer(collection, explicit)
    // An association may stand in the list that could not be read.
    const failure = this.#failureFor(collection, subnetId)
    if (failure) return failure
    const subnet = this.subnet(subnetId)
    if (subnet.outcome !== 'ok') return subnet
    return ok(this.#api(collection), byVpc.get(subnet.value?.vpcId ?? ''))
  }

  #once<T>(key: string, compute: () => T): T {
    if (!this.#memo.has(key)) this.#memo.set(key, compute())
    return this.#memo.get(key) as T
  }

  #lists<K extends keyof Lists>(collection: K): Collected<Item<K>[]>[] {
    return this.snapshot.regions.map((region) => region[collection] as Collected<Item<K>[]>)
  }

  #failure(collection: keyof Lists): CollectFailure | undefined {
    return this.#once(`failure ${collection}`, () =>
      this.#lists(collection).find((list): list is CollectFailure => list.outcome !== 'ok'),
    )
  }

  /** Why what belongs to a VPC, subnet or instance may be missing: what is in a region, its own lists alone can hold. */
  #failureFor(collection: keyof Lists, parent: string): CollectFailure | undefined {
    const home = this.#once(`home ${parent}`, () => homeOf(parent, this.snapshot.regions))
    if (home === undefined) return this.#failure(collection)
    const list = home[collection]
    return list.outcome === 'ok' ? undefined : list
  }

  #readable<K extends keyof Lists>(collection: K): Item<K>[] {
    return this.#lists(collection).flatMap((list) => (list.outcome === 'ok' ? list.value : []))
  }

  #answer<K extends keyof Lists, T>(collection: K, item: T | undefined): Found<T> {
    const failure = item === undefined ? this.#failure(collection) : undefined
    return failure ?? ok(this.#api(collection), item)
  }

  #api(collection: keyof Lists): string {
    return this.snapshot.regions[0]?.[collection].api ?? collection
  }

  #byId<K extends keyof Lists>(
    collection: K,
    idOf: (item: Item<K>) => string,
    essence?: (item: Item<K>) => unknown,
  ): (id: string) => Found<Item<K>> {
    let index: ReturnType<typeof indexed<Item<K>>> | undefined
    return (id) => {
      index ??= indexed(this.#readable(collection), idOf, essence)
      if (index.contested.has(id)) return contested(this.#api(collection), id)
      return this.#answer(collection, index.byId.get(id))
    }
  }

  #grouped<K extends keyof Lists>(
    collection: K,
    parentOf: (item: Item<K>) => string | undefined,
  ): (parent: string) => Collected<Item<K>[]> {
    const groups = new Map<string, Item<K>[]>()
    let built = false
    return (parent) => {
      const failure = this.#failureFor(collection, parent)
      if (failure) return failure
      if (!built) {
        for (const [key, items] of groupBy(this.#readable(collection), parentOf))
          if (key !== undefined) groups.set(key, items)
        built = true
      }
      return ok(this.#api(collection), groups.get(parent) ?? [])
    }
  }
}
