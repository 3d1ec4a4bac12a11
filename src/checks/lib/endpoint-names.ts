import type { Hop } from '../../model/finding.js'
import type { VpcEndpoint } from '../../model/snapshot-network.js'
import { isAvailable, type NameAnswer, resolveService } from '../../network/index.js'
import { type Outcome, unknown } from '../define.js'
import { unreadable } from '../run.js'
import { namesDialled } from './dialled-names.js'
import type { EndpointQuestion } from './endpoint-question.js'

export interface LedToEndpoints {
  kind: 'endpoints'
  /** Those of the account. */
  endpoints: VpcEndpoint[]
  /** Of all, also of those in another account. */
  ids: string[]
  names: string[]
  hop: Hop
}

/** Where all the names that agents dial for a service lead in a VPC. */
export type Led =
  | LedToEndpoints
  /** One of them at least leads to no endpoint of the service that is available; `hop` says where. */
  | { kind: 'elsewhere'; hop: Hop }
  | { kind: 'unknown'; outcome: Outcome }

/** Asks the one reader of names, as the paths of the hosts do. */
export function whereNamesLead({ service, vpcId, region, network }: EndpointQuestion): Led {
  const names = namesDialled(service, region)
  const led = names.map((name) => {
    const { answers } = resolveService(service, vpcId, region.region, network, name)
    return answers.map((answer) => ledTo(name, answer, vpcId))
  })
  const all = led.flat()
  const unseen = all.find((one) => one.kind === 'unknown')
  if (unseen) return unseen
  const elsewhere = all.find((one) => one.kind === 'elsewhere')
  if (elsewhere) return elsewhere
  const found = all.filter((one) => one.kind === 'endpoints')
  const [first] = found
  if (!first) return { kind: 'unknown', outcome: unknown('name-unknown', `No name of ${service} is known.`) }
  const endpoints = new Map(found.flatMap((one) => one.endpoints.map((e) => [e.vpcEndpointId, e])))
  const ids = [...new Set(found.flatMap((one) => one.ids))]
  return { ...first, names, ids, endpoints: [...endpoints.values()] }
}

function ledTo(name: string, answer: NameAnswer, vpcId: string): Led {
  // Answers are given in turn: where one of them is of another service, the endpoint does not serve.
  if ((answer.kind === 'endpoints' || answer.kind === 'addresses') && answer.astray)
    return { kind: 'elsewhere', hop: answer.astray }
  if (answer.kind === 'endpoints') {
    const { endpoints } = answer
    if (!endpoints.every(isAvailable)) return { kind: 'elsewhere', hop: answer.hop }
    const ids = endpoints.map((endpoint) => endpoint.vpcEndpointId)
    return { kind: 'endpoints', endpoints, ids, names: [name], hop: answer.hop }
  }
  if (answer.kind === 'foreign-endpoint')
    return { kind: 'endpoints', endpoints: [], ids: [answer.endpointId], names: [name], hop: answer.hop }
  if (answer.kind === 'public' && answer.hop) return { kind: 'elsewhere', hop: answer.hop }
  if (answer.kind === 'nothing' && answer.hop.outcome === 'fail') return { kind: 'elsewhere', hop: answer.hop }
  if (answer.kind === 'nothing') {
    const { failure, hop } = answer
    if (failure) return { kind: 'unknown', outcome: { ...unreadable(failure), hops: [hop] } }
    const api = hop.api === undefined ? {} : { api: hop.api }
    return { kind: 'unknown', outcome: unknown(keyOf(hop), `${vpcId}: ${hop.why}`, { ...api, hops: [hop] }) }
  }
  const addresses = answer.kind === 'addresses' ? answer.addresses : []
  const says = `${vpcId}: ${name} leads to ${addresses.join(', ')}, and whether that is an endpoint cannot be seen.`
  return { kind: 'unknown', outcome: unknown('hosted-zone-address', says, { evidence: { name, addresses } }) }
}

/** Codes of hops are keys already: `NO_RECORD` → `no-record`. */
export const keyOf = (hop: Hop): string => hop.code.toLowerCase().replaceAll('_', '-')
