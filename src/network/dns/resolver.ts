import type { Hop } from '../../model/finding.js'
import type { HostedZone } from '../../model/snapshot-network.js'
import { missing, type Network, notRead } from '../network.js'
import { parseBlock } from '../values/addresses.js'
import { fails, isUnknown, notSeen, passes } from '../values/hops.js'

/** Who answers a VPC's questions for a name. `amazon`: its own resolver, so that zones and endpoints decide. */
export interface ResolverView {
  answers: 'amazon' | 'nobody' | 'unknown'
  hop: Hop
}

/**
 * Follows the VPC's DNS settings: DHCP options, enableDnsSupport, and rules that forward the name elsewhere.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html
 */
export function resolverOf(vpcId: string, region: string, name: string, network: Network): ResolverView {
  return network.memo(`resolver ${vpcId} ${region} ${name}`, () => {
    const settings = serversOf(vpcId, region, network)
    return settings.answers === 'amazon' ? forwarding(vpcId, region, name, network) : settings
  })
}

const kind = 'name-resolution'
const unknownView = (hop: Hop): ResolverView => ({ answers: 'unknown', hop })

function serversOf(vpcId: string, region: string, network: Network): ResolverView {
  const vpc = network.vpc(vpcId)
  if (!vpc.found) return unknownView(notSeen(vpcId, kind, vpc))
  const { dhcpOptionsId, cidrBlocks } = vpc.value
  if (dhcpOptionsId !== undefined && dhcpOptionsId !== 'default') {
    const options = network.dhcpOptions(dhcpOptionsId)
    if (!options.found) return unknownView(notSeen(dhcpOptionsId, kind, options))
    const custom = options.value.domainNameServers.filter((server) => !isAmazonResolver(server, cidrBlocks))
    if (custom.length > 0 || options.value.domainNameServers.length === 0)
      return unknownView(
        isUnknown({
          at: dhcpOptionsId,
          kind,
          code: 'CUSTOM_DNS_SERVERS',
          why: `${vpcId} uses the DNS servers ${custom.join(', ') || 'of nobody'}: what they answer cannot be seen.`,
        }),
      )
  }
  const attributes = network.vpcAttributesOf(vpcId, region)
  if (!attributes.found) return unknownView(notSeen(vpcId, kind, attributes))
  if (attributes.value.enableDnsSupport)
    return {
      answers: 'amazon',
      hop: passes({ at: vpcId, kind, code: 'AMAZON_DNS', why: `${vpcId} resolves names through Amazon's DNS.` }),
    }
  return {
    answers: 'nobody',
    hop: fails({
      at: vpcId,
      kind,
      code: 'DNS_SUPPORT_OFF',
      why: `${vpcId} has enableDnsSupport off: no name resolves there.`,
    }),
  }
}

const AMAZON = new Set(['amazonprovideddns', '169.254.169.253', 'fd00:ec2::253'])

function isAmazonResolver(server: string, cidrBlocks: readonly string[]): boolean {
  if (AMAZON.has(server.toLowerCase())) return true
  const address = parseBlock(server)
  return cidrBlocks.some((text) => {
    const block = parseBlock(text)
    return (
      block?.family === 4 &&
      address?.family === 4 &&
      Number(address.interval.start) === Number(block.interval.start) + 2
    )
  })
}

/** Of the Resolver rules of the VPC that match the name, the longest one decides; SYSTEM hands it back to Amazon's DNS. */
function forwarding(vpcId: string, region: string, name: string, network: Network): ResolverView {
  const amazon: ResolverView = {
    answers: 'amazon',
    hop: passes({ at: vpcId, kind, code: 'AMAZON_DNS', why: `${vpcId} resolves ${name} through Amazon's DNS.` }),
  }
  const associations = network.region(region)?.resolverRuleAssociations
  if (associations === undefined)
    return unknownView(notSeen(vpcId, kind, missing(`The Resolver rules of ${region} were not collected.`)))
  if (associations.outcome === 'unsupported') return amazon
  if (associations.outcome !== 'ok') return unknownView(notSeen(vpcId, kind, notRead(associations)))
  const own = associations.value.filter((rule) => rule.vpcId === vpcId && rule.ruleType !== 'RECURSIVE')
  const blind = own.find((rule) => rule.domainName === undefined)
  const [decisive] = own
    .filter((rule) => rule.domainName !== undefined && isWithin(name, rule.domainName))
    .sort((a, b) => (b.domainName?.length ?? 0) - (a.domainName?.length ?? 0))
  const rule = decisive?.ruleType === 'SYSTEM' ? undefined : (decisive ?? blind)
  if (!rule) return amazon
  return unknownView(
    isUnknown({
      at: rule.resolverRuleId,
      kind,
      code: 'RESOLVER_RULE',
      why: `${rule.resolverRuleId} (${rule.ruleType ?? 'unreadable'} ${rule.domainName ?? ''}) may send ${name} to other DNS servers.`,
    }),
  )
}

const plain = (name: string) => name.toLowerCase().replace(/\.$/, '')

function isWithin(name: string, domain: string): boolean {
  const parent = plain(domain)
  return parent === '' || name === parent || name.endsWith(`.${parent}`)
}

/** What the private hosted zones of a VPC say of a name. */
export type ZoneAnswer =
  | { kind: 'no-zone' }
  | { kind: 'addresses'; zone: HostedZone; ipv4: string[]; ipv6: string[] }
  | { kind: 'name'; zone: HostedZone; target: string }
  | { kind: 'no-record'; zone: HostedZone; hop: Hop }
  | { kind: 'unknown'; hop: Hop }

/**
 * The zone with the longest matching name answers, also by having no such record.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
 */
export function zoneAnswer(name: string, vpcId: string, region: string, network: Network): ZoneAnswer {
  const zones = network.hostedZonesOf(vpcId, region)
  if (!zones.found) return { kind: 'unknown', hop: notSeen(vpcId, kind, zones) }
  const [zone, ...others] = zones.value
    .filter((candidate) => isWithin(name, candidate.name))
    .sort((a, b) => b.name.length - a.name.length)
  if (!zone) return { kind: 'no-zone' }
  if (others[0]?.name === zone.name)
    return {
      kind: 'unknown',
      hop: isUnknown({
        at: zone.hostedZoneId,
        kind,
        code: 'HOSTED_ZONE_CONFLICT',
        why: `Several hosted zones ${zone.name} answer in ${vpcId}.`,
      }),
    }
  if (zone.records.outcome !== 'ok')
    return {
      kind: 'unknown',
      hop: isUnknown({
        at: zone.hostedZoneId,
        kind,
        code: 'HOSTED_ZONE_UNREADABLE',
        why: `The hosted zone ${zone.name} answers for ${name} in ${vpcId} and its records could not be read (${zone.records.api}: ${zone.records.outcome}).`,
      }),
    }
  return recordsAnswer(name, zone, zone.records.value)
}

type Record = Extract<HostedZone['records'], { outcome: 'ok' }>['value'][number]

function recordsAnswer(name: string, zone: HostedZone, records: readonly Record[]): ZoneAnswer {
  const exact = records.filter((record) => record.name === name)
  const matching = exact.length > 0 ? exact : wildcards(name, records)
  const usable = matching.filter((record) => ['A', 'AAAA', 'CNAME'].includes(record.type))
  const target =
    usable.find((record) => record.aliasTarget !== undefined)?.aliasTarget ??
    usable.find((record) => record.type === 'CNAME')?.values[0]
  if (target !== undefined) return { kind: 'name', zone, target: plain(target) }
  const valuesOf = (type: string) => usable.filter((record) => record.type === type).flatMap((record) => record.values)
  const [ipv4, ipv6] = [valuesOf('A'), valuesOf('AAAA')]
  if (ipv4.length + ipv6.length > 0) return { kind: 'addresses', zone, ipv4, ipv6 }
  const why = `The hosted zone ${zone.name} answers for ${name} and has no address record of it.`
  return { kind: 'no-record', zone, hop: fails({ at: zone.hostedZoneId, kind, code: 'NO_RECORD', why }) }
}

/** `*.eu-west-1.amazonaws.com` answers for everything below that has no record of its own. Route 53 writes `\052`. */
function wildcards(name: string, records: readonly Record[]): Record[] {
  return records
    .filter((record) => {
      const parent = /^(?:\*|\\052)(\..+)$/.exec(record.name)?.[1]
      return parent !== undefined && name.endsWith(parent)
    })
    .sort((a, b) => b.name.length - a.name.length)
    .filter((record, _, [longest]) => record.name === longest?.name)
}
