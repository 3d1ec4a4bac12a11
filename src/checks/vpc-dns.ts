import type { Inventory } from '../inventory/inventory.js'
import { read } from '../inventory/read.js'
import type { VpcEndpoint } from '../model/snapshot-network.js'
import { hasPrivateDns, type NameServers, nameServersOf } from '../network/index.js'
import { defineCheck, fail, type Outcome, pass, skip, unknown } from './define.js'
import { dnsRemedy } from './lib/dns-remedy.js'
import { unreadable } from './run.js'

export default defineCheck({
  id: 'vpc-dns',
  title: "The VPC resolves names through Amazon's DNS, with the attributes that private DNS needs",
  why: "Private DNS of endpoints works through the VPC's own resolver alone, and only with both attributes on. Without it the host looks for AWS on the internet, or finds no name at all.",
  console: 'VPC > Your VPCs > the VPC > Actions > Edit VPC settings: Enable DNS resolution and Enable DNS hostnames.',
  subject: 'vpc',
  blocks: ['tunnel', 'shell', 'ssh', 'runCommand'],
  posture: false,
  needs: [
    ...['ec2:DescribeVpcs', 'ec2:DescribeInstances', 'ec2:DescribeVpcAttribute', 'ec2:DescribeDhcpOptions'],
    'ec2:DescribeVpcEndpoints',
  ],
  doc: 'https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html',
  statuses: ['pass', 'fail', 'unknown', 'skip'],
  run({ vpcId, vpc }, { inventory, network, region }) {
    if (read(region.hostsOf(vpcId)).length === 0) return skip('no-hosts', `${vpcId} has no jump hosts.`)
    if (!vpc) {
      read(region.snapshot.vpcs)
      return unknown('vpc-missing', `${vpcId} is not listed.`)
    }
    const attributes = read(inventory.vpcAttributesOf(vpcId, region.region))
    const evidence = { ...attributes }
    const servers = nameServersOf(vpcId, region.region, network)
    if (servers.by === 'unknown' || servers.by === 'others') return unseen(vpcId, servers)
    if (servers.by === 'nobody')
      return fail('dns-support-off', `${vpcId} has enableDnsSupport off: its hosts resolve no names.`, {
        evidence,
        remedy: dnsRemedy(vpcId, ['enableDnsSupport'], region.region),
      })
    if (!attributes.enableDnsHostnames) {
      const shadowing = privateDnsEndpoints(vpcId, inventory).map((endpoint) => endpoint.vpcEndpointId)
      if (shadowing.length > 0)
        return fail('dns-hostnames-off', `${vpcId} has enableDnsHostnames off, which ${shadowing.join(', ')} need.`, {
          evidence: { ...evidence, vpcEndpointIds: shadowing },
          remedy: dnsRemedy(vpcId, ['enableDnsHostnames'], region.region),
        })
    }
    return pass('amazon-dns', `${vpcId} resolves names through Amazon's DNS.`, { evidence })
  },
})

/** Other servers answer whatever the VPC's own is set to. */
function unseen(vpcId: string, answer: Exclude<NameServers, { by: 'amazon' | 'nobody' }>): Outcome {
  if (answer.by === 'unknown')
    return answer.failure ? unreadable(answer.failure) : unknown('dhcp-options-missing', answer.hop.why)
  const { dhcpOptionsId, servers } = answer
  const says = `${vpcId} uses the DNS servers ${servers.join(', ') || 'of nobody'} (${dhcpOptionsId}).`
  return unknown('custom-dns-servers', says, {
    evidence: { dhcpOptionsId, domainNameServers: servers },
    remedy: {
      text: "Make sure that these servers forward amazonaws.com names to the VPC's own resolver; else private DNS of endpoints has no effect.",
    },
  })
}

function privateDnsEndpoints(vpcId: string, inventory: Inventory): VpcEndpoint[] {
  return read(inventory.vpcEndpointsOf(vpcId)).filter(hasPrivateDns)
}
