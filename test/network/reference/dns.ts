import type { HostedZone } from '../../../src/model/snapshot-dns.js'
import type { VpcEndpoint } from '../../../src/model/snapshot-network.js'
import { type Facts, list } from './facts.js'

/** What a name leads to. `public`: one of the public addresses of that service. `anything`: one address, any. */
export type Resolved = { kind: 'nothing' | 'public' | 'anything' } | { kind: 'each'; addresses: string[] }

const NOTHING: Resolved = { kind: 'nothing' }
const REGION = 'eu-west-1'

/**
 * Asks the resolver of a VPC.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-overview-forward-vpc-to-network.html
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
 */
export function resolve(facts: Facts, vpcId: string, name: string): Resolved {
  const { region, choose } = facts
  const vpc = list(region.vpcs).find((v) => v.vpcId === vpcId)
  const options = list(region.dhcpOptions).find((o) => o.dhcpOptionsId === vpc?.dhcpOptionsId)
  const own = ['AmazonProvidedDNS', '169.254.169.253', '10.0.0.2']
  const foreign = options?.domainNameServers.some((server) => !own.includes(server))
  if (foreign && choose('the DNS servers are of another opinion', 2) === 1) return somewhere(facts, name)
  const attributes = region.vpcAttributes[vpcId]
  if (attributes?.outcome !== 'ok') throw new Error('no attributes')
  return attributes.value.enableDnsSupport ? amazon(facts, vpcId, name) : NOTHING
}

const somewhere = ({ choose }: Facts, name: string): Resolved =>
  choose(`${name} leads nowhere`, 2) === 1 ? NOTHING : { kind: 'anything' }

const plain = (domain: string) => domain.toLowerCase().replace(/\.$/, '')
/** How much of a name a domain matches, in labels; undefined when it does not. */
function labels(name: string, domain: string): number | undefined {
  const parent = plain(domain)
  if (parent === '') return 0
  return name === parent || name.endsWith(`.${parent}`) ? parent.split('.').length : undefined
}

/** The most specific of Resolver rules, hosted zones and the zones behind private DNS; of equals the rule. */
function amazon(facts: Facts, vpcId: string, name: string, depth = 0): Resolved {
  const { region, choose } = facts
  const rules = list(region.resolverRuleAssociations).filter((r) => r.vpcId === vpcId && r.ruleType !== 'RECURSIVE')
  const candidates = rules
    .flatMap(({ domainName, ruleType }) => {
      const depthOfRule = domainName === undefined ? undefined : labels(name, domainName)
      return depthOfRule === undefined ? [] : [{ ruleType, depth: depthOfRule }]
    })
    .sort((a, b) => b.depth - a.depth)
  const [rule] = candidates
  const zones = zonesFor(facts, vpcId, name)
  const [zone] = zones
  const exact = rule !== undefined && rule.depth === name.split('.').length
  const blind = rules.some((r) => r.domainName === undefined)
  if (blind && !exact && choose(`the unreadable rule is for ${name}`, 2) === 1) return somewhere(facts, name)
  if (rule?.ruleType === 'FORWARD' && rule.depth >= (zone?.depth ?? 0)) return somewhere(facts, name)
  if (!zone) return publicly(facts, name)
  const equals = zones.filter((z) => z.depth === zone.depth)
  return equals[choose(`which zone answers for ${name}`, equals.length)]?.answer(depth) ?? NOTHING
}

interface Zone {
  depth: number
  answer: (depth: number) => Resolved
}

function zonesFor(facts: Facts, vpcId: string, name: string): Zone[] {
  const { region } = facts
  const hosted = list(region.hostedZones[vpcId] ?? { outcome: 'missing' }).flatMap((zone): Zone[] => {
    const depth = labels(name, zone.name)
    return depth === undefined ? [] : [{ depth, answer: (n) => fromZone(facts, vpcId, zone, name, n) }]
  })
  const hidden = list(region.vpcEndpoints)
    .filter((e) => e.vpcId === vpcId && hasPrivateDns(facts, e))
    .flatMap((e): Zone[] => {
      const depth = labels(name, `${e.serviceName.split('.').at(-1)}.${REGION}.amazonaws.com`)
      const below = depth !== name.split('.').length && !e.serviceName.endsWith('.s3')
      return depth === undefined || below ? [] : [{ depth, answer: () => endpointAddresses(facts, e) }]
    })
  return [...hosted, ...hidden].sort((a, b) => b.depth - a.depth)
}

/** While an endpoint comes or goes, its name may be there already or still. */
function hasPrivateDns({ region, choose }: Facts, e: VpcEndpoint): boolean {
  const attributes = region.vpcAttributes[e.vpcId]
  const hostnames = attributes?.outcome === 'ok' && attributes.value.enableDnsHostnames
  if (e.vpcEndpointType !== 'Interface' || !e.privateDnsEnabled || !hostnames) return false
  if (e.privateDnsOnlyForInboundResolverEndpoint) return false
  if (e.state === 'available') return true
  return ['pending', 'partial', 'deleting'].includes(e.state) && choose(`${e.vpcEndpointId} has its name`, 2) === 1
}

function endpointAddresses(facts: Facts, e: VpcEndpoint, zone?: string): Resolved {
  const addresses = facts
    .interfaces()
    .filter((eni) => e.networkInterfaceIds.includes(eni.networkInterfaceId))
    .filter((eni) => zone === undefined || eni.availabilityZone === zone)
    .flatMap((eni) => eni.privateIpAddresses)
  return addresses.length === 0 ? NOTHING : { kind: 'each', addresses }
}

function fromZone(
  facts: Facts,
  vpcId: string,
  { records, ...zone }: HostedZone,
  name: string,
  depth: number,
): Resolved {
  if (records.outcome !== 'ok') return somewhere(facts, name)
  const named = (wanted: string) => records.value.filter((r) => plain(r.name) === wanted)
  let found = named(name)
  // The wildcard of the closest name that exists answers for everything below it.
  for (let parent = name; found.length === 0 && parent !== plain(zone.name) && parent.includes('.'); ) {
    parent = parent.slice(parent.indexOf('.') + 1)
    found = named(`*.${parent}`)
    if (records.value.some((r) => labels(plain(r.name), parent) !== undefined)) break
  }
  const alias = found.find((r) => r.type === 'A' && r.aliasTarget !== undefined)?.aliasTarget
  const cname = found.find((r) => r.type === 'CNAME')?.values[0]
  const next = alias ?? cname
  // Whoever resolves it: no endpoint of this service has such a name.
  if (next?.startsWith('vpce-') && facts.service !== undefined && !next.includes(`.${facts.service}.`)) return NOTHING
  if (alias?.startsWith('vpce-')) return publicly(facts, plain(alias))
  if (next !== undefined) return depth > 4 ? NOTHING : amazon(facts, vpcId, plain(next), depth + 1)
  const addresses = found.filter((r) => r.type === 'A').flatMap((r) => r.values)
  return addresses.length === 0 ? NOTHING : { kind: 'each', addresses }
}

/** Names of endpoints are public; those of services lead to public addresses; of others nothing is known. */
function publicly(facts: Facts, name: string): Resolved {
  if (/^[a-z0-9]+\.eu-west-1\.amazonaws\.com$/.test(name)) return { kind: 'public' }
  const id = /^(vpce-[0-9a-z]+)[-.].*\.vpce\.amazonaws\.com$/.exec(name)?.[1]
  const owner = list(facts.region.vpcEndpoints).find((e) => e.vpcEndpointId === id)
  if (!owner) return somewhere(facts, name)
  if (!owner.dnsNames.includes(name)) return NOTHING
  return endpointAddresses(facts, owner, /^vpce-[^.-]+-hash-([^.]+)\./.exec(name)?.[1])
}
