import fc from 'fast-check'
import type { Collected } from '../../../src/model/collected.js'
import type { RegionSnapshot, Snapshot } from '../../../src/model/snapshot.js'
import type {
  IpPermission,
  NetworkAcl,
  NetworkAclEntry,
  NetworkInterface,
  Route,
  RouteTable,
} from '../../../src/model/snapshot-network.js'
import { articleSnapshot } from '../../support/article.js'

/** Two VPCs of a few /28 subnets, one client, one server, and everything about them at random. */
export interface RandomNetwork {
  snapshot: Snapshot
  from: string
  /** A private address of the server, or a public one. */
  to: string
}

export const PORT = 7
/** The client's own ports: few enough to try them all. */
export const CLIENT_PORTS = [1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007]
export const PUBLIC_ADDRESS = '52.1.2.3'

const SUBNETS = [
  { subnetId: 'subnet-a1', vpcId: 'vpc-a', zone: 'z1', block: '10.0.0.0/28' },
  { subnetId: 'subnet-a2', vpcId: 'vpc-a', zone: 'z2', block: '10.0.0.16/28' },
  { subnetId: 'subnet-a3', vpcId: 'vpc-a', zone: 'z1', block: '10.0.0.32/28' },
  { subnetId: 'subnet-b1', vpcId: 'vpc-b', zone: 'z1', block: '10.1.0.0/28' },
  { subnetId: 'subnet-b2', vpcId: 'vpc-b', zone: 'z2', block: '10.1.0.16/28' },
] as const
const VPC_BLOCKS = { 'vpc-a': '10.0.0.0/24', 'vpc-b': '10.1.0.0/24' } as const
const GROUPS = ['sg-1', 'sg-2', 'sg-3', 'sg-4']
const LISTS = ['pl-1', 'pl-2']

const addressIn = (subnet: (typeof SUBNETS)[number], host: number) => {
  const [a, b, c, d = '0'] = (subnet.block.split('/')[0] ?? '').split('.')
  return [a, b, c, Number(d) + host].join('.')
}

const blocks = fc.constantFrom(
  ...['0.0.0.0/0', '0.0.0.0/0', '10.0.0.0/8', '10.0.0.0/24', '10.1.0.0/24', '52.0.0.0/8', '52.1.2.3/32', '0.0.0.0/1'],
  ...['10.0.0.0/28', '10.0.0.16/28', '10.0.0.32/28', '10.1.0.0/28', '10.1.0.16/28', '10.0.0.4/30', '10.1.0.4/31'],
  ...['10.0.0.4/32', '10.0.0.20/32', '10.1.0.5/32'],
)

const ports = fc.constantFrom<{ from?: number; to?: number }>(
  ...[{}, { from: 7, to: 7 }, { from: 0, to: 65535 }, { from: 1, to: 6 }, { from: 5, to: 9 }, { from: -1, to: -1 }],
  ...[{ from: 7 }, { to: 7 }, { from: 8, to: 9 }],
)

const permission: fc.Arbitrary<IpPermission> = fc
  .record({
    ipProtocol: fc.constantFrom('-1', 'tcp', 'tcp', '6', 'udp', 'icmp'),
    range: ports,
    peers: fc.array(
      fc.oneof(
        blocks.map((block) => ({ block })),
        fc.constantFrom(...GROUPS).map((groupId) => ({ groupId })),
        fc.constantFrom(...LISTS).map((listId) => ({ listId })),
      ),
      { minLength: 1, maxLength: 2 },
    ),
  })
  .map(({ ipProtocol, range: { from: fromPort, to: toPort }, peers }) => ({
    ipProtocol,
    ...(fromPort !== undefined && { fromPort }),
    ...(toPort !== undefined && { toPort }),
    ipRanges: peers.flatMap((p) => ('block' in p ? [p.block] : [])),
    ipv6Ranges: ['::/0'],
    prefixListIds: peers.flatMap((p) => ('listId' in p ? [p.listId] : [])),
    userIdGroupPairs: peers.flatMap((p) => ('groupId' in p ? [{ groupId: p.groupId }] : [])),
  }))

const aclEntry: fc.Arbitrary<NetworkAclEntry> = fc
  .record({
    ruleNumber: fc.integer({ min: 1, max: 8 }),
    egress: fc.boolean(),
    protocol: fc.constantFrom('-1', '6', '6', '17'),
    ruleAction: fc.constantFrom('allow' as const, 'allow' as const, 'deny' as const),
    cidrBlock: blocks,
    portRange: fc.constantFrom(
      undefined,
      { from: 7, to: 7 },
      { from: 1000, to: 1003 },
      { from: 1004, to: 1007 },
      { from: 1000, to: 1007 },
      { from: 0, to: 1023 },
      { from: 1024, to: 65535 },
      { from: 1024, to: 9999 },
      { from: 10000, to: 65535 },
    ),
  })
  .map(({ portRange, ...entry }) => ({ ...entry, ...(portRange && { portRange }) }))

const ALLOW_ALL: NetworkAclEntry[] = [true, false].map((egress) => ({
  ruleNumber: 9,
  egress,
  protocol: '-1',
  ruleAction: 'allow',
  cidrBlock: '0.0.0.0/0',
}))
const DENY_REST: NetworkAclEntry[] = [true, false].flatMap((egress) => [
  { ruleNumber: 32767, egress, protocol: '-1', ruleAction: 'deny' as const, cidrBlock: '0.0.0.0/0' },
  { ruleNumber: 32768, egress, protocol: '-1', ruleAction: 'deny' as const, ipv6CidrBlock: '::/0' },
])

/** Open for the service, and for replies to some of the client's ports: where lost replies come from. */
const tightEntries: fc.Arbitrary<NetworkAclEntry[]> = fc
  .tuple(
    ...[true, false].map((egress) =>
      fc.record({
        egress: fc.constant(egress),
        from: fc.integer({ min: 1000, max: 1004 }),
        to: fc.integer({ min: 1004, max: 1008 }),
      }),
    ),
  )
  .map((sides) =>
    sides.flatMap(({ egress, from, to }): NetworkAclEntry[] => [
      {
        ruleNumber: 1,
        egress,
        protocol: '6',
        ruleAction: 'allow',
        cidrBlock: '0.0.0.0/0',
        portRange: { from: PORT, to: PORT },
      },
      { ruleNumber: 2, egress, protocol: '6', ruleAction: 'allow', cidrBlock: '0.0.0.0/0', portRange: { from, to } },
      {
        ruleNumber: 3,
        egress,
        protocol: '6',
        ruleAction: 'allow',
        cidrBlock: '0.0.0.0/0',
        portRange: { from: 1024, to: 65535 },
      },
    ]),
  )

const looseEntries: fc.Arbitrary<NetworkAclEntry[]> = fc
  .record({
    some: fc.uniqueArray(aclEntry, { maxLength: 4, selector: (e) => `${e.egress} ${e.ruleNumber}` }),
    open: fc.boolean(),
  })
  .map(({ some, open }) => [...some, ...(open ? ALLOW_ALL : [])])

/** The API's order of entries means nothing. */
const aclEntries = fc
  .tuple(fc.oneof(looseEntries, fc.constant(ALLOW_ALL), tightEntries), fc.boolean())
  .map(([own, reversed]) => (reversed ? [...own, ...DENY_REST].reverse() : [...DENY_REST, ...own]))

const target: fc.Arbitrary<Partial<Route>> = fc.constantFrom<Partial<Route>>(
  { gatewayId: 'igw-1' },
  { natGatewayId: 'nat-1' },
  { vpcPeeringConnectionId: 'pcx-1' },
  { transitGatewayId: 'tgw-1' },
  { vpcPeeringConnectionId: 'pcx-1' },
  { transitGatewayId: 'tgw-1' },
  { gatewayId: 'vgw-1', origin: 'EnableVgwRoutePropagation' },
)

const routes = (vpcId: keyof typeof VPC_BLOCKS): fc.Arbitrary<Route[]> =>
  fc
    .uniqueArray(
      fc.record({
        destination: fc.oneof(
          {
            weight: 4,
            arbitrary: fc.constantFrom(
              '0.0.0.0/0',
              '10.0.0.0/24',
              '10.1.0.0/24',
              '10.1.0.0/28',
              '52.0.0.0/8',
              '10.0.0.0/8',
              '10.0.0.0/28',
            ),
          },
          { weight: 1, arbitrary: fc.constantFrom(...LISTS) },
        ),
        target,
        state: fc.constantFrom('active', 'active', 'active', 'active', 'blackhole'),
      }),
      { maxLength: 4, selector: (r) => `${r.destination}${r.target.origin ?? ''}` },
    )
    .map((some) => [
      { destinationCidrBlock: VPC_BLOCKS[vpcId], gatewayId: 'local', state: 'active', origin: 'CreateRouteTable' },
      ...some
        .filter((r) => r.destination !== VPC_BLOCKS[vpcId])
        .map(({ destination, target: t, state }) => ({
          ...(destination.startsWith('pl-')
            ? { destinationPrefixListId: destination }
            : { destinationCidrBlock: destination }),
          state,
          origin: 'CreateRoute',
          ...t,
        })),
    ])

/** Two prefix lists that hold the same address leave open which one wins, so they hold different ones. */
const listEntries = fc.record({
  'pl-1': fc.subarray(['10.0.0.4/32', '10.1.0.0/28']),
  'pl-2': fc.subarray(['52.1.0.0/16', '10.1.0.16/28', '10.0.0.16/29']),
})

const attachment = (vpcId: keyof typeof VPC_BLOCKS) =>
  fc.record({
    subnetIds: fc.subarray(
      SUBNETS.filter((s) => s.vpcId === vpcId && s.subnetId !== 'subnet-a3').map((s) => s.subnetId as string),
      { minLength: 1 },
    ),
    state: fc.constantFrom('available', 'available', 'available', 'pending'),
    securityGroupReferencingSupport: fc.constantFrom('enable', 'enable', 'disable'),
    table: fc.constantFrom('tgw-rtb-1', 'tgw-rtb-2'),
  })

const gatewayRoutes = fc.uniqueArray(
  fc.record({
    destinationCidrBlock: fc.constantFrom(
      '10.0.0.0/24',
      '10.1.0.0/24',
      '10.1.0.0/24',
      '0.0.0.0/0',
      '10.1.0.16/28',
      '10.0.0.0/28',
    ),
    state: fc.constantFrom('active', 'active', 'active', 'blackhole'),
    type: fc.constantFrom('static', 'propagated'),
    attachmentIds: fc.constantFrom('tgw-attach-a', 'tgw-attach-b').map((id) => [id]),
  }),
  { maxLength: 3, selector: (r) => r.destinationCidrBlock },
)

const groupIds = fc.subarray(GROUPS, { minLength: 1, maxLength: 2 })

export const randomNetwork: fc.Arbitrary<RandomNetwork> = fc
  .record({
    client: fc.record({ subnet: fc.integer({ min: 0, max: 2 }), groupIds, isPublic: fc.boolean() }),
    server: fc.record({
      subnet: fc.integer({ min: 0, max: 4 }),
      groupIds,
      isPublic: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
    }),
    groups: fc.tuple(
      ...GROUPS.map(() =>
        fc.record({ ingress: fc.array(permission, { maxLength: 3 }), egress: fc.array(permission, { maxLength: 3 }) }),
      ),
    ),
    openGroups: fc.boolean(),
    acls: fc.tuple(aclEntries, aclEntries, aclEntries, aclEntries),
    aclOf: fc.tuple(...SUBNETS.map(() => fc.integer({ min: 0, max: 3 }))),
    tables: fc.tuple(routes('vpc-a'), routes('vpc-a'), routes('vpc-b'), routes('vpc-b')),
    tableOf: fc.tuple(...SUBNETS.map(() => fc.boolean())),
    lists: listEntries,
    nat: fc.record({
      subnet: fc.integer({ min: 0, max: 2 }),
      state: fc.constantFrom('available', 'available', 'available', 'pending'),
      type: fc.constantFrom('public', 'public', 'public', 'private'),
    }),
    igw: fc.constantFrom('vpc-a', 'vpc-a', 'vpc-a', 'vpc-b'),
    peering: fc.constantFrom('active', 'active', 'active', 'pending-acceptance'),
    attachments: fc.tuple(attachment('vpc-a'), attachment('vpc-b')),
    gatewayRoutes: fc.tuple(gatewayRoutes, gatewayRoutes),
    referencing: fc.constantFrom('enable', 'enable', 'disable'),
    blockMode: fc.constantFrom('off', 'off', 'off', 'block-ingress', 'block-bidirectional'),
    exclusions: fc.array(
      fc.record({
        end: fc.constantFrom('vpc/vpc-a', 'subnet/subnet-a1', 'subnet/subnet-a2', 'subnet/subnet-a3'),
        mode: fc.constantFrom('allow-bidirectional', 'allow-egress'),
        state: fc.constantFrom('create-complete', 'create-complete', 'delete-complete'),
      }),
      { maxLength: 2 },
    ),
  })
  .map(build)

const ok = <T>(value: T): Collected<T> => ({ outcome: 'ok', api: 'ec2:Describe', value })
const ACCOUNT = '123456789012'

interface Shape {
  client: { subnet: number; groupIds: string[]; isPublic: boolean }
  server: { subnet: number; groupIds: string[]; isPublic: boolean }
  groups: { ingress: IpPermission[]; egress: IpPermission[] }[]
  openGroups: boolean
  acls: NetworkAclEntry[][]
  aclOf: number[]
  tables: Route[][]
  tableOf: boolean[]
  lists: Record<string, string[]>
  nat: { subnet: number; state: string; type: string }
  igw: string
  peering: string
  attachments: { subnetIds: string[]; state: string; securityGroupReferencingSupport: string; table: string }[]
  gatewayRoutes: { destinationCidrBlock: string; state: string; type: string; attachmentIds: string[] }[][]
  referencing: string
  blockMode: string
  exclusions: { end: string; mode: string; state: string }[]
}

const EVERYTHING: IpPermission = {
  ipProtocol: '-1',
  ipRanges: ['0.0.0.0/0'],
  ipv6Ranges: [],
  prefixListIds: [],
  userIdGroupPairs: [],
}

function build(spec: Shape): RandomNetwork {
  const base = articleSnapshot()
  const [article] = base.regions
  if (!article) throw new Error('the reference account has a region')
  const client = eni('eni-client', spec.client, 4)
  const server = eni('eni-server', { ...spec.server, isPublic: false }, 5)
  const region: RegionSnapshot = {
    ...article,
    ...empty(),
    vpcs: ok(
      Object.entries(VPC_BLOCKS).map(([vpcId, block]) => ({
        vpcId,
        ownerId: ACCOUNT,
        tags: {},
        isDefault: false,
        cidrBlocks: [block],
        ipv6CidrBlocks: [],
      })),
    ),
    subnets: ok(
      SUBNETS.map((s) => ({
        subnetId: s.subnetId,
        vpcId: s.vpcId,
        ownerId: ACCOUNT,
        availabilityZone: s.zone,
        cidrBlock: s.block,
        ipv6CidrBlocks: [],
        ipv6Native: false,
        mapPublicIpOnLaunch: false,
      })),
    ),
    routeTables: ok(tablesOf(spec)),
    networkAcls: ok(aclsOf(spec)),
    securityGroups: ok(
      spec.groups.map((group, i) => ({
        groupId: GROUPS[i] ?? '',
        groupName: '',
        vpcId: 'vpc-a',
        ownerId: ACCOUNT,
        ipPermissions: [...group.ingress, ...(spec.openGroups ? [EVERYTHING] : [])],
        ipPermissionsEgress: [...group.egress, ...(spec.openGroups ? [EVERYTHING] : [])],
      })),
    ),
    prefixLists: ok(
      Object.entries(spec.lists).map(([prefixListId, entries]) => ({
        prefixListId,
        prefixListName: prefixListId,
        entries: ok(entries),
      })),
    ),
    natGateways: ok([
      {
        natGatewayId: 'nat-1',
        vpcId: 'vpc-a',
        subnetId: SUBNETS[spec.nat.subnet]?.subnetId ?? '',
        state: spec.nat.state,
        connectivityType: spec.nat.type,
        addresses: [],
      },
    ]),
    internetGateways: ok([{ internetGatewayId: 'igw-1', attachments: [{ vpcId: spec.igw, state: 'available' }] }]),
    vpcPeeringConnections: ok([
      { vpcPeeringConnectionId: 'pcx-1', status: spec.peering, requester: side('vpc-a'), accepter: side('vpc-b') },
    ]),
    networkInterfaces: ok([client, server]),
    blockPublicAccess: ok({
      internetGatewayBlockMode: spec.blockMode,
      exclusions: ok(
        spec.exclusions.map(({ end, mode, state }) => ({
          resourceArn: `arn:aws:ec2:eu-west-1:${ACCOUNT}:${end}`,
          internetGatewayExclusionMode: mode,
          state,
        })),
      ),
    }),
    ...transitGateway(spec),
  }
  const to = spec.server.isPublic ? PUBLIC_ADDRESS : (server.privateIpAddresses[0] ?? '')
  return { snapshot: { ...base, regions: [region] }, from: client.networkInterfaceId, to }
}

function eni(
  networkInterfaceId: string,
  { subnet, groupIds: groups, isPublic }: Shape['client'],
  host: number,
): NetworkInterface {
  const place = SUBNETS[subnet] ?? SUBNETS[0]
  return {
    networkInterfaceId,
    vpcId: place.vpcId,
    subnetId: place.subnetId,
    availabilityZone: place.zone,
    interfaceType: 'interface',
    description: '',
    status: 'in-use',
    privateIpAddresses: [addressIn(place, host)],
    ipv6Addresses: [],
    publicIps: isPublic ? ['198.51.100.7'] : [],
    groupIds: groups,
    sourceDestCheck: true,
  }
}

const side = (vpcId: keyof typeof VPC_BLOCKS) => ({
  vpcId,
  ownerId: ACCOUNT,
  region: 'eu-west-1',
  cidrBlocks: [VPC_BLOCKS[vpcId]],
  ipv6CidrBlocks: [],
})

/** AWS takes routes more specific than `local` to a NAT gateway, an interface or an appliance alone. */
function tablesOf({ tables, tableOf, lists }: Shape): RouteTable[] {
  const associated = (vpcId: string) =>
    SUBNETS.filter((s, i) => s.vpcId === vpcId && tableOf[i]).map((s) => s.subnetId as string)
  return tables.map((own, i) => {
    const vpcId = i < 2 ? 'vpc-a' : 'vpc-b'
    const main = i % 2 === 0
    const inside = (block: string) => block.startsWith(vpcId === 'vpc-a' ? '10.0.0.' : '10.1.0.')
    const destinations = (route: Route) =>
      route.destinationPrefixListId === undefined
        ? [route.destinationCidrBlock ?? '']
        : (lists[route.destinationPrefixListId] ?? [])
    const legal = own.filter((r) => r.gatewayId === 'local' || r.natGatewayId || !destinations(r).some(inside))
    return { routeTableId: `rtb-${i}`, vpcId, main, subnetIds: main ? [] : associated(vpcId), routes: legal }
  })
}

/** ACL 0 of either VPC is the default one; the others are associated with subnets at random. */
function aclsOf({ acls, aclOf }: Shape): NetworkAcl[] {
  return (['vpc-a', 'vpc-b'] as const).flatMap((vpcId) =>
    acls.map((entries, i) => ({
      networkAclId: `acl-${vpcId}-${i}`,
      vpcId,
      isDefault: i === 0,
      subnetIds:
        i === 0 ? [] : SUBNETS.filter((s, n) => s.vpcId === vpcId && aclOf[n] === i).map((s) => s.subnetId as string),
      entries,
    })),
  )
}

function transitGateway({ attachments, gatewayRoutes: tables, referencing }: Shape): Partial<RegionSnapshot> {
  const ends = attachments.map((a, i) => ({
    ...a,
    vpcId: i === 0 ? 'vpc-a' : 'vpc-b',
    id: i === 0 ? 'tgw-attach-a' : 'tgw-attach-b',
  }))
  return {
    transitGateways: ok([
      { transitGatewayId: 'tgw-1', ownerId: ACCOUNT, state: 'available', securityGroupReferencingSupport: referencing },
    ]),
    transitGatewayVpcAttachments: ok(
      ends.map((a) => ({
        transitGatewayAttachmentId: a.id,
        transitGatewayId: 'tgw-1',
        vpcId: a.vpcId,
        vpcOwnerId: ACCOUNT,
        subnetIds: a.subnetIds,
        state: a.state,
        securityGroupReferencingSupport: a.securityGroupReferencingSupport,
      })),
    ),
    transitGatewayAttachments: ok(
      ends.map((a) => ({
        transitGatewayAttachmentId: a.id,
        transitGatewayId: 'tgw-1',
        resourceType: 'vpc',
        resourceId: a.vpcId,
        state: a.state,
        associationRouteTableId: a.table,
        associationState: 'associated',
      })),
    ),
    transitGatewayRouteTables: ok(
      tables.map((own, i) => ({
        transitGatewayRouteTableId: `tgw-rtb-${i + 1}`,
        transitGatewayId: 'tgw-1',
        state: 'available',
        routes: ok(own),
      })),
    ),
  }
}

function empty() {
  return {
    vpcAttributes: {},
    vpcEndpoints: ok([]),
    egressOnlyInternetGateways: ok([]),
    instances: ok([]),
    dbInstances: ok([]),
    dbClusters: ok([]),
    dbSubnetGroups: ok([]),
  }
}

/** Ports that a NAT gateway may choose: one of each range that the rules of the network tell apart. */
export function natPorts({ snapshot }: RandomNetwork): number[] {
  const acls = snapshot.regions[0]?.networkAcls
  const edges =
    acls?.outcome === 'ok'
      ? acls.value.flatMap((a) => a.entries.flatMap((e) => (e.portRange ? [e.portRange.from, e.portRange.to + 1] : [])))
      : []
  return [...new Set([1024, ...edges])].filter((port) => port >= 1024 && port <= 65535)
}
