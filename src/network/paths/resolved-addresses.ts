import type { Hop } from '../../model/finding.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import type { Network } from '../network.js'
import type { Party } from '../values/flow.js'
import { eachOf, fails, isUnknown, type PathResult, pathOf } from '../values/hops.js'
import { hostSource } from './host-interface.js'
import { partyAtAddress } from './locate.js'

interface Question {
  host: Instance
  /** What resolves to the addresses. */
  name: string
  addresses: readonly string[]
  dial: (destination: Party) => PathResult
  network: Network
}

/** Addresses that a hosted zone answers with, in turn: here, or in a VPC that is connected. */
export function toAddresses(question: Question): PathResult {
  const addresses = [...question.addresses].sort()
  return eachOf(addresses.map((address) => ({ label: address, result: toAddress(address, question) })))
}

function toAddress(address: string, { host, name, dial, network }: Question): PathResult {
  const words = { at: address, kind: 'address' } as const
  const ends = endsAt(address, host.vpcId ?? '', network)
  if (ends.length === 0)
    return pathOf([isUnknown({ ...words, code: 'MALFORMED_CIDR', why: `"${address}" is no address.` })])
  return best(
    ends.map((end) => {
      if ('hop' in end) return pathOf([end.hop])
      if (end.addresses.family === 4) return dial(end)
      const why = `${name} resolves to the IPv6 address ${address} alone.`
      const hop = { ...words, code: 'IPV6_ONLY' } as const
      if (hostSource(host, 6).party) return pathOf([isUnknown({ ...hop, why })])
      return pathOf([fails({ ...hop, why: `${why} ${host.instanceId} has no IPv6 address.` })])
    }),
  )
}

/** The host's own VPC holds the address, else each other VPC that holds it may be meant, else it lies outside. */
function endsAt(address: string, own: string, network: Network): (Party | { hop: Hop })[] {
  const here = partyAtAddress(address, [own], network)
  if (!here || 'hop' in here || here.place) return here ? [here] : []
  const vpcIds = network.snapshot.regions.flatMap((r) =>
    r.vpcs.outcome === 'ok' ? r.vpcs.value.map((v) => v.vpcId) : [],
  )
  const others = [...new Set(vpcIds)].filter((id) => id !== own).sort()
  const held = others.flatMap((vpcId) => {
    const end = partyAtAddress(address, [vpcId], network)
    return end && ('hop' in end || end.place) ? [end] : []
  })
  return held.length > 0 ? held : [here]
}

/** Where VPCs have the same addresses, the routes lead to one of them, and to the others there is no way. */
function best(results: readonly PathResult[]): PathResult {
  const of = (verdict: PathResult['verdict']) => results.find((result) => result.verdict === verdict)
  return of('open') ?? of('unknown') ?? of('blocked') ?? pathOf([])
}
