import { describe, expect, it } from 'vitest'
import { Lookups } from '../../src/inventory/lookups.js'
import type { Snapshot } from '../../src/model/snapshot.js'
import { evaluate, type Network, type Party, partyOfInterface } from '../../src/network/index.js'
import { createNetwork } from '../../src/network/network.js'
import { PUBLIC_IPV4 } from '../../src/network/values/addresses.js'
import { EPHEMERAL } from '../../src/network/values/flow.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches } from '../support/patch.js'

const at = (path: string) => `regions.eu-west-1.${path}`
const local = { destinationCidrBlock: '10.0.0.0/16', gatewayId: 'local', state: 'active', origin: 'CreateRouteTable' }
const route = (destinationCidrBlock: string, target: object) => ({
  destinationCidrBlock,
  state: 'active',
  origin: 'CreateRoute',
  ...target,
})
const subnet = (subnetId: string, cidrBlock: string) => ({
  subnetId,
  vpcId: 'vpc-0a1',
  ownerId: '123456789012',
  availabilityZone: 'eu-west-1a',
  cidrBlock,
  ipv6CidrBlocks: [],
  ipv6Native: false,
  mapPublicIpOnLaunch: false,
})
const table = (routeTableId: string, subnetId: string, ...routes: object[]) => ({
  routeTableId,
  vpcId: 'vpc-0a1',
  main: false,
  subnetIds: [subnetId],
  routes: [local, ...routes],
})
const hostInterface = (networkInterfaceId: string, subnetId: string, address: string) => ({
  networkInterfaceId,
  vpcId: 'vpc-0a1',
  subnetId,
  availabilityZone: 'eu-west-1a',
  interfaceType: 'interface',
  description: '',
  status: 'in-use',
  privateIpAddresses: [address],
  ipv6Addresses: [],
  publicIps: [],
  groupIds: ['sg-0host'],
  sourceDestCheck: true,
})

/** Two subnets behind one NAT gateway, each with a virtual private gateway's route for a block of its own. */
const sharedNatGateway = (): Snapshot =>
  applyPatches(articleSnapshot(), [
    { at: at('subnets'), add: subnet('subnet-0c1', '10.0.3.0/24') },
    { at: at('subnets'), add: subnet('subnet-0d1', '10.0.4.0/24') },
    { at: at('subnets'), add: subnet('subnet-0nat', '10.0.5.0/24') },
    {
      at: at('routeTables'),
      add: table(
        'rtb-0c1',
        'subnet-0c1',
        route('0.0.0.0/0', { natGatewayId: 'nat-0a1' }),
        route('52.0.0.0/8', { gatewayId: 'vgw-0a1' }),
      ),
    },
    {
      at: at('routeTables'),
      add: table(
        'rtb-0d1',
        'subnet-0d1',
        route('0.0.0.0/0', { natGatewayId: 'nat-0a1' }),
        route('54.0.0.0/8', { gatewayId: 'vgw-0a1' }),
      ),
    },
    { at: at('routeTables'), add: table('rtb-0nat', 'subnet-0nat', route('0.0.0.0/0', { gatewayId: 'igw-0a1' })) },
    {
      at: at('natGateways'),
      add: {
        natGatewayId: 'nat-0a1',
        vpcId: 'vpc-0a1',
        subnetId: 'subnet-0nat',
        state: 'available',
        connectivityType: 'public',
        addresses: [],
      },
    },
    {
      at: at('internetGateways'),
      add: { internetGatewayId: 'igw-0a1', attachments: [{ vpcId: 'vpc-0a1', state: 'available' }] },
    },
    { at: at('securityGroups.sg-0host.ipPermissionsEgress.0.ipRanges'), set: ['52.0.0.0/8'] },
    { at: at('networkInterfaces'), add: hostInterface('eni-0c', 'subnet-0c1', '10.0.3.10') },
    { at: at('networkInterfaces'), add: hostInterface('eni-0d', 'subnet-0d1', '10.0.4.10') },
  ])

function partyOf(id: string, network: Network): Party {
  const found = network.networkInterface(id)
  const party = found.found ? partyOfInterface(found.value) : undefined
  if (!party) throw new Error(`no ${id}`)
  return party
}

const toInternet = (id: string, network: Network) =>
  evaluate(
    {
      source: partyOf(id, network),
      destination: { label: 'ssm.eu-west-1.amazonaws.com', addresses: PUBLIC_IPV4, spread: 'one-of', groups: 'none' },
      port: 443,
      ephemeral: EPHEMERAL.linux,
    },
    network,
  )

describe('what was judged before', () => {
  it.each([
    ['eni-0c', 'eni-0d'],
    ['eni-0d', 'eni-0c'],
  ])('changes nothing of what is said of %s after %s', (id, before) => {
    const lookups = new Lookups(sharedNatGateway())
    const alone = toInternet(id, createNetwork(lookups))
    const shared = createNetwork(lookups)
    toInternet(before, shared)
    expect(toInternet(id, shared)).toEqual(alone)
  })

  it('gives the destination of one flow no name in the sentences of another', () => {
    const network = createNetwork(new Lookups(articleSnapshot()))
    const dial = (label: string) =>
      evaluate(
        {
          source: partyOf('eni-0host', network),
          destination: { label, addresses: PUBLIC_IPV4, spread: 'one-of', groups: 'none' },
          port: 443,
          ephemeral: EPHEMERAL.linux,
        },
        network,
      ).hops.map((hop) => hop.why)
    dial('kms.eu-west-1.amazonaws.com')
    const sentences = dial('ssm.eu-west-1.amazonaws.com').join(' ')
    expect(sentences).toContain('ssm.eu-west-1.amazonaws.com')
    expect(sentences).not.toContain('kms.')
  })
})
