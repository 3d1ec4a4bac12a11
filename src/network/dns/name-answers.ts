import type { CollectFailure } from '../../model/collected.js'
import type { Hop } from '../../model/finding.js'
import type { HostedZone } from '../../model/snapshot-dns.js'
import type { VpcEndpoint } from '../../model/snapshot-network.js'
import type { Network } from '../network.js'
import { fails, isUnknown, passes } from '../values/hops.js'
import { endpointNamed, foreignEndpoint, mergedEndpoints, type NamedEndpoint } from './endpoint-names.js'

/** One way in which a name may be answered. `astray`: some of the answers, given in turn, are of another service. */
export type NameAnswer =
  | { kind: 'endpoints'; endpoints: VpcEndpoint[]; by: 'private-dns' | 'hosted-zone'; hop: Hop; astray?: Hop }
  /** An endpoint that no scanned account holds, by its name. `service`: as in `ssm.eu-west-1`. */
  | { kind: 'foreign-endpoint'; endpointId: string; service: string; hop: Hop }
  | { kind: 'addresses'; addresses: string[]; hop: Hop; astray?: Hop }
  /** Each of them in turn; they are of different kinds, or lead to different names. */
  | { kind: 'in-turn'; answers: NameAnswer[]; hop: Hop }
  /** Nobody in the VPC knows it, so the internet is asked. `name`: where records lead, else the name itself. */
  | { kind: 'public'; name: string; hop?: Hop }
  /** No answer (the hop fails), or nobody sees which one (the hop is unknown). */
  | { kind: 'nothing'; hop: Hop; failure?: CollectFailure }

export interface Resolution {
  name: string
  hops: Hop[]
  /** One of them is true. */
  answers: NameAnswer[]
}

const kind = 'name-resolution'

/** A record that sends a name on. */
export interface Step {
  name: string
  zone: HostedZone
}

/** Several records of a name are answered in turn. */
export function together(
  answers: readonly NameAnswer[][],
  addresses: readonly string[],
  path: readonly Step[],
): NameAnswer {
  const each = answers.flatMap((one) => (one.length === 1 ? one : []))
  const endpoints = each.flatMap((a) => (a.kind === 'endpoints' ? a.endpoints : []))
  const found = each.flatMap((a) => (a.kind === 'addresses' ? a.addresses : []))
  const { zone, name } = path.at(-1) ?? {}
  const why = `The hosted zone ${zone?.name} sends ${name} to several targets of different kinds.`
  const hop = isUnknown({ at: zone?.hostedZoneId ?? '', kind, code: 'HOSTED_ZONE_TARGET', why })
  if (each.length < answers.length) return nothing(hop)
  if (addresses.length === 0 && each.every((a) => a.kind === 'endpoints'))
    return throughZones(mergedEndpoints(endpoints), path)
  if (each.every((a) => a.kind === 'addresses')) return toAddresses([...new Set([...addresses, ...found])], path)
  const own = addresses.length > 0 ? [toAddresses([...addresses], path)] : []
  return { kind: 'in-turn', answers: [...own, ...each], hop }
}

const zonesOf = (steps: readonly Step[]) => [...new Set(steps.map(({ zone }) => zone.name))].join(', ')
const nameOf = (steps: readonly Step[]) => steps[0]?.name ?? ''

function zoneHop(to: string, steps: readonly Step[]): Hop {
  const why = `${nameOf(steps)} resolves to ${to} by the hosted zone ${zonesOf(steps)}.`
  return passes({ at: steps[0]?.zone.hostedZoneId ?? '', kind, code: 'HOSTED_ZONE', why })
}

/** Addresses that records hold. */
export function toAddresses(addresses: string[], steps: readonly Step[]): NameAnswer {
  return { kind: 'addresses', addresses, hop: zoneHop(addresses.join(', '), steps) }
}

function throughZones(endpoints: VpcEndpoint[], steps: readonly Step[]): NameAnswer {
  const ids = endpoints.map((e) => e.vpcEndpointId).join(', ')
  if (steps.length > 0) return { kind: 'endpoints', endpoints, by: 'hosted-zone', hop: zoneHop(ids, steps) }
  const at = endpoints[0]?.vpcEndpointId ?? ''
  const hop = passes({ at, kind, code: 'ENDPOINT_NAME', why: `The name is one of ${ids}.` })
  return { kind: 'endpoints', endpoints, by: 'hosted-zone', hop }
}

/** What the name of an endpoint leads to, the internet being asked. */
export function byEndpointName(name: string, steps: readonly Step[], network: Network): NameAnswer | undefined {
  const named = endpointNamed(name, network)
  if (named) return named.unlisted ? nothing(unlistedHop(name, named, steps)) : throughZones([named.endpoint], steps)
  const foreign = steps.length > 0 ? foreignEndpoint(name) : undefined
  return foreign && { ...foreign, kind: 'foreign-endpoint', hop: foreignHop(name, steps) }
}

function unlistedHop(name: string, { endpoint }: NamedEndpoint, steps: readonly Step[]): Hop {
  const at = steps[0]?.zone.hostedZoneId ?? endpoint.vpcEndpointId
  const why = `${name} is none of the names of ${endpoint.vpcEndpointId}: it does not resolve.`
  return fails({ at, kind, code: 'NO_SUCH_NAME', why })
}

function foreignHop(name: string, steps: readonly Step[]): Hop {
  const at = steps[0]?.zone.hostedZoneId ?? ''
  const why = `The hosted zone ${zonesOf(steps)} sends ${nameOf(steps)} to ${name}, which was not found in the account.`
  return isUnknown({ at, kind, code: 'HOSTED_ZONE_TARGET', why })
}

/** The internet's answer. */
export function publicly(name: string, steps: readonly Step[]): NameAnswer {
  return steps.length === 0 ? { kind: 'public', name } : { kind: 'public', name, hop: zoneHop(name, steps) }
}

/** No answer. */
export const nothing = (hop: Hop, failure?: CollectFailure): NameAnswer => ({
  kind: 'nothing',
  hop,
  ...(failure && { failure }),
})
