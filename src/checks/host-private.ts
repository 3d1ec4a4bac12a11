import { read } from '../inventory/read.js'
import type { Route } from '../model/snapshot-network.js'
import { defineCheck, fail, pass, unknown } from './define.js'
import { interfacesOf } from './lib/host.js'

export default defineCheck({
  id: 'host-private',
  title: 'The host cannot be addressed from the internet',
  why: 'A host with a public address, or in a subnet that an internet gateway serves, can be reached from outside as soon as one rule is wrong. Session Manager works without either.',
  console:
    'EC2 > Elastic IPs > the address > Actions > Disassociate Elastic IP address. To leave a public subnet, launch another host in a private one.',
  subject: 'host',
  blocks: [],
  posture: true,
  needs: ['ec2:DescribeInstances', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeRouteTables'],
  doc: 'https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html',
  statuses: ['pass', 'fail', 'unknown'],
  run(host, context) {
    const { instanceId } = host
    const interfaces = interfacesOf(host, context)
    const publicIps = [
      ...new Set([
        ...interfaces.flatMap((eni) => eni.publicIps),
        ...(host.publicIpAddress ? [host.publicIpAddress] : []),
      ]),
    ]
    if (publicIps.length > 0)
      return fail('public-ip', `${instanceId} has the public address ${publicIps.join(', ')}.`, {
        evidence: { publicIps },
        remedy: {
          id: 'remove-public-address',
          text: 'Once the path-* findings show a way that needs no public address, disassociate the Elastic IP or switch off the public address of the interface.',
          changes: interfaces.flatMap(({ networkInterfaceId, publicIps: own }) =>
            own.map((publicIp) => ({
              remedy: 'remove-public-address',
              change: {
                ...{ kind: 'disassociate-address', region: context.region.region, instanceId },
                ...{ networkInterfaceId, publicIp },
              },
            })),
          ),
        },
      })

    const placed = interfaces.map((eni) => ({ eni, table: read(context.inventory.routeTableOf(eni.subnetId)) }))
    const exposed = placed.flatMap(({ eni, table }) => {
      const gateways = (table?.routes ?? []).filter(leadsToInternetGateway)
      const ipv6 = gateways.find((route) => route.destinationIpv6CidrBlock !== undefined)
      const ipv4 = gateways.find((route) => route.destinationIpv6CidrBlock === undefined)
      const hit = { subnetId: eni.subnetId, routeTableId: table?.routeTableId }
      if (ipv6 && eni.ipv6Addresses.length > 0)
        return [{ ...hit, reason: 'ipv6-routed-to-internet-gateway', gateway: ipv6.gatewayId }]
      return ipv4 && eni.privateIpAddresses.length > 0
        ? [{ ...hit, reason: 'ipv4-routed-to-internet-gateway', gateway: ipv4.gatewayId }]
        : []
    })
    const [first] = exposed.sort((a, b) => (a.reason > b.reason ? -1 : 1))
    if (first)
      return fail(
        first.reason,
        `${instanceId}: ${first.subnetId} is routed to ${first.gateway} by ${first.routeTableId}.`,
        {
          evidence: { subnets: exposed },
          remedy: { text: 'Move the host to a subnet without a route to an internet gateway.' },
        },
      )
    const lost = placed.filter(({ table }) => !table).map(({ eni }) => eni.subnetId)
    if (lost.length > 0 || interfaces.length === 0)
      return unknown('route-table-missing', `${instanceId}: no route table is listed for ${lost.join(', ') || 'it'}.`, {
        evidence: { subnetIds: lost },
      })
    return pass('private', `${instanceId} has private addresses only and no route to an internet gateway.`)
  },
})

/** An egress-only gateway (`eigw-…`) is another field: it keeps IPv6 addresses private. */
function leadsToInternetGateway(route: Route): boolean {
  return route.state !== 'blackhole' && (route.gatewayId?.startsWith('igw-') ?? false)
}
