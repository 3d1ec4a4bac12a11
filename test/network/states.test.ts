import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../src/model/snapshot.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches, type Patch } from '../support/patch.js'
import { dial, toService } from './ask.js'

const at = (path: string) => `regions.eu-west-1.${path}`
const add = (list: string, ...items: object[]): Patch[] => items.map((item) => ({ at: at(list), add: item }))
const route = (destinationCidrBlock: string, target: object, state = 'active') =>
  add('routeTables.rtb-0a1.routes', { destinationCidrBlock, state, origin: 'CreateRoute', ...target })
const peer = (vpcId: string, block: string) => ({
  ...{ vpcId, ownerId: '123456789012', region: 'eu-west-1', cidrBlocks: [block], ipv6CidrBlocks: [] },
})
const attachment = (id: string, vpcId: string, state: string) => ({
  ...{ transitGatewayAttachmentId: id, transitGatewayId: 'tgw-0a1', vpcId, vpcOwnerId: '123456789012', state },
  subnetIds: ['subnet-0a1', 'subnet-0a2'],
})

/** What each kind of thing on a way is, in a state: the patches that put it there, and its id. */
const KINDS: Record<string, { id: string; patches: (state: string) => Patch[] }> = {
  'nat-gateway': {
    id: 'nat-0a1',
    patches: (state) => [
      ...route('0.0.0.0/0', { natGatewayId: 'nat-0a1' }),
      ...add('natGateways', {
        ...{ natGatewayId: 'nat-0a1', vpcId: 'vpc-0a1', subnetId: 'subnet-0pub', state },
        ...{ connectivityType: 'public', addresses: [] },
      }),
    ],
  },
  'internet-gateway': {
    id: 'igw-0a1',
    patches: (state) => [
      ...route('0.0.0.0/0', { gatewayId: 'igw-0a1' }),
      ...add('internetGateways', { internetGatewayId: 'igw-0a1', attachments: [{ vpcId: 'vpc-0a1', state }] }),
    ],
  },
  'vpc-peering-connection': {
    id: 'pcx-0a1',
    patches: (status) => [
      ...route('0.0.0.0/0', { vpcPeeringConnectionId: 'pcx-0a1' }),
      ...add('vpcPeeringConnections', {
        ...{ vpcPeeringConnectionId: 'pcx-0a1', status },
        ...{ requester: peer('vpc-0a1', '10.0.0.0/16'), accepter: peer('vpc-0b2', '52.1.0.0/16') },
      }),
    ],
  },
  'transit-gateway-attachment': {
    id: 'tgw-attach-0a1',
    patches: (state) => [
      ...route('0.0.0.0/0', { transitGatewayId: 'tgw-0a1' }),
      ...add('transitGatewayVpcAttachments', attachment('tgw-attach-0a1', 'vpc-0a1', state)),
    ],
  },
  route: { id: 'rtb-0a1', patches: (state) => route('0.0.0.0/0', { natGatewayId: 'nat-0a1' }, state) },
}

const hopAt = (snapshot: Snapshot, id: string) =>
  dial(snapshot, 'eni-0host', '52.1.2.3').hops.find((hop) => hop.at === id && /gateway|peering|route/.test(hop.kind))

describe('the state of what lies on the way', () => {
  it.each([
    ['nat-gateway', 'pass', ['available']],
    ['nat-gateway', 'unknown', ['pending', '', 'rebuilding']],
    ['nat-gateway', 'fail', ['deleting', 'deleted', 'failed']],
    ['internet-gateway', 'pass', ['available', 'attached']],
    ['internet-gateway', 'unknown', ['attaching', '']],
    ['internet-gateway', 'fail', ['detaching', 'detached']],
    ['vpc-peering-connection', 'pass', ['active']],
    ['vpc-peering-connection', 'unknown', ['provisioning', 'initiating-request', '']],
    ['vpc-peering-connection', 'fail', ['pending-acceptance', 'deleting', 'deleted', 'rejected', 'failed', 'expired']],
    ['transit-gateway-attachment', 'pass', ['available']],
    ['transit-gateway-attachment', 'unknown', ['modifying', 'rollingBack', 'pending', 'initiatingRequest', '']],
    ['transit-gateway-attachment', 'fail', ['pendingAcceptance', 'deleting', 'deleted', 'failing', 'rejected']],
    ['route', 'pass', ['active']],
    ['route', 'unknown', ['filtered', '']],
    ['route', 'fail', ['blackhole']],
  ])('%s: %s in %j', (kind, outcome, states) => {
    const { id, patches } = KINDS[kind] ?? { id: '', patches: () => [] }
    const outcomes = states.map((state) => hopAt(applyPatches(articleSnapshot(), patches(state)), id)?.outcome)
    expect(outcomes).toEqual(states.map(() => outcome))
  })

  it('of several attachments of a VPC to one gateway the one that serves best counts, whatever their order', () => {
    const attachments = [
      attachment('tgw-attach-0gone', 'vpc-0a1', 'deleting'),
      attachment('tgw-attach-0new', 'vpc-0a1', 'pending'),
    ]
    for (const order of [attachments, [...attachments].reverse()]) {
      const snapshot = applyPatches(articleSnapshot(), [
        ...route('0.0.0.0/0', { transitGatewayId: 'tgw-0a1' }),
        ...add('transitGatewayVpcAttachments', ...order),
      ])
      expect(hopAt(snapshot, 'tgw-attach-0new')?.outcome).toBe('unknown')
      expect(hopAt(snapshot, 'tgw-attach-0gone')).toBeUndefined()
    }
  })

  it.each([
    ['available', 'open'],
    ['pending', 'unknown'],
    ['partial', 'unknown'],
    ['Pending', 'unknown'],
    ['pendingAcceptance', 'blocked'],
    ['deleting', 'blocked'],
    ['failed', 'blocked'],
  ])('an interface endpoint in the state %s: %s', (state, verdict) => {
    const snapshot = applyPatches(articleSnapshot(), [{ at: at('vpcEndpoints.vpce-0ssm.state'), set: state }])
    expect(toService(snapshot, 'i-0a1', 'ssm').verdict).toBe(verdict)
  })

  it.each([
    ['available', 'open'],
    ['pending', 'unknown'],
    ['deleted', 'blocked'],
  ])('a gateway endpoint in the state %s, whose route is not listed yet: %s', (state, verdict) => {
    const snapshot = applyPatches(articleSnapshot(), [
      { at: at('vpcEndpoints.vpce-0s3.state'), set: state },
      { at: at('routeTables.rtb-0a1.routes.pl-0s3'), remove: true },
    ])
    expect(toService(snapshot, 'i-0a1', 's3').verdict).toBe(verdict)
  })
})
