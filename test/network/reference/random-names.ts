import fc from 'fast-check'
import type { Collected } from '../../../src/model/collected.js'
import type { EndpointService } from '../../../src/model/config.js'
import type { Snapshot } from '../../../src/model/snapshot.js'
import type { HostedZone } from '../../../src/model/snapshot-dns.js'
import type { NetworkInterface, VpcEndpoint } from '../../../src/model/snapshot-network.js'
import { addressIn, GROUPS, SUBNETS } from './shape.js'

/** What answers for names in `vpc-a`, and the endpoints in both VPCs, at random. */
export interface Names {
  endpoints: EndpointSpec[]
  zones: HostedZone[]
  rules: { ruleType?: string; domainName?: string }[]
  attributes: { enableDnsSupport: boolean; enableDnsHostnames: boolean }
  servers: string[]
  s3List: string[] | 'denied'
}

interface EndpointSpec {
  service: EndpointService
  vpcId: 'vpc-a' | 'vpc-b'
  gateway: boolean
  state: string
  privateDns: boolean
  inboundOnly: boolean
  zones: number[]
  groupIds: string[]
  /** Of the tables of the VPC, those that lead to a gateway endpoint. */
  tables: number[]
}

const REGION = 'eu-west-1'
const SUFFIX = `${REGION}.amazonaws.com`

/** `often` most of the time; failures shrink to it. */
const mostly = <T>(often: T, ...seldom: T[]) =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(often) }, { weight: 1, arbitrary: fc.constantFrom(often, ...seldom) })

const endpoint: fc.Arbitrary<EndpointSpec> = fc.record({
  service: fc.constantFrom<EndpointService>('ssm', 'ssm', 's3', 'kms'),
  vpcId: fc.constantFrom('vpc-a', 'vpc-b'),
  gateway: fc.boolean(),
  state: mostly('available', 'pending', 'partial', 'pendingAcceptance', 'rejected', 'deleting', 'failed'),
  privateDns: fc.boolean(),
  inboundOnly: mostly(false, true),
  zones: fc.subarray([0, 1], { minLength: 0 }),
  groupIds: fc.subarray(GROUPS, { minLength: 1, maxLength: 2 }),
  tables: fc.subarray([0, 1, 2]),
})

const vpceName = (i: number, service: string, zone = '') =>
  `vpce-0${i}-hash${zone}.${service}.${REGION}.vpce.amazonaws.com`

const target = fc.oneof(
  fc.constantFrom(0, 1, 2).chain((i) => fc.constantFrom('ssm', 's3', 'kms').map((s) => vpceName(i, s))),
  fc.constantFrom(0, 1, 2).map((i) => vpceName(i, 'ssm', '-eu-west-1a')),
  fc.constant('proxy.example.com'),
)
/** Of an endpoint's interfaces (see `eniOf`), of the server, of nobody, of the internet. */
const address = fc.constantFrom(
  ...['10.0.0.9', '10.0.0.26', '10.1.0.9', '10.1.0.5', '10.1.0.14', '52.1.2.3', '192.168.7.7'],
)

type Record = Extract<HostedZone['records'], { outcome: 'ok' }>['value'][number]

const record: fc.Arbitrary<Record> = fc
  .record({
    name: fc.constantFrom(`ssm.${SUFFIX}`, `ssm.${SUFFIX}`, `s3.${SUFFIX}`, `*.${SUFFIX}`, '*.amazonaws.com', SUFFIX),
    value: fc.oneof<fc.Arbitrary<Omit<Record, 'name'>>[]>(
      target.map((aliasTarget) => ({ type: 'A', values: [], aliasTarget })),
      fc.array(address, { minLength: 1, maxLength: 2 }).map((values) => ({ type: 'A', values })),
      target.map((name) => ({ type: 'CNAME', values: [`${name}.`] })),
      fc.constant({ type: 'TXT', values: ['hello'] }),
      fc.constant({ type: 'AAAA', values: ['2600:1f00::1'] }),
    ),
  })
  .map(({ name, value }) => ({ name, ...value }))

const zone: fc.Arbitrary<Omit<HostedZone, 'hostedZoneId'>> = fc
  .record({
    name: fc.constantFrom(...[`ssm.${SUFFIX}`, `s3.${SUFFIX}`, SUFFIX, 'amazonaws.com', 'com', 'example.org']),
    records: fc.uniqueArray(record, { maxLength: 3, selector: (r) => r.name }),
    readable: mostly(true, false),
  })
  .map(({ name, records, readable }) => ({
    name,
    records: readable
      ? ok(records.filter((r) => r.name === name || r.name.endsWith(`.${name}`)))
      : { outcome: 'denied' as const, api: 'route53:ListResourceRecordSets', message: 'no' },
  }))

const rule: fc.Arbitrary<Names['rules'][number]> = fc
  .record({
    ruleType: fc.constantFrom('FORWARD', 'FORWARD', 'SYSTEM', 'RECURSIVE'),
    domainName: fc.constantFrom(...['.', 'com', 'amazonaws.com.', SUFFIX, `ssm.${SUFFIX}`, 'example.org']),
    unreadable: mostly(false, true),
  })
  .map(({ unreadable, ...own }) => (unreadable ? {} : own))

export const names: fc.Arbitrary<Names> = fc.record({
  endpoints: fc.uniqueArray(endpoint, {
    maxLength: 3,
    // Only one endpoint of a VPC can own the name of a service, and one gateway endpoint a route table.
    selector: (e) => `${e.vpcId} ${e.service} ${e.privateDns} ${e.service === 's3' && e.gateway}`,
  }),
  zones: fc
    .oneof(
      { weight: 2, arbitrary: fc.constant<Omit<HostedZone, 'hostedZoneId'>[]>([]) },
      // AWS refuses two zones of one name in a VPC.
      { weight: 3, arbitrary: fc.uniqueArray(zone, { maxLength: 2, selector: (z) => z.name }) },
    )
    .map((zones) => zones.map((own, i) => ({ hostedZoneId: `Z${i}`, ...own }))),
  // AWS refuses two rules of one domain in a VPC.
  rules: fc.oneof(
    { weight: 2, arbitrary: fc.constant<Names['rules']>([]) },
    { weight: 1, arbitrary: fc.uniqueArray(rule, { maxLength: 2, selector: (r) => r.domainName }) },
  ),
  attributes: fc.record({ enableDnsSupport: mostly(true, false), enableDnsHostnames: mostly(true, false) }),
  servers: mostly(['AmazonProvidedDNS'], ['10.0.0.2'], ['169.254.169.253'], ['10.9.9.9'], ['10.0.0.2', '10.9.9.9']),
  s3List: mostly<string[] | 'denied'>(['52.218.0.0/17', '3.5.64.0/21'], ['52.218.0.0/17'], 'denied'),
})

function ok<T>(value: T): Collected<T> {
  return { outcome: 'ok', api: 'ec2:Describe', value }
}

/** Puts the names into a snapshot of a random network. */
export function withNames(snapshot: Snapshot, own: Names): void {
  const [region] = snapshot.regions
  if (region?.networkInterfaces.outcome !== 'ok' || region.routeTables.outcome !== 'ok') throw new Error('no lists')
  if (region.prefixLists.outcome !== 'ok' || region.vpcs.outcome !== 'ok') throw new Error('no lists')
  for (const vpc of region.vpcs.value) {
    vpc.dhcpOptionsId = `dopt-${vpc.vpcId}`
    region.hostedZones[vpc.vpcId] = ok(vpc.vpcId === 'vpc-a' ? own.zones.filter((z) => !isOwned(z, own)) : [])
    region.vpcAttributes[vpc.vpcId] = ok(own.attributes)
  }
  region.dhcpOptions = ok([
    { dhcpOptionsId: 'dopt-vpc-a', domainNameServers: own.servers },
    { dhcpOptionsId: 'dopt-vpc-b', domainNameServers: ['AmazonProvidedDNS'] },
  ])
  region.resolverRuleAssociations = ok(
    own.rules.map((r, i) => ({ vpcId: 'vpc-a', resolverRuleId: `rslvr-rr-${i}`, ...r })),
  )
  const entries =
    own.s3List === 'denied' ? { outcome: 'denied' as const, api: 'ec2:Get', message: 'no' } : ok(own.s3List)
  region.prefixLists.value.push({
    prefixListId: 'pl-s3',
    prefixListName: `com.amazonaws.${REGION}.s3`,
    ownerId: 'AWS',
    entries,
  })
  region.vpcEndpoints = ok(own.endpoints.map(vpcEndpoint))
  region.networkInterfaces.value.push(...own.endpoints.flatMap(interfacesOf))
  own.endpoints.forEach((e, i) => {
    if (!isGateway(e) || region.routeTables.outcome !== 'ok') return
    const tables = region.routeTables.value.filter((t) => t.vpcId === e.vpcId)
    for (const n of e.tables)
      tables[n]?.routes.push({ destinationPrefixListId: 'pl-s3', gatewayId: `vpce-0${i}`, state: 'active' })
  })
}

/** AWS refuses a hosted zone of the very name that an endpoint's private DNS owns in the VPC, and the other way round. */
const isOwned = (z: HostedZone, { endpoints }: Names) =>
  endpoints.some((e) => e.vpcId === 'vpc-a' && e.privateDns && z.name === `${e.service}.${SUFFIX}`)

const isGateway = (e: EndpointSpec) => e.gateway && e.service === 's3'
const subnetsOf = (e: EndpointSpec) => SUBNETS.filter((s) => s.vpcId === e.vpcId).filter((_, n) => e.zones.includes(n))

function vpcEndpoint(e: EndpointSpec, i: number): VpcEndpoint {
  const gateway = isGateway(e)
  const places = gateway ? [] : subnetsOf(e)
  const named = e.privateDns && !gateway
  return {
    vpcEndpointId: `vpce-0${i}`,
    vpcId: e.vpcId,
    serviceName: `com.amazonaws.${REGION}.${e.service}`,
    vpcEndpointType: gateway ? 'Gateway' : 'Interface',
    state: e.state,
    subnetIds: places.map((s) => s.subnetId),
    routeTableIds: gateway ? e.tables.map((n) => `rtb-${n + (e.vpcId === 'vpc-a' ? 0 : 3)}`) : [],
    groupIds: gateway ? [] : e.groupIds,
    networkInterfaceIds: places.map((s) => `eni-0${i}-${s.zone}`),
    privateDnsEnabled: named,
    ...(named && e.service === 's3' && { privateDnsOnlyForInboundResolverEndpoint: e.inboundOnly }),
    dnsNames: gateway
      ? []
      : [
          vpceName(i, e.service),
          ...places.map((s) => vpceName(i, e.service, `-${s.zone}`)),
          ...(named ? [`${e.service}.${SUFFIX}`] : []),
        ],
    requesterManaged: false,
    policyDocument: FULL_ACCESS,
  }
}

const FULL_ACCESS = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
})

/** The interface of endpoint `i` has the address `.9 + i` of its subnet. */
function interfacesOf(e: EndpointSpec, i: number): NetworkInterface[] {
  if (isGateway(e)) return []
  return subnetsOf(e).map((s) => ({
    networkInterfaceId: `eni-0${i}-${s.zone}`,
    ...{ vpcId: s.vpcId, subnetId: s.subnetId, availabilityZone: s.zone, status: 'in-use' },
    ...{ interfaceType: 'vpc_endpoint', description: `VPC Endpoint Interface vpce-0${i}` },
    ...{ privateIpAddresses: [addressIn(s, 9 + i)], ipv6Addresses: [], publicIps: [], groupIds: e.groupIds },
    sourceDestCheck: true,
  }))
}
