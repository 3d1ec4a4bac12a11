import { describe, expect, it } from 'vitest'
import { Inventory } from '../../src/inventory/inventory.js'
import { configSchema } from '../../src/model/config.js'
import type { Report } from '../../src/model/report.js'
import { type RegionSnapshot, snapshotSchema } from '../../src/model/snapshot.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches, type Patch } from '../support/patch.js'
import { simulated } from '../support/simulations.js'
import { reportOf } from './support.js'

const HERE = 'regions.eu-west-1'
const THERE = 'regions.eu-central-1'
const PEERING = 'tgw-attach-peer'

/** The reference account's region again, elsewhere: ids, addresses and databases of its own. */
function otherRegion(): RegionSnapshot {
  const text = JSON.stringify(articleSnapshot().regions[0])
    .replaceAll('eu-west-1', 'eu-central-1')
    .replaceAll('"10.0.', '"10.9.')
    .replace(/\b(i|vpc|subnet|sg|eni|rtb|acl|vpce|dopt|pl)-0/g, '$1-9')
  return JSON.parse(text)
}

/** A gateway with the VPC attached to it, and its end of the peering. */
function gateway(at: string, side: string, far: string, blocks: { own: string; other: string }): Patch[] {
  const [id, vpcId, table, attachment] = [`tgw-${side}`, `vpc-${side}a1`, `tgw-rtb-${side}`, `tgw-attach-${side}`]
  const association = { state: 'available', associationRouteTableId: table, associationState: 'associated' }
  const route = (destinationCidrBlock: string, type: string, to: string) => ({
    ...{ destinationCidrBlock, type, state: 'active', attachmentIds: [to] },
  })
  const routes = [route(blocks.own, 'propagated', attachment), route(blocks.other, 'static', PEERING)]
  return [
    { at: `${at}.transitGateways`, add: { transitGatewayId: id, ownerId: '123456789012', state: 'available' } },
    {
      at: `${at}.transitGatewayVpcAttachments`,
      add: {
        ...{ transitGatewayAttachmentId: attachment, transitGatewayId: id, vpcId, vpcOwnerId: '123456789012' },
        ...{ subnetIds: [`subnet-${side}a1`, `subnet-${side}b1`], state: 'available' },
      },
    },
    ...[
      { transitGatewayAttachmentId: attachment, resourceType: 'vpc', resourceId: vpcId },
      { transitGatewayAttachmentId: PEERING, resourceType: 'peering', resourceId: `tgw-${far}` },
    ].map((one) => ({
      at: `${at}.transitGatewayAttachments`,
      add: { transitGatewayId: id, ...one, ...association },
    })),
    {
      at: `${at}.transitGatewayRouteTables`,
      add: {
        ...{ transitGatewayRouteTableId: table, transitGatewayId: id, state: 'available' },
        routes: { outcome: 'ok', api: 'ec2:SearchTransitGatewayRoutes', value: routes },
      },
    },
    {
      at: `${at}.routeTables.rtb-${side}a1.routes`,
      add: {
        ...{ destinationCidrBlock: blocks.other, transitGatewayId: id, state: 'active', origin: 'CreateRoute' },
      },
    },
  ]
}

const WEST = '10.0.0.0/16'
const CENTRAL = '10.9.0.0/16'
const postgres = (side: 'ipRanges', block: string) => ({
  ...{ ipProtocol: 'tcp', fromPort: 5432, toPort: 5432, ipv6Ranges: [], prefixListIds: [], userIdGroupPairs: [] },
  [side]: [block],
})

const BOTH: Patch[] = [
  ...gateway(HERE, '0', '9', { own: WEST, other: CENTRAL }),
  ...gateway(THERE, '9', '0', { own: CENTRAL, other: WEST }),
  // The database is in the one region, the only host in the other.
  { at: `${HERE}.instances`, set: [] },
  { at: `${HERE}.dbClusters`, set: [] },
  { at: `${HERE}.dbInstances.jump-aurora-1`, remove: true },
  { at: `${HERE}.securityGroups.sg-0postgres.ipPermissions`, add: postgres('ipRanges', CENTRAL) },
  { at: `${THERE}.dbClusters`, set: [] },
  { at: `${THERE}.dbInstances`, set: [] },
  { at: `${THERE}.securityGroups.sg-9host.ipPermissionsEgress`, add: postgres('ipRanges', WEST) },
]

function report(patches: Patch[] = [], regions = ['eu-west-1', 'eu-central-1']): Report {
  const { regions: own, ...rest } = articleSnapshot()
  const snapshot = applyPatches({ ...rest, regions: [...own, otherRegion()] }, [...BOTH, ...patches])
  const audited = { ...snapshot, regions: snapshot.regions.filter(({ region }) => regions.includes(region)) }
  return reportOf(new Inventory(snapshotSchema.parse(simulated(audited)), configSchema.parse({})))
}

/** Of the way to the database: its status, its reason, and what of its hops does not pass. */
function way({ findings }: Report) {
  const path = findings.find(({ checkId }) => checkId === 'database-path')
  const hops = path?.hops?.filter(({ outcome }) => outcome !== 'pass').map(({ at, code }) => `${at} ${code}`)
  return [path?.status, path?.reason, ...(hops ?? [])]
}

const jumpHost = ({ findings }: Report) => {
  const found = findings.find(({ checkId, subject }) => checkId === 'vpc-jump-host' && subject.id === 'vpc-0a1')
  return [found?.status, found?.reason]
}
const verdict = ({ vpcs }: Report) => vpcs.find(({ vpcId }) => vpcId === 'vpc-0a1')?.verdict

describe('a database behind transit gateways that peer across regions', () => {
  it('is reached by the host on the other side, where every table leads there and back', () => {
    const whole = report()
    expect(way(whole)).toEqual(['pass', 'reachable'])
    expect(jumpHost(whole)).toEqual(['pass', 'connected-vpc-host'])
    expect(verdict(whole)).toBe('READY')
  })

  it.each<{ what: string; patches: Patch[]; says: string[] }>([
    {
      what: 'the far gateway has no route to it',
      patches: [{ at: `${HERE}.transitGatewayRouteTables.tgw-rtb-0.routes.0`, remove: true }],
      says: ['fail', 'blocked-by-transit-gateway-route', 'tgw-rtb-0 CANNOT_ROUTE'],
    },
    {
      what: 'the far gateway has no route back',
      patches: [{ at: `${HERE}.transitGatewayRouteTables.tgw-rtb-0.routes.1`, remove: true }],
      says: ['fail', 'blocked-by-transit-gateway-route', 'tgw-rtb-0 CANNOT_ROUTE'],
    },
    {
      what: 'the peering is being taken away',
      patches: [{ at: `${THERE}.transitGatewayAttachments.${PEERING}.state`, set: 'deleted' }],
      says: ['fail'],
    },
    {
      what: 'the other side has not accepted yet',
      patches: [{ at: `${HERE}.transitGatewayAttachments.${PEERING}.state`, set: 'pendingAcceptance' }],
      says: ['fail'],
    },
    {
      what: 'the table of the peering on the far side is not seen',
      patches: [{ at: `${HERE}.transitGatewayAttachments.${PEERING}.associationRouteTableId`, remove: true }],
      says: ['unknown', 'tgw-rtb-unknown'],
    },
    {
      what: 'the tables of the far side cannot be read',
      patches: [{ at: `${HERE}.transitGatewayRouteTables`, failed: 'denied' }],
      says: ['unknown', 'api-denied'],
    },
    {
      what: 'a group of the database names the group of the host',
      patches: [
        { at: `${HERE}.securityGroups.sg-0postgres.ipPermissions.1.ipRanges`, set: [] },
        {
          at: `${HERE}.securityGroups.sg-0postgres.ipPermissions.1.userIdGroupPairs`,
          set: [{ groupId: 'sg-9host', userId: '123456789012' }],
        },
      ],
      says: ['fail', 'blocked-by-security-group-ingress', 'sg-0postgres ENI_SG_RULES_MISMATCH'],
    },
  ])('$what', ({ patches, says }) => {
    expect(way(report(patches)).slice(0, says.length)).toEqual(says)
  })

  it('is unknown, not BLOCKED, where the other region was not audited', () => {
    const alone = report([], ['eu-west-1'])
    expect(jumpHost(alone)).toEqual(['unknown', 'region-not-audited'])
    expect(verdict(alone)).toBe('UNKNOWN')
  })

  it('is unknown where the list of the peerings, or the hosts on the other side, could not be read', () => {
    for (const list of [`${HERE}.transitGatewayAttachments`, `${THERE}.instances`]) {
      const blind = report([
        { at: list, failed: 'denied' },
        ...(list.startsWith(HERE) ? [{ at: `${THERE}.transitGatewayAttachments`, failed: 'denied' as const }] : []),
      ])
      expect(jumpHost(blind)).toEqual(['unknown', 'api-denied'])
      expect(verdict(blind)).toBe('UNKNOWN')
    }
  })

  it('is BLOCKED where no gateway leads to a host', () => {
    const apart = report([
      { at: `${HERE}.transitGatewayAttachments.${PEERING}`, remove: true },
      { at: `${THERE}.transitGatewayAttachments.${PEERING}`, remove: true },
    ])
    expect(jumpHost(apart)).toEqual(['fail', 'no-jump-host'])
    expect(verdict(apart)).toBe('BLOCKED')
  })
})

describe('a database whose VPC peers with one of a region that was not audited', () => {
  const peering = (ownerId: string) => {
    const end = (vpcId: string, region: string) => ({ vpcId, region, ownerId, cidrBlocks: [], ipv6CidrBlocks: [] })
    const both = { requester: end('vpc-0a1', 'eu-west-1'), accepter: end('vpc-9a1', 'us-east-1') }
    return { at: `${HERE}.vpcPeeringConnections`, add: { vpcPeeringConnectionId: 'pcx-1', status: 'active', ...both } }
  }

  it('may have a jump host there, if the account is the same', () => {
    const alone = (ownerId: string) => jumpHost(report([peering(ownerId), NO_GATEWAYS], ['eu-west-1']))
    expect(alone('123456789012')).toEqual(['unknown', 'region-not-audited'])
    expect(alone('210987654321')).toEqual(['fail', 'no-jump-host'])
  })
})

const NO_GATEWAYS: Patch = { at: `${HERE}.transitGatewayVpcAttachments`, set: [] }
