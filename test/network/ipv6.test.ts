import { describe, expect, it } from 'vitest'
import { Lookups } from '../../src/inventory/lookups.js'
import { evaluate, type PathResult, partyOfInterface } from '../../src/network/index.js'
import { createNetwork } from '../../src/network/network.js'
import { type AddressSet, addressSet, PUBLIC_IPV6 } from '../../src/network/values/addresses.js'
import { EPHEMERAL } from '../../src/network/values/flow.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches, type Patch } from '../support/patch.js'

const at = (path: string) => `regions.eu-west-1.${path}`
const V6 = { ipRanges: [], ipv6Ranges: ['::/0'], prefixListIds: [], userIdGroupPairs: [] }
const entry = (egress: boolean, ruleAction: 'allow' | 'deny', more: object = {}) => ({
  ruleNumber: ruleAction === 'deny' ? 50 : 110,
  egress,
  protocol: '-1',
  ruleAction,
  ipv6CidrBlock: '::/0',
  ...more,
})
const route = (destinationIpv6CidrBlock: string, target: object) => ({
  destinationIpv6CidrBlock,
  state: 'active',
  origin: 'CreateRoute',
  ...target,
})
const local = { destinationIpv6CidrBlock: '2001:db8:0:1::/56', gatewayId: 'local', state: 'active' }
const ATTACHED = [{ vpcId: 'vpc-0a1', state: 'available' }]

/** The reference account in two families: the host is 2001:db8:0:1::a (or `host`), its endpoint in the other subnet …2::b. */
function dualStack(host: string, ...patches: Patch[]) {
  return applyPatches(articleSnapshot(), [
    { at: at('subnets.subnet-0a1.ipv6CidrBlocks'), set: ['2001:db8:0:1::/64'] },
    { at: at('subnets.subnet-0b1.ipv6CidrBlocks'), set: ['2001:db8:0:2::/64'] },
    { at: at('networkInterfaces.eni-0host.ipv6Addresses'), set: [host] },
    { at: at('networkInterfaces.eni-0ssm-b.ipv6Addresses'), set: ['2001:db8:0:2::b'] },
    { at: at('routeTables.rtb-0a1.routes'), add: local },
    { at: at('securityGroups.sg-0host.ipPermissionsEgress'), add: { ipProtocol: '-1', ...V6 } },
    {
      at: at('securityGroups.sg-0endpoints.ipPermissions'),
      add: { ipProtocol: 'tcp', fromPort: 443, toPort: 443, ...V6 },
    },
    { at: at('networkAcls.acl-0a1.entries'), add: entry(true, 'allow') },
    { at: at('networkAcls.acl-0a1.entries'), add: entry(false, 'allow') },
    ...patches,
  ])
}

function dial(snapshot: ReturnType<typeof dualStack>, to: 'endpoint' | AddressSet): PathResult {
  const network = createNetwork(new Lookups(snapshot))
  const party = (id: string) => {
    const found = network.networkInterface(id)
    const end = found.found ? partyOfInterface(found.value, 6) : undefined
    if (!end) throw new Error(`no IPv6 address of ${id}`)
    return end
  }
  const destination =
    to === 'endpoint'
      ? party('eni-0ssm-b')
      : ({ label: 'the internet', addresses: to, spread: 'one-of', groups: 'none' } as const)
  return evaluate({ source: party('eni-0host'), destination, port: 443, ephemeral: EPHEMERAL.linux }, network)
}

const said = ({ verdict, hops }: PathResult) => [
  verdict,
  ...hops.filter((hop) => hop.outcome !== 'pass').map((hop) => `${hop.kind} ${hop.code}`),
]

const HOST = '2001:db8:0:1::a'

describe('paths by IPv6', () => {
  it.each<{ what: string; patches: Patch[]; says: string[] }>([
    { what: 'inside a VPC', patches: [], says: ['open'] },
    {
      what: 'a group that names IPv4 alone',
      patches: [{ at: at('securityGroups.sg-0endpoints.ipPermissions.1.ipv6Ranges'), set: [] }],
      says: ['blocked', 'security-group-ingress ENI_SG_RULES_MISMATCH'],
    },
    {
      what: 'a network ACL that denies the replies',
      patches: [
        {
          at: at('networkAcls.acl-0a1.entries'),
          add: entry(true, 'deny', { protocol: '6', portRange: { from: 1024, to: 65535 } }),
        },
      ],
      says: ['blocked', 'network-acl-reply-egress SUBNET_ACL_RESTRICTION'],
    },
    {
      what: 'a network ACL that denies IPv4 alone',
      patches: [
        {
          at: at('networkAcls.acl-0a1.entries'),
          add: { ruleNumber: 40, egress: true, protocol: '-1', ruleAction: 'deny', cidrBlock: '0.0.0.0/0' },
        },
      ],
      says: ['open'],
    },
  ])('$what', ({ patches, says }) => {
    expect(said(dial(dualStack(HOST, ...patches), 'endpoint'))).toEqual(says)
  })

  const eigw: Patch[] = [
    {
      at: at('egressOnlyInternetGateways'),
      add: { egressOnlyInternetGatewayId: 'eigw-0a1', attachments: ATTACHED },
    },
    { at: at('routeTables.rtb-0a1.routes'), add: route('::/0', { egressOnlyInternetGatewayId: 'eigw-0a1' }) },
  ]
  const igw: Patch[] = [
    { at: at('internetGateways'), add: { internetGatewayId: 'igw-0a1', attachments: ATTACHED } },
    { at: at('routeTables.rtb-0a1.routes'), add: route('::/0', { gatewayId: 'igw-0a1' }) },
  ]

  it.each<{ what: string; host?: string; patches: Patch[]; says: string[] }>([
    { what: 'through an egress-only gateway', patches: eigw, says: ['open'] },
    {
      what: 'through an egress-only gateway of another VPC',
      patches: [...eigw, { at: at('egressOnlyInternetGateways.eigw-0a1.attachments.0.vpcId'), set: 'vpc-0x' }],
      says: ['blocked', 'egress-only-internet-gateway BAD_STATE'],
    },
    { what: 'through an internet gateway, without any public IPv4 address', patches: igw, says: ['open'] },
    {
      what: 'through an internet gateway, from a private IPv6 address',
      host: 'fd00:1::a',
      patches: igw,
      says: ['blocked', 'internet-gateway IGW_NO_PUBLIC_ADDRESS'],
    },
    { what: 'without a route', patches: [], says: ['blocked', 'route CANNOT_ROUTE'] },
    {
      what: 'through a NAT gateway, which takes IPv4',
      patches: [
        ...natGateway(),
        { at: at('routeTables.rtb-0a1.routes'), add: route('::/0', { natGatewayId: 'nat-0a1' }) },
      ],
      says: ['blocked', 'nat-gateway CANNOT_ROUTE'],
    },
  ])('$what', ({ host = HOST, patches, says }) => {
    expect(said(dial(dualStack(host, ...patches), PUBLIC_IPV6))).toEqual(says)
  })

  it.each<{ what: string; attachedTo: string; verdict: string }>([
    { what: 'a VPC without an internet gateway', attachedTo: 'vpc-0x', verdict: 'blocked' },
    { what: 'a VPC whose internet gateway lets IPv6 in', attachedTo: 'vpc-0far', verdict: 'unknown' },
  ])('over the internet into $what', ({ attachedTo, verdict }) => {
    const far: Patch[] = [
      { at: at('networkInterfaces.eni-0ssm-b'), merge: { vpcId: 'vpc-0far', subnetId: 'subnet-0far' } },
      { at: at('networkInterfaces.eni-0ssm-b.ipv6Addresses'), set: ['2600:1f00::b'] },
      {
        at: at('internetGateways'),
        add: { internetGatewayId: 'igw-0far', attachments: [{ vpcId: attachedTo, state: 'available' }] },
      },
    ]
    expect(said(dial(dualStack(HOST, ...igw, ...far), 'endpoint'))).toEqual([verdict, 'internet-gateway CANNOT_ROUTE'])
  })

  it('reaches IPv4 through a NAT gateway by an address of NAT64', () => {
    const snapshot = dualStack(HOST, ...natGateway(), {
      at: at('routeTables.rtb-0a1.routes'),
      add: route('64:ff9b::/96', { natGatewayId: 'nat-0a1' }),
    })
    const mapped = addressSet('64:ff9b::3401:203')
    if (!mapped) throw new Error('an address of NAT64 is an address')
    expect(said(dial(snapshot, mapped))).toEqual(['open'])
  })
})

function natGateway(): Patch[] {
  const subnet = {
    subnetId: 'subnet-0nat',
    vpcId: 'vpc-0a1',
    ownerId: '123456789012',
    availabilityZone: 'eu-west-1a',
    cidrBlock: '10.0.9.0/24',
    ipv6CidrBlocks: [],
    ipv6Native: false,
    mapPublicIpOnLaunch: true,
  }
  return [
    { at: at('subnets'), add: subnet },
    { at: at('internetGateways'), add: { internetGatewayId: 'igw-0nat', attachments: ATTACHED } },
    {
      at: at('routeTables'),
      add: {
        routeTableId: 'rtb-0nat',
        vpcId: 'vpc-0a1',
        main: false,
        subnetIds: ['subnet-0nat'],
        routes: [{ destinationCidrBlock: '0.0.0.0/0', gatewayId: 'igw-0nat', state: 'active', origin: 'CreateRoute' }],
      },
    },
    {
      at: at('natGateways'),
      add: {
        natGatewayId: 'nat-0a1',
        vpcId: 'vpc-0a1',
        subnetId: 'subnet-0nat',
        state: 'available',
        connectivityType: 'public',
        addresses: [{ privateIp: '10.0.9.5', publicIp: '198.51.100.9' }],
      },
    },
  ]
}
