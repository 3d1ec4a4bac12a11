import type { Hop } from '../../model/finding.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import type { Network } from '../network.js'
import type { Family } from '../values/addresses.js'
import { type Flow, type Party, partyOfInterface } from '../values/flow.js'
import { isUnknown, type PathResult, passes, pathOf, soften } from '../values/hops.js'
import { remembered } from '../values/remember.js'
import { evaluate } from './evaluate.js'

export type HostSource = { party: Party; hop: Hop } | { party?: undefined; hop: Hop }

/** The interface by which a host's traffic leaves: device index 0, its first address. */
export const hostSource = (host: Instance, family: Family = 4): HostSource => sourceOf(host, family)

const sourceOf = remembered((host: Instance, family: Family): HostSource => {
  const primary = primaryOf(host)
  const kind = 'network-interface'
  if (!primary)
    return {
      hop: isUnknown({
        at: host.instanceId,
        kind,
        code: 'MISSING',
        why: `No network interface of ${host.instanceId} is known.`,
      }),
    }
  const at = primary.networkInterfaceId
  const party = partyOfInterface(primary, family)
  if (!party)
    return {
      hop: isUnknown({
        at,
        kind,
        code: 'NO_ADDRESS_OF_FAMILY',
        why: `${at} of ${host.instanceId} has no IPv${family} address; whether the agent is set up for the other family cannot be seen.`,
      }),
    }
  return {
    party,
    hop: passes({
      at,
      kind,
      code: 'ALLOWED',
      why: `Traffic of ${host.instanceId} leaves by ${party.label} in ${primary.subnetId}.`,
    }),
  }
})

export const primaryOf = (host: Instance) =>
  host.networkInterfaces.find((eni) => eni.deviceIndex === 0) ?? host.networkInterfaces[0]

/**
 * Evaluates a flow from a host's primary interface. The operating system may rather use another interface that lies in
 * the destination's own subnet: where that would end differently, nothing is certain.
 */
export function evaluateFromHost(host: Instance, flow: Flow, network: Network): PathResult {
  const result = evaluate(flow, network)
  const primary = primaryOf(host)
  const { place } = flow.destination
  if (!place || place.subnetId === primary?.subnetId) return result
  const others = host.networkInterfaces.filter((eni) => eni !== primary && eni.subnetId === place.subnetId)
  const differing = others.find((eni) => {
    const source = partyOfInterface(eni, flow.source.addresses.family)
    return source && evaluate({ ...flow, source }, network).verdict !== result.verdict
  })
  if (!differing) return result
  const why = `${differing.networkInterfaceId} of ${host.instanceId} lies in ${place.subnetId} too; by it the answer would be another, and which one the system uses cannot be seen.`
  return pathOf([
    ...soften(result.hops, 'unknown'),
    isUnknown({ at: differing.networkInterfaceId, kind: 'network-interface', code: 'SECONDARY_INTERFACE', why }),
  ])
}
