import type { CommandLine } from '../../model/command.js'
import type { Hop } from '../../model/finding.js'
import { awsCommand } from './aws-command.js'
import { blockOf, type PathEnds, regionOf, subnetBlocks } from './path-ends.js'

interface Commands {
  commands?: readonly CommandLine[]
}

/** Routes from a table to the subnets of the destination: by the one connection that there is between the two VPCs. */
export function routeThere({ at }: Hop, ends: PathEnds): Commands {
  const { subnetIds = [] } = ends.destination
  return create(at, subnetBlocks(subnetIds, ends), connection(at, vpcOf(subnetIds[0], ends), ends), ends)
}

/** Routes from a table of the destination back to the subnet of the host. */
export function routeBack({ at }: Hop, ends: PathEnds): Commands {
  const { subnetId, vpcId, address } = ends.source
  const blocks =
    subnetBlocks(subnetId === undefined ? [] : [subnetId], ends) ?? (address === undefined ? [] : [blockOf(address)])
  return create(at, blocks, connection(at, vpcId, ends), ends)
}

/** In place of a route whose target is gone: the only public NAT gateway of the VPC where that was one, else the only connection. */
export function replaceRoute({ at, rule = '' }: Hop, ends: PathEnds, back = false): Commands {
  const [destination = '', gone = ''] = rule.split(' → ')
  if (!/^[\d.]+\/\d+$/.test(destination)) return {}
  const other = back ? ends.source.vpcId : vpcOf(ends.destination.subnetIds?.[0], ends)
  const target = gone.startsWith('nat-') ? publicNat(at, ends) : connection(at, other, ends)
  return target === undefined ? {} : { commands: [line('replace-route', at, destination, target, ends)] }
}

/** The routes of the host's subnet that name a NAT gateway which is of no use, to the only one that is. */
export function otherNat({ at: natGatewayId }: Hop, ends: PathEnds): Commands {
  const table = ends.inventory.routeTableOf(ends.source.subnetId ?? '')
  if (table.outcome !== 'ok' || table.value === undefined) return {}
  const { routeTableId, routes } = table.value
  const target = publicNat(routeTableId, ends)
  const blocks = routes.flatMap((route) =>
    route.natGatewayId === natGatewayId ? (route.destinationCidrBlock ?? []) : [],
  )
  if (target === undefined || blocks.length === 0) return {}
  return { commands: blocks.map((block) => line('replace-route', routeTableId, block, target, ends)) }
}

/** The VPCs in which a route leads to a gateway. */
export function vpcsNaming(gatewayId: string, { inventory }: PathEnds): string[] {
  const all = inventory.all('routeTables')
  if (all.outcome !== 'ok') return []
  const naming = all.value.filter(({ routes }) => routes.some((route) => route.gatewayId === gatewayId))
  return [...new Set(naming.map(({ vpcId }) => vpcId))].sort()
}

/** By which gateway what the host sends leaves for the internet, where its own route says so, and in which VPC: it may be another one. */
export function leavingBy({
  inventory,
  source,
}: PathEnds): { by: 'internet-gateway' | 'nat-gateway'; vpcId?: string } | undefined {
  const table = inventory.routeTableOf(source.subnetId ?? '')
  const routes = (table.outcome === 'ok' && table.value?.routes) || []
  const away = routes.find(({ destinationCidrBlock: to }) => to === '0.0.0.0/0')
  if (away?.gatewayId?.startsWith('igw-') === true) return { by: 'internet-gateway' }
  const nat = inventory.natGateway(away?.natGatewayId ?? '')
  return nat.outcome === 'ok' && nat.value ? { by: 'nat-gateway', vpcId: nat.value.vpcId } : undefined
}

/** As `create-route` takes it. */
type Target = readonly [option: string, id: string]

function create(
  at: string,
  blocks: readonly string[] | undefined,
  target: Target | undefined,
  ends: PathEnds,
): Commands {
  if (target === undefined || blocks === undefined || blocks.length === 0) return {}
  return { commands: blocks.map((block) => line('create-route', at, block, target, ends)) }
}

/** @see https://docs.aws.amazon.com/cli/latest/reference/ec2/create-route.html */
const line = (operation: string, table: string, block: string, target: Target, ends: PathEnds): CommandLine =>
  awsCommand(
    ...['ec2', operation, '--route-table-id', table],
    ...[block.includes(':') ? '--destination-ipv6-cidr-block' : '--destination-cidr-block', block],
    ...target,
    ...['--region', regionOf(table, ends)],
  )

function tableVpc(at: string, { inventory }: PathEnds): string | undefined {
  const table = inventory.routeTable(at)
  return table.outcome === 'ok' ? table.value?.vpcId : undefined
}

function vpcOf(subnetId: string | undefined, { inventory }: PathEnds): string | undefined {
  const subnet = inventory.subnet(subnetId ?? '')
  return subnet.outcome === 'ok' ? subnet.value?.vpcId : undefined
}

/** What joins the VPC of the table with another one, where it is one thing alone: which of several is meant, nobody said. */
function connection(at: string, other: string | undefined, ends: PathEnds): Target | undefined {
  const own = tableVpc(at, ends)
  const peerings = ends.inventory.all('vpcPeeringConnections')
  const attachments = ends.inventory.all('transitGatewayVpcAttachments')
  if (own === undefined || other === undefined || own === other) return undefined
  if (peerings.outcome !== 'ok' || attachments.outcome !== 'ok') return undefined
  const joining = peerings.value.filter(({ status, requester, accepter }) => {
    const ids = [requester.vpcId, accepter.vpcId]
    return status === 'active' && ids.includes(own) && ids.includes(other)
  })
  const gatewaysOf = (vpcId: string) =>
    attachments.value
      .filter((each) => each.vpcId === vpcId && each.state === 'available')
      .map((a) => a.transitGatewayId)
  const shared = gatewaysOf(own).filter((id) => gatewaysOf(other).includes(id))
  return only([
    ...joining.map((p): Target => ['--vpc-peering-connection-id', p.vpcPeeringConnectionId]),
    ...shared.map((id): Target => ['--transit-gateway-id', id]),
  ])
}

/** The NAT gateway of the VPC: its own subnet must not be one that the table leads back to it. */
function publicNat(at: string, ends: PathEnds): Target | undefined {
  const vpcId = tableVpc(at, ends)
  const all = ends.inventory.all('natGateways')
  if (vpcId === undefined || all.outcome !== 'ok') return undefined
  const usable = all.value.filter(
    (nat) => nat.vpcId === vpcId && nat.state === 'available' && nat.connectivityType === 'public',
  )
  const [nat] = usable
  const around = ends.inventory.routeTableOf(nat?.subnetId ?? '')
  if (nat?.subnetId !== undefined && (around.outcome !== 'ok' || around.value?.routeTableId === at)) return undefined
  return only(usable.map((each): Target => ['--nat-gateway-id', each.natGatewayId]))
}

const only = <T>(list: readonly T[]): T | undefined => (list.length === 1 ? list[0] : undefined)
