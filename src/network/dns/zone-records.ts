import type { HostedZone } from '../../model/snapshot-dns.js'
import { plainName } from './names.js'

export type ZoneRecord = Extract<HostedZone['records'], { outcome: 'ok' }>['value'][number]

/** What a zone's records say of a name. */
export interface RecordAnswer {
  /** Names that it is sent on to, by aliases or a CNAME. */
  targets: string[]
  /** Those among them that Route 53 looks up itself, whatever the VPC's zones and rules say of them. */
  aliases: string[]
  ipv4: string[]
  ipv6: string[]
}

/**
 * The answers of which one is given; none: the zone answers that there is no such address. Agents ask for IPv4; IPv6 counts
 * where there is nothing else.
 */
export function recordAnswers(name: string, zone: string, records: readonly ZoneRecord[]): RecordAnswer[] {
  const matching = recordsFor(name, zone, records)
  const first = matching.filter((record) => record.type === 'A' || record.type === 'CNAME')
  const usable = withWeight(first.length > 0 ? first : matching.filter((record) => record.type === 'AAAA'))
  const sets = usable.some((record) => record.oneOfSeveral) ? apart(usable) : [usable]
  return sets.flatMap((set) => answerOf(set) ?? [])
}

/** Each by itself, whatever the API's order; those that say the same once. */
function apart(records: readonly ZoneRecord[]): ZoneRecord[][] {
  const byWords = new Map(
    records.map((record) => [[record.type, record.aliasTarget, ...record.values].join(' '), record]),
  )
  return [...byWords].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => [record])
}

/**
 * Records of weight 0 count where all have it.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-weighted.html
 */
function withWeight(records: readonly ZoneRecord[]): readonly ZoneRecord[] {
  const weighty = records.filter(({ weight }) => weight !== 0)
  return weighty.length > 0 ? weighty : records
}

function answerOf(usable: readonly ZoneRecord[]): RecordAnswer | undefined {
  const targets = usable.flatMap((record) =>
    record.aliasTarget !== undefined ? [record.aliasTarget] : record.type === 'CNAME' ? record.values : [],
  )
  const aliases = usable.flatMap((record) => (record.aliasTarget === undefined ? [] : [plainName(record.aliasTarget)]))
  const addresses = (type: string) =>
    usable
      .filter((r) => r.type === type)
      .flatMap((r) => r.values)
      .sort()
  const answer = {
    targets: [...new Set(targets.map(plainName))].sort(),
    aliases,
    ipv4: addresses('A'),
    ipv6: addresses('AAAA'),
  }
  return answer.targets.length + answer.ipv4.length + answer.ipv6.length > 0 ? answer : undefined
}

/**
 * Records of the name, else those of the wildcard below its closest parent that exists: a wildcard does not reach past
 * a name that is there.
 * @see https://datatracker.ietf.org/doc/html/rfc4592#section-3.3.1
 */
function recordsFor(name: string, zone: string, records: readonly ZoneRecord[]): ZoneRecord[] {
  const named = records.map((record) => ({ record, at: record.name.replace(/^\\052(?=\.)/, '*') }))
  const at = (wanted: string) => named.filter((r) => r.at === wanted).map((r) => r.record)
  const exists = (node: string) => named.some((r) => r.at === node || r.at.endsWith(`.${node}`))
  if (exists(name)) return at(name)
  for (let parent = parentOf(name); parent !== undefined; parent = parentOf(parent))
    if (parent === zone || exists(parent)) return at(`*.${parent}`)
  return []
}

const parentOf = (name: string): string | undefined => {
  const dot = name.indexOf('.')
  return dot < 0 ? undefined : name.slice(dot + 1)
}
