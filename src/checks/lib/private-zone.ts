import type { RegionInventory } from '../../inventory/inventory.js'
import { read, readEntry } from '../../inventory/read.js'
import type { EndpointService } from '../../model/config.js'
import { serviceName } from '../../network/dns/service-names.js'

/**
 * The record by which a private hosted zone of the VPC answers a service's name: how a VPC uses the endpoint of a
 * central VPC. The zone with the longest matching name decides, also by having no record.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
 */
export function privateZoneRecord(
  service: EndpointService,
  vpcId: string,
  { region, snapshot }: RegionInventory,
): { hostedZoneId: string; name: string; type: string } | undefined {
  const name = serviceName(service, region)
  // Where Route 53 has no such call, no VPC has private hosted zones.
  if (snapshot.hostedZones[vpcId]?.outcome === 'unsupported') return undefined
  const zones = readEntry(snapshot.hostedZones, vpcId, 'route53:ListHostedZonesByVPC')
    .filter((zone) => zone.name === name || name.endsWith(`.${zone.name}`))
    .sort((a, b) => b.name.length - a.name.length)
  const [zone] = zones
  if (!zone) return undefined
  const record = read(zone.records).find(
    (candidate) => ANSWERS.has(candidate.type) && (candidate.name === name || isWildcardOf(candidate.name, name)),
  )
  return record && { hostedZoneId: zone.hostedZoneId, name, type: record.type }
}

const ANSWERS = new Set(['A', 'AAAA', 'CNAME'])

/** `*.eu-west-1.amazonaws.com` (Route 53 writes `\052`) answers `ssm.eu-west-1.amazonaws.com`. */
function isWildcardOf(pattern: string, name: string): boolean {
  const parent = /^(?:\*|\\052)(\..+)$/.exec(pattern)?.[1]
  return parent !== undefined && name.endsWith(parent)
}
