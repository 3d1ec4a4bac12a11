import type { Inventory } from '../inventory/inventory.js'
import { read } from '../inventory/read.js'
import type { Vpc, VpcEndpoint } from '../model/snapshot-network.js'
import { defineCheck, fail, type Outcome, pass, skip, unknown } from './define.js'
import { isAmazonResolver } from './lib/amazon-resolver.js'
import { awsCommand } from './lib/aws-command.js'

export default defineCheck({
  id: 'vpc-dns',
  title: "The VPC resolves names through Amazon's DNS, with the attributes that private DNS needs",
  subject: 'vpc',
  blocks: ['tunnel', 'shell', 'ssh', 'runCommand'],
  posture: false,
  needs: [
    ...['ec2:DescribeVpcs', 'ec2:DescribeInstances', 'ec2:DescribeVpcAttribute', 'ec2:DescribeDhcpOptions'],
    'ec2:DescribeVpcEndpoints',
  ],
  doc: 'https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html',
  statuses: ['pass', 'fail', 'unknown', 'skip'],
  run({ vpcId, vpc }, { inventory, region }) {
    if (read(region.hostsOf(vpcId)).length === 0) return skip('no-hosts', `${vpcId} has no jump hosts.`)
    if (!vpc) {
      read(region.snapshot.vpcs)
      return unknown('vpc-missing', `${vpcId} is not listed.`)
    }
    const attributes = read(inventory.vpcAttributesOf(vpcId, region.region))
    const evidence = { ...attributes }
    // Other resolvers answer whatever the VPC's own is set to: nothing below decides then.
    const otherServers = customServers(vpc, inventory)
    if (otherServers) return otherServers
    if (!attributes.enableDnsSupport)
      return fail('dns-support-off', `${vpcId} has enableDnsSupport off: its hosts resolve no names.`, {
        evidence,
        remedy: modify(vpcId, '--enable-dns-support', region.region),
      })
    if (!attributes.enableDnsHostnames) {
      const shadowing = privateDnsEndpoints(vpcId, inventory).map((endpoint) => endpoint.vpcEndpointId)
      if (shadowing.length > 0)
        return fail('dns-hostnames-off', `${vpcId} has enableDnsHostnames off, which ${shadowing.join(', ')} need.`, {
          evidence: { ...evidence, vpcEndpointIds: shadowing },
          remedy: modify(vpcId, '--enable-dns-hostnames', region.region),
        })
    }
    return pass('amazon-dns', `${vpcId} resolves names through Amazon's DNS.`, { evidence })
  },
})

/** `undefined` when the VPC's DHCP options name Amazon's resolver. */
function customServers({ vpcId, cidrBlocks, dhcpOptionsId: id }: Vpc, inventory: Inventory): Outcome | undefined {
  if (id === undefined || id === 'default') return undefined
  const options = read(inventory.dhcpOptions(id))
  if (!options) return unknown('dhcp-options-missing', `${vpcId} uses ${id}, which is not listed.`)
  const servers = options.domainNameServers
  if (servers.length > 0 && servers.every((server) => isAmazonResolver(server, cidrBlocks))) return undefined
  return unknown('custom-dns-servers', `${vpcId} uses the DNS servers ${servers.join(', ') || 'of nobody'} (${id}).`, {
    evidence: { dhcpOptionsId: id, domainNameServers: servers },
    remedy: {
      text: "Make sure that these servers forward amazonaws.com names to the VPC's own resolver; else private DNS of endpoints has no effect.",
    },
  })
}

function privateDnsEndpoints(vpcId: string, inventory: Inventory): VpcEndpoint[] {
  return read(inventory.vpcEndpointsOf(vpcId)).filter((endpoint) => endpoint.privateDnsEnabled)
}

function modify(vpcId: string, flag: string, region: string) {
  return {
    text: `Switch the attribute on in ${vpcId}.`,
    command: awsCommand('ec2', 'modify-vpc-attribute', '--vpc-id', vpcId, flag, '--region', region),
  }
}
