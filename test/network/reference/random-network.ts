import fc from 'fast-check'
import type { Snapshot } from '../../../src/model/snapshot.js'
import { build } from './build-network.js'
import { attachment, gatewayRoutes, listEntries, routes } from './random-routes.js'
import { aclEntries, permission } from './random-rules.js'
import { readable } from './readable.js'
import { type End, GROUPS, LISTS, type Shape, SUBNETS } from './shape.js'

export { CLIENT_PORTS, PORT, PUBLIC_ADDRESS } from './shape.js'

/** Two VPCs of a few /28 subnets, one client, one server, and everything about them at random. */
export interface RandomNetwork {
  snapshot: Snapshot
  from: string
  /** A private address of the server, or a public one. */
  to: string
}

const groupIds = fc.subarray(GROUPS, { minLength: 1, maxLength: 2 })

const end = (lastSubnet: number, isPublic: fc.Arbitrary<boolean>): fc.Arbitrary<End> =>
  fc.record({ subnet: fc.integer({ min: 0, max: lastSubnet }), groupIds, isPublic })

export const shape: fc.Arbitrary<Shape> = fc.record({
  client: end(2, fc.boolean()),
  server: end(
    5,
    fc.integer({ min: 0, max: 3 }).map((n) => n === 3),
  ),
  neighbours: fc.array(end(2, fc.boolean()), { maxLength: 2 }),
  appliance: fc
    .tuple(end(5, fc.boolean()), fc.boolean(), fc.constantFrom('running', 'running', 'running', 'stopped'))
    .map(([place, checked, state]) => ({ ...place, checked, state })),
  groups: fc.tuple(
    ...GROUPS.map(() =>
      fc.record({ ingress: fc.array(permission, { maxLength: 3 }), egress: fc.array(permission, { maxLength: 3 }) }),
    ),
  ),
  openGroups: fc.boolean(),
  acls: fc.tuple(aclEntries, aclEntries, aclEntries, aclEntries),
  aclOf: fc.tuple(...SUBNETS.map(() => fc.integer({ min: 0, max: 3 }))),
  tables: fc.tuple(...(['vpc-a', 'vpc-a', 'vpc-a', 'vpc-b', 'vpc-b', 'vpc-b'] as const).map(routes)),
  tableOf: fc.tuple(...SUBNETS.map(() => fc.integer({ min: 0, max: 2 }))),
  lists: listEntries,
  blind: fc.oneof({ weight: 4, arbitrary: fc.constant<string[]>([]) }, { weight: 1, arbitrary: fc.subarray(LISTS) }),
  nat: fc.record({
    subnet: fc.integer({ min: 0, max: 2 }),
    state: fc.constantFrom('available', 'available', 'available', 'available', 'pending', 'failed'),
    type: fc.constantFrom('public', 'public', 'public', 'private'),
  }),
  igw: fc.constantFrom('vpc-a', 'vpc-a', 'vpc-a', 'vpc-b'),
  peering: fc.constantFrom('active', 'active', 'active', 'active', 'pending-acceptance', 'provisioning'),
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

export const randomNetwork: fc.Arbitrary<RandomNetwork> = shape.map((spec) => readable(build(spec)))

/** Ports that a NAT gateway may choose: one of each range that the rules of the network tell apart. */
export function natPorts({ snapshot }: { snapshot: Snapshot }): number[] {
  const acls = snapshot.regions[0]?.networkAcls
  const edges =
    acls?.outcome === 'ok'
      ? acls.value.flatMap((a) => a.entries.flatMap((e) => (e.portRange ? [e.portRange.from, e.portRange.to + 1] : [])))
      : []
  return [...new Set([1024, ...edges])].filter((port) => port >= 1024 && port <= 65535)
}
