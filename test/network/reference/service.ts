import type { EndpointService } from '../../../src/model/config.js'
import type { Snapshot } from '../../../src/model/snapshot.js'
import { inCidr, isPrivate } from './addresses.js'
import { everyWorld } from './choices.js'
import { type Resolved, resolve } from './dns.js'
import { everyCidr } from './every-cidr.js'
import { Facts, list } from './facts.js'
import { type Connection, type Share, shareOf } from './simulate.js'

/** Every answer to whether a host reaches a service: what the name leads to first, then the packets. */
export function simulateService(
  snapshot: Snapshot,
  service: EndpointService,
  host: Omit<Connection, 'to'>,
): Set<Share> {
  return everyWorld((choose) => {
    const facts = new Facts(snapshot, choose, service)
    const vpcId = facts.interface(host.from)?.vpcId ?? ''
    const shares = addressesOf(facts, service, resolve(facts, vpcId, `${service}.eu-west-1.amazonaws.com`)).map((to) =>
      serves(facts, to, service) ? shareOf(facts, { ...host, to }) : 'none',
    )
    if (shares.length > 0 && shares.every((share) => share === 'all')) return 'all'
    return shares.every((share) => share === 'none') ? 'none' : 'some'
  })
}

/** Who asks several times gets each of them in turn. */
function addressesOf(facts: Facts, service: EndpointService, resolved: Resolved): string[] {
  const { region, choose } = facts
  if (resolved.kind === 'each') return resolved.addresses
  if (resolved.kind === 'nothing') return []
  const everything = everyCidr(region, 4)
  const candidates = resolved.kind === 'anything' ? everything : everything.filter((a) => !isPrivate(a))
  const entries = list(region.prefixLists).find((l) => l.prefixListId === 'pl-s3')?.entries
  if (resolved.kind === 'public' && entries?.outcome === 'ok') {
    const ofS3 = (address: string) => entries.value.some((cidr) => inCidr(address, cidr))
    if (service === 's3') return candidates.filter(ofS3)
    return one(candidates.filter((address) => !ofS3(address)))
  }
  return one(candidates)

  function one(addresses: string[]): string[] {
    const chosen = addresses[choose(`address of ${service}`, addresses.length)]
    return chosen === undefined ? [] : [chosen]
  }
}

/** An endpoint that is not available, or of another service, answers nobody. */
function serves(facts: Facts, address: string, service: EndpointService): boolean {
  const eni = facts.holder(address)
  const owner = list(facts.region.vpcEndpoints).find((e) =>
    e.networkInterfaceIds.includes(eni?.networkInterfaceId ?? ''),
  )
  return !owner || (owner.serviceName.endsWith(`.${service}`) && facts.works(owner.vpcEndpointId, owner.state))
}
