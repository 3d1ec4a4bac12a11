import type { Collected } from '../../../src/model/collected.js'
import type { RegionSnapshot, Snapshot } from '../../../src/model/snapshot.js'
import type { Instance } from '../../../src/model/snapshot-hosts.js'
import type {
  IpPermission,
  NetworkAcl,
  NetworkInterface,
  Route,
  RouteTable,
} from '../../../src/model/snapshot-network.js'
import { articleSnapshot } from '../../support/article.js'
import { transitGateway } from './build-transit-gateway.js'
import { ACCOUNT, addressIn, type End, GROUPS, PUBLIC_ADDRESS, type Shape, SUBNETS, VPC_BLOCKS } from './shape.js'

const ok = <T>(value: T): Collected<T> => ({ outcome: 'ok', api: 'ec2:Describe', value })
const DENIED = { outcome: 'denied' as const, api: 'ec2:GetManagedPrefixListEntries', message: 'no' }

const EVERYTHING: IpPermission = {
  ipProtocol: '-1',
  ipRanges: ['0.0.0.0/0'],
  ipv6Ranges: [],
  prefixListIds: [],
  userIdGroupPairs: [],
}

/** Shared by all networks: what is random replaces its lists and changes none of them. */
const base = articleSnapshot()

export function build(spec: Shape): { snapshot: Snapshot; from: string; to: string } {
  const [article] = base.regions
  if (!article) throw new Error('the reference account has a region')
  const client = eni('eni-client', spec.client, 4)
  const server = eni('eni-server', { ...spec.server, isPublic: false }, 5)
  const neighbours = spec.neighbours.map((end, i) => eni(`eni-${i + 2}`, end, 6 + i))
  const { checked, state } = spec.appliance
  const appliance = { ...eni('eni-appliance', spec.appliance, 8), sourceDestCheck: checked }
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
        entries: spec.blind.includes(prefixListId) ? DENIED : ok(entries),
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
    networkInterfaces: ok([
      ...[client, ...neighbours].map((own, i) => ({ ...own, instanceId: `i-0${i + 1}`, deviceIndex: 0 })),
      { ...appliance, instanceId: 'i-0ff', deviceIndex: 0 },
      server,
    ]),
    instances: ok([
      ...[client, ...neighbours].map((own, i) => instance(`i-0${i + 1}`, own, 'running')),
      instance('i-0ff', appliance, state),
    ]),
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

function eni(networkInterfaceId: string, { subnet, groupIds: groups, isPublic }: End, host: number): NetworkInterface {
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
    publicIps: isPublic ? [`198.51.100.${host}`] : [],
    groupIds: groups,
    sourceDestCheck: true,
  }
}

function instance(instanceId: string, own: NetworkInterface, state: string): Instance {
  const { networkInterfaceId, vpcId, subnetId, status, privateIpAddresses, ipv6Addresses, publicIps, groupIds } = own
  return {
    instanceId,
    name: `jump-${instanceId}`,
    tags: {},
    vpcId,
    subnetId,
    availabilityZone: own.availabilityZone,
    state,
    networkInterfaces: [
      {
        ...{ networkInterfaceId, vpcId, subnetId, status, privateIpAddresses, ipv6Addresses, publicIps, groupIds },
        deviceIndex: 0,
      },
    ],
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
function tablesOf({ tables, tableOf, lists, appliance }: Shape): RouteTable[] {
  return tables.map((own, i) => {
    const vpcId = i < 3 ? 'vpc-a' : 'vpc-b'
    const inside = (block: string) => block.startsWith(vpcId === 'vpc-a' ? '10.0.0.' : '10.1.0.')
    const destinations = (route: Route) =>
      route.destinationPrefixListId === undefined
        ? [route.destinationCidrBlock ?? '']
        : (lists[route.destinationPrefixListId] ?? [])
    const legal = own.filter((route) => {
      if (route.networkInterfaceId !== undefined) return SUBNETS[appliance.subnet]?.vpcId === vpcId
      return route.gatewayId === 'local' || route.natGatewayId || !destinations(route).some(inside)
    })
    const subnetIds = SUBNETS.filter((s, n) => s.vpcId === vpcId && tableOf[n] === i % 3).map(
      (s) => s.subnetId as string,
    )
    return {
      routeTableId: `rtb-${i}`,
      vpcId,
      main: i % 3 === 0,
      subnetIds: i % 3 === 0 ? [] : subnetIds,
      routes: legal,
    }
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

function empty() {
  return {
    vpcAttributes: {},
    hostedZones: {},
    vpcEndpoints: ok([]),
    egressOnlyInternetGateways: ok([]),
    dbInstances: ok([]),
    dbClusters: ok([]),
    dbSubnetGroups: ok([]),
  }
}
