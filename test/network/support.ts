import { Lookups } from '../../src/inventory/lookups.js'
import type { Snapshot } from '../../src/model/snapshot.js'
import { evaluate, hasWarning, type Network, type Party, partyOfInterface } from '../../src/network/index.js'
import { createNetwork } from '../../src/network/network.js'
import { AddressSet } from '../../src/network/values/addresses.js'
import { CLIENT_PORTS, PORT, PUBLIC_ADDRESS, type RandomNetwork } from './reference/random-network.js'

export type Word = 'all' | 'some' | 'none' | 'unknown'

/** What the evaluator says of the flow of a random network, in the reference's words. */
export function evaluated(random: RandomNetwork, snapshot: Snapshot = random.snapshot) {
  const whole = createNetwork(new Lookups(random.snapshot))
  const source = interfaceParty(whole, random.from)
  const server = interfaceParty(whole, 'eni-server')
  const outside: Party = {
    label: random.to,
    addresses: AddressSet.of(4, [{ start: 0x34010203, end: 0x34010204 }]),
    spread: 'one-of',
    groups: 'none',
  }
  const destination = random.to === PUBLIC_ADDRESS ? outside : server
  const ephemeral = [{ start: CLIENT_PORTS[0] ?? 0, end: (CLIENT_PORTS.at(-1) ?? 0) + 1 }]
  const network = snapshot === random.snapshot ? whole : createNetwork(new Lookups(snapshot))
  const result = evaluate({ source, destination, port: PORT, ephemeral }, network)
  const reached: Word = hasWarning(result) ? 'some' : 'all'
  const word: Word = result.verdict === 'blocked' ? 'none' : result.verdict === 'unknown' ? 'unknown' : reached
  return { word, hops: result.hops }
}

function interfaceParty(network: Network, id: string): Party {
  const lookup = network.networkInterface(id)
  const found = lookup.found ? partyOfInterface(lookup.value) : undefined
  if (!found) throw new Error(`no ${id}`)
  return found
}
