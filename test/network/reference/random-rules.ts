import fc from 'fast-check'
import type { IpPermission, NetworkAclEntry } from '../../../src/model/snapshot-network.js'
import { GROUPS, LISTS, PORT } from './shape.js'

const blocks = fc.constantFrom(
  ...['0.0.0.0/0', '0.0.0.0/0', '10.0.0.0/8', '10.0.0.0/24', '10.1.0.0/24', '52.0.0.0/8', '52.1.2.3/32', '0.0.0.0/1'],
  ...['10.0.0.0/28', '10.0.0.16/28', '10.0.0.32/28', '10.1.0.0/28', '10.1.0.16/28', '10.0.0.4/30', '10.1.0.4/31'],
  ...['10.0.0.4/32', '10.0.0.20/32', '10.1.0.5/32', '10.0.0.8/32'],
)

const ports = fc.constantFrom<{ from?: number; to?: number }>(
  ...[{}, { from: PORT, to: PORT }, { from: 0, to: 65535 }, { from: 1, to: PORT - 1 }, { from: 80, to: 500 }],
  ...[{ from: -1, to: -1 }, { from: PORT }, { to: PORT }, { from: PORT + 1, to: 500 }],
)

export const permission: fc.Arbitrary<IpPermission> = fc
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
      { from: PORT, to: PORT },
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
export const aclEntries = fc
  .tuple(fc.oneof({ withCrossShrink: true }, fc.constant(ALLOW_ALL), looseEntries, tightEntries), fc.boolean())
  .map(([own, reversed]) => (reversed ? [...own, ...DENY_REST].reverse() : [...DENY_REST, ...own]))
