import type { CollectFailure } from '../../model/collected.js'
import type { Hop } from '../../model/finding.js'
import { type Network, notRead } from '../network.js'
import { parseBlock } from '../values/addresses.js'
import { fails, isUnknown, notSeen, passes } from '../values/hops.js'

/** Who answers a VPC's questions for names. `amazon`: its own resolver, so that zones, rules and endpoints decide. */
export type NameServers =
  | { by: 'amazon' | 'nobody'; hop: Hop }
  | { by: 'others'; hop: Hop; dhcpOptionsId: string; servers: readonly string[] }
  | { by: 'unknown'; hop: Hop; failure?: CollectFailure }

const kind = 'name-resolution'

/**
 * Reads the VPC's DHCP options and enableDnsSupport. Other servers answer whatever the VPC's own resolver is set to.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html
 */
export function nameServersOf(vpcId: string, region: string, network: Network): NameServers {
  const vpc = network.vpc(vpcId)
  if (!vpc.found) return { by: 'unknown', hop: notSeen(vpcId, kind, vpc) }
  const { dhcpOptionsId, cidrBlocks } = vpc.value
  if (dhcpOptionsId !== undefined && dhcpOptionsId !== 'default') {
    const options = network.inventory.dhcpOptions(dhcpOptionsId)
    if (options.outcome !== 'ok') return unread(dhcpOptionsId, options)
    if (options.value === undefined) {
      const why = `${vpcId} uses ${dhcpOptionsId}, which is not in the account's lists.`
      return { by: 'unknown', hop: isUnknown({ at: dhcpOptionsId, kind, code: 'MISSING', why }) }
    }
    const servers = options.value.domainNameServers
    const custom = servers.filter((server) => !isAmazonResolver(server, cidrBlocks))
    if (custom.length > 0 || servers.length === 0) {
      const why = `${vpcId} uses the DNS servers ${custom.join(', ') || 'of nobody'}: what they answer cannot be seen.`
      const hop = isUnknown({ at: dhcpOptionsId, kind, code: 'CUSTOM_DNS_SERVERS', why })
      return { by: 'others', hop, dhcpOptionsId, servers }
    }
  }
  const attributes = network.inventory.vpcAttributesOf(vpcId, region)
  if (attributes.outcome !== 'ok') return unread(vpcId, attributes)
  if (attributes.value.enableDnsSupport) {
    const why = `${vpcId} resolves names through Amazon's DNS.`
    return { by: 'amazon', hop: passes({ at: vpcId, kind, code: 'AMAZON_DNS', why }) }
  }
  const why = `${vpcId} has enableDnsSupport off: no name resolves there.`
  return { by: 'nobody', hop: fails({ at: vpcId, kind, code: 'DNS_SUPPORT_OFF', why }) }
}

const unread = (at: string, failure: CollectFailure): NameServers => ({
  by: 'unknown',
  hop: notSeen(at, kind, notRead(failure)),
  failure,
})

const EVERYWHERE = new Set(['amazonprovideddns', '169.254.169.253', 'fd00:ec2::253'])

/** Whether a DHCP option names Amazon's resolver: by its name, or by an address that it has in every VPC or in this one. */
export function isAmazonResolver(server: string, cidrBlocks: readonly string[]): boolean {
  if (EVERYWHERE.has(server.toLowerCase())) return true
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
