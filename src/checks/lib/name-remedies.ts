import type { Hop, Remedy } from '../../model/finding.js'
import type { FailureCode } from '../../network/index.js'
import { dnsRemedy } from './dns-remedy.js'
import { type PathEnds, regionOf } from './path-ends.js'

/** As much of a path as the name that is dialled needs. */
export type NameEnds = Pick<PathEnds, 'inventory' | 'region' | 'dialled' | 'service'>

/** By the code with which a name does not lead to what is dialled. */
export const NAME_REMEDIES: Record<FailureCode<'name-resolution'>, (hop: Hop, ends: NameEnds) => Remedy> = {
  DNS_SUPPORT_OFF: ({ at }, ends) => dnsRemedy(at, ['enableDnsSupport'], regionOf(at, ends)),
  DNS_FIREWALL_BLOCKED: ({ at, rule = '' }, { dialled }) => {
    const [number, domain] = rule.split(' BLOCK ')
    const list = domain === undefined ? 'what blocks it' : `${domain} (rule ${number})`
    return { text: `Let a rule of ${at} allow ${dialled} before it blocks ${list}, or take that from its domains.` }
  },
  NO_RECORD: ({ at }, { dialled }) => ({
    text: `Add a record of ${dialled} to hosted zone ${at}, or take the VPC from the zone: it hides every other answer.`,
  }),
  NO_SUCH_NAME: ({ at }, { dialled }) => ({
    text: `Let ${at} lead ${dialled} to a name that the endpoint has, or delete the record.`,
  }),
  CNAME_LOOP: ({ at }, { dialled }) => ({
    text: `Let the records of hosted zone ${at} end at an address or endpoint: they send ${dialled} round in a circle.`,
  }),
  WRONG_SERVICE: ({ at }, { dialled, service }) => ({
    text: `Let ${at} lead ${dialled} to ${service === undefined ? 'what it names' : `an endpoint of ${service}`}, or delete the record.`,
  }),
  HOSTED_ZONE_ELSEWHERE: ({ at }, { dialled }) => ({
    text: `Let ${at} lead ${dialled} to the database's own name, or delete the record.`,
  }),
}

/** The remedy of a name's hop that fails; none for one that does not. */
export function nameRemedy(hop: Hop, ends: NameEnds): { remedy?: Remedy } {
  const of = hop.outcome === 'fail' ? BY_CODE.get(hop.code) : undefined
  return of ? { remedy: of(hop, ends) } : {}
}

const BY_CODE: ReadonlyMap<string, (hop: Hop, ends: NameEnds) => Remedy> = new Map(Object.entries(NAME_REMEDIES))
