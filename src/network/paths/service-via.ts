import type { Hop } from '../../model/finding.js'
import type { Resolution } from '../dns/name-answers.js'
import type { Network } from '../network.js'
import { routesOf } from '../routing/routes.js'
import { PUBLIC_IPV4 } from '../values/addresses.js'
import type { Party } from '../values/flow.js'
import type { PathResult } from '../values/hops.js'

export interface ServicePath extends PathResult {
  name: string
  via: 'interface-endpoint' | 'gateway-endpoint' | 'internet' | 'address' | 'nothing' | 'unknown'
  endpointIds: string[]
  /** NAT or internet gateways that would serve the host, were it not for the private DNS of an endpoint. */
  shadowed: string[]
}

/** What carries the connection. */
export function viaOf({ answers }: Resolution, hops: readonly Hop[]): Pick<ServicePath, 'via' | 'endpointIds'> {
  const [answer] = answers
  if (!answer || answers.length > 1) return { via: 'unknown', endpointIds: [] }
  if (answer.kind === 'endpoints')
    return { via: 'interface-endpoint', endpointIds: answer.endpoints.map((e) => e.vpcEndpointId) }
  if (answer.kind === 'addresses') return { via: 'address', endpointIds: [] }
  if (answer.kind === 'nothing' || answer.kind === 'foreign-endpoint')
    return { via: answer.hop.outcome === 'unknown' ? 'unknown' : 'nothing', endpointIds: [] }
  const gateways = [...new Set(hops.flatMap((hop) => (hop.kind === 'vpc-endpoint' ? [hop.at] : [])))]
  return { via: gateways.length > 0 ? 'gateway-endpoint' : 'internet', endpointIds: gateways }
}

/** The gateways that the private DNS of an endpoint leaves unused. */
export function shadowedBy({ answers }: Resolution, source: Party, network: Network): string[] {
  const [answer] = answers
  if (answer?.kind !== 'endpoints' || !source.place) return []
  const routing = routesOf(source.place.subnetId, PUBLIC_IPV4, network, 'none')
  if (!routing.found) return []
  const ids = routing.value.parts.flatMap(({ route }) =>
    route?.route.state === 'active' && ['nat-gateway', 'internet-gateway'].includes(route.target.kind)
      ? [route.target.id]
      : [],
  )
  return [...new Set(ids)]
}
