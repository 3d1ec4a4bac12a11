import type { Snapshot } from '../../../src/model/snapshot.js'
import { everyWorld } from './choices.js'
import { Facts } from './facts.js'
import { aclLets, groupsLet, type Way } from './filters.js'
import { send } from './walk.js'

/**
 * A slow, obvious packet-by-packet simulator of VPC networks. It shares no code with src/network, on purpose: one concrete
 * packet out, one concrete packet back, for every port that the client may choose, in every world that what cannot be
 * seen allows.
 */
export interface Connection {
  /** Id of the client's interface. */
  from: string
  /** Address that it dials. */
  to: string
  port: number
  /** Every port that the client may choose for its end. */
  clientPorts: readonly number[]
  /** Every port that a NAT gateway may choose; any few of each range that the rules tell apart will do. */
  natPorts: readonly number[]
}

/** How many of the client's ports (and of several addresses) work. */
export type Share = 'all' | 'some' | 'none'

/** Every answer that is possible. Just one: whoever sees the snapshot can tell. */
export function simulate(snapshot: Snapshot, connection: Connection): Set<Share> {
  return everyWorld((choose) => shareOf(new Facts(snapshot, choose), connection))
}

export function shareOf(facts: Facts, connection: Connection): Share {
  const works = connection.clientPorts.flatMap((clientPort) =>
    connection.natPorts.map((natPort) => connects(facts, connection, clientPort, natPort)),
  )
  if (works.every(Boolean)) return 'all'
  return works.some(Boolean) ? 'some' : 'none'
}

function connects(facts: Facts, { from, to, port }: Connection, clientPort: number, natPort: number): boolean {
  const client = facts.interface(from)
  const own = [...(client?.privateIpAddresses ?? []), ...(client?.ipv6Addresses ?? [])]
  const address = own.find((a) => a.includes(':') === to.includes(':'))
  if (!client || address === undefined) return false
  const { subnetId } = client
  if (!groupsLet(facts, client, 'egress', to, port, meeting(facts, subnetId, to))) return false
  const out = send(facts, { subnetId, eni: client, natPort }, { source: address, destination: to, port })
  if (out.at === 'dropped') return false
  if (out.at === 'outside') return out.answered(clientPort)
  if (out.at === 'maybe') return out.works && aclLets(facts, subnetId, 'ingress', to, clientPort)
  if (!groupsLet(facts, out.eni, 'ingress', address, port, out.way)) return false
  const reply = { source: to, destination: address, port: clientPort, reply: true }
  const back = send(facts, { subnetId: out.eni.subnetId, eni: out.eni, natPort }, reply)
  return back.at === 'interface' || (back.at === 'maybe' && back.works)
}

/** How the client's own rules see the way to an address. */
function meeting(facts: Facts, subnetId: string, to: string): Way {
  const route = facts.route(subnetId, to)
  if (facts.holdsAddress(subnetId, to) || route?.gatewayId === 'local') return 'vpc'
  return route?.vpcPeeringConnectionId === undefined ? 'neither' : 'peering'
}
