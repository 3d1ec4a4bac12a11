import { attachmentOfGateway } from '../inventory/by-id.js'
import type { Found, Lookups } from '../inventory/lookups.js'
import type { Collected, CollectFailure } from '../model/collected.js'
import { remembered } from './values/remember.js'

/** An answer from the inventory, or why there is none: code and words of the `unknown` hop that follows. */
export type Lookup<T> = { found: true; value: T } | NotSeen
export interface NotSeen {
  found: false
  /** `MISSING` or `API_DENIED`, `API_THROTTLED`, … */
  code: string
  /** The API that could not be read, where that is why. */
  api?: string
  why: string
}

export const seen = <T>(value: T): Lookup<T> => ({ found: true, value })
export const missing = (why: string): NotSeen => ({ found: false, code: 'MISSING', why })
export const notRead = (failure: CollectFailure): NotSeen => ({
  found: false,
  code: `API_${failure.outcome.toUpperCase()}`,
  api: failure.api,
  why: `${failure.api} could not be read (${failure.outcome}: ${failure.message}).`,
})

/** A collection that has to be there. */
export const readable = <T>(collected: Collected<T>): Lookup<T> =>
  collected.outcome === 'ok' ? seen(collected.value) : notRead(collected)

/** An object that has to be there. */
export const present = <T>(found: Found<T>, id: string): Lookup<T> => {
  if (found.outcome !== 'ok') return notRead(found)
  return found.value === undefined ? missing(`${id} is not in the account's lists.`) : seen(found.value)
}

type ById<K extends keyof Lookups> = Lookups[K] extends (id: string) => Found<infer T>
  ? (id: string) => Lookup<T>
  : never

/** What path evaluation asks the inventory, in its own words. */
export class Network {
  constructor(readonly inventory: Lookups) {}

  readonly vpc = this.#finder('vpc')
  readonly dhcpOptions = this.#finder('dhcpOptions')
  readonly subnet = this.#finder('subnet')
  readonly routeTable = this.#finder('routeTable')
  readonly securityGroup = this.#finder('securityGroup')
  readonly vpcEndpoint = this.#finder('vpcEndpoint')
  readonly prefixList = this.#finder('prefixList')
  readonly natGateway = this.#finder('natGateway')
  readonly internetGateway = this.#finder('internetGateway')
  readonly egressOnlyInternetGateway = this.#finder('egressOnlyInternetGateway')
  readonly peering = this.#finder('peering')
  readonly transitGateway = this.#finder('transitGateway')
  readonly transitGatewayVpcAttachment = this.#finder('transitGatewayVpcAttachment')
  readonly transitGatewayRouteTable = this.#finder('transitGatewayRouteTable')
  readonly networkInterface = this.#finder('networkInterface')
  readonly instance = this.#finder('instance')

  routeTableOf = (subnetId: string) => present(this.inventory.routeTableOf(subnetId), `The route table of ${subnetId}`)
  networkAclOf = (subnetId: string) => present(this.inventory.networkAclOf(subnetId), `The network ACL of ${subnetId}`)

  transitGatewayAttachment = (gatewayId: string, id: string) =>
    present(this.inventory.transitGatewayAttachment(attachmentOfGateway(gatewayId, id)), id)

  get snapshot() {
    return this.inventory.snapshot
  }

  region(name: string) {
    return this.inventory.region(name)
  }

  vpcEndpointsOf = (vpcId: string) => readable(this.inventory.vpcEndpointsOf(vpcId))
  subnetsOf = (vpcId: string) => readable(this.inventory.subnetsOf(vpcId))
  networkInterfacesOf = (subnetId: string) => readable(this.inventory.networkInterfacesIn(subnetId))
  networkInterfaceAt = (vpcId: string, address: string) => readable(this.inventory.networkInterfaceAt(vpcId, address))
  transitGatewayVpcAttachmentsOf = (vpcId: string) => readable(this.inventory.transitGatewayVpcAttachmentsOf(vpcId))
  hostedZonesOf = (vpcId: string, region: string) => readable(this.inventory.hostedZonesOf(vpcId, region))
  vpcAttributesOf = (vpcId: string, region: string) => readable(this.inventory.vpcAttributesOf(vpcId, region))

  /** Those that are listed: there may be more in a region whose list could not be read. */
  knownVpcEndpoints = () => endpointsOf(this)

  servicePrefixList(region: string, service: string) {
    return present(this.inventory.servicePrefixList(region, service), `the prefix list of ${service} in ${region}`)
  }

  dbSubnetGroup(name: string, region: string) {
    return present(this.inventory.dbSubnetGroup(name, region), name)
  }

  #finder<K extends keyof Lookups>(lookup: K): ById<K> {
    return ((id: string) => present((this.inventory[lookup] as (id: string) => Found<unknown>)(id), id)) as ById<K>
  }
}

const endpointsOf = remembered(({ snapshot }: Network) =>
  snapshot.regions.flatMap(({ vpcEndpoints }) => (vpcEndpoints.outcome === 'ok' ? vpcEndpoints.value : [])),
)

export const createNetwork = (inventory: Lookups): Network => new Network(inventory)
