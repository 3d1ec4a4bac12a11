import fc from 'fast-check'
import type { EndpointService } from '../../../src/model/config.js'
import type { Snapshot } from '../../../src/model/snapshot.js'
import type { Route } from '../../../src/model/snapshot-network.js'
import { build } from './build-network.js'
import { type Names, names, withNames } from './random-names.js'
import { shape } from './random-network.js'
import { readable } from './readable.js'
import { addressIn, PORT, PUBLIC_ADDRESS, type Shape, SUBNETS } from './shape.js'

/** A network with several hosts that share gateways, databases, services, and routes that nobody can see through. */
export interface Company {
  snapshot: Snapshot
  hosts: { eni: string; instanceId: string }[]
  /** What they dial. */
  addresses: string[]
  services: EndpointService[]
}

/** Two hosts at least, and in each table now and then a route to the unseen beside one to the shared NAT gateway. */
const opaque: fc.Arbitrary<Route[]> = fc.array(
  fc.record({
    destinationCidrBlock: fc.constantFrom('52.0.0.0/8', '52.1.0.0/16', '54.0.0.0/8', '10.1.0.0/28', '128.0.0.0/1'),
    state: fc.constant('active'),
    gatewayId: fc.constant('vgw-1'),
  }),
  { maxLength: 2 },
)
const sharing = fc.array(
  fc.constantFrom<Partial<Route>>(
    { natGatewayId: 'nat-1' },
    { transitGatewayId: 'tgw-1' },
    { vpcPeeringConnectionId: 'pcx-1' },
  ),
  { maxLength: 1 },
)

const tablesOf = (tables: Route[][], extra: { shared: Partial<Route>[]; blind: Route[] }[]): Route[][] =>
  tables.map((own, i) => {
    const added = [
      ...(extra[i]?.shared ?? []).map((target) => ({ ...target, destinationCidrBlock: '0.0.0.0/0', state: 'active' })),
      ...(extra[i]?.blind ?? []),
    ]
    const taken = new Set(added.map((r) => r.destinationCidrBlock))
    const unique = added.filter(
      (r, n) => added.findIndex((o) => o.destinationCidrBlock === r.destinationCidrBlock) === n,
    )
    return [...own.filter((r) => r.gatewayId === 'local' || !taken.has(r.destinationCidrBlock)), ...unique]
  })

export const company: fc.Arbitrary<Company> = fc
  .record({
    base: shape,
    second: fc.record({ subnet: fc.integer({ min: 0, max: 2 }), sameGroups: fc.boolean() }),
    extra: fc.array(fc.record({ shared: sharing, blind: opaque }), { minLength: 6, maxLength: 6 }),
    names,
  })
  .map(({ base, second, extra, names: own }) => {
    const twin = { ...base.client, subnet: second.subnet }
    const spec: Shape = { ...base, neighbours: [twin, ...base.neighbours], tables: tablesOf(base.tables, extra) }
    return readable(companyOf(spec, own))
  })

function companyOf(spec: Shape, own: Names): Company {
  const { snapshot, to } = build(spec)
  withNames(snapshot, own)
  const [region] = snapshot.regions
  if (!region) throw new Error('a snapshot without a region')
  const server = SUBNETS[spec.server.subnet] ?? SUBNETS[0]
  region.dbSubnetGroups = ok([
    {
      dbSubnetGroupName: 'group',
      vpcId: server.vpcId,
      subnets: SUBNETS.filter((s) => s.vpcId === server.vpcId)
        .slice(0, 2)
        .map((s) => ({ subnetIdentifier: s.subnetId, availabilityZone: s.zone, status: 'Active' })),
    },
  ])
  region.dbInstances = ok([
    {
      ...{ dbInstanceIdentifier: 'db', engine: 'postgres', status: 'available', vpcId: server.vpcId, multiAz: false },
      endpoint: { address: 'db.c0example.eu-west-1.rds.amazonaws.com', port: PORT },
      vpcSecurityGroups: spec.server.groupIds.map((id) => ({ vpcSecurityGroupId: id, status: 'active' })),
      ...{ publiclyAccessible: false, availabilityZone: server.zone, dbSubnetGroupName: 'group' },
      ...{ iamDatabaseAuthenticationEnabled: false, masterUsername: 'app' },
    },
  ])
  return {
    snapshot,
    hosts: ['eni-client', 'eni-2', 'eni-3', 'eni-4']
      .slice(0, spec.neighbours.length + 1)
      .map((eni, i) => ({ eni, instanceId: `i-0${i + 1}` })),
    addresses: [...new Set([to, addressIn(server, 5), PUBLIC_ADDRESS])],
    services: ['ssm', 's3', 'kms'],
  }
}

const ok = <T>(value: T) => ({ outcome: 'ok' as const, api: 'rds:Describe', value })
