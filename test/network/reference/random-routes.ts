import fc from 'fast-check'
import type { Route } from '../../../src/model/snapshot-network.js'
import { LISTS, SUBNETS, VPC_BLOCKS } from './shape.js'

const target: fc.Arbitrary<Partial<Route>> = fc.constantFrom<Partial<Route>>(
  { gatewayId: 'igw-1' },
  { natGatewayId: 'nat-1' },
  { vpcPeeringConnectionId: 'pcx-1' },
  { transitGatewayId: 'tgw-1' },
  { vpcPeeringConnectionId: 'pcx-1' },
  { transitGatewayId: 'tgw-1' },
  { gatewayId: 'vgw-1', origin: 'EnableVgwRoutePropagation' },
  { networkInterfaceId: 'eni-appliance', instanceId: 'i-0ff' },
)

export const routes = (vpcId: keyof typeof VPC_BLOCKS): fc.Arbitrary<Route[]> =>
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
              '10.0.0.16/28',
              '52.0.0.0/9',
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
export const listEntries = fc.record({
  'pl-1': fc.subarray(['10.0.0.4/32', '10.1.0.0/28']),
  'pl-2': fc.subarray(['52.1.0.0/16', '10.1.0.16/28', '10.0.0.16/29']),
})

export const attachment = (vpcId: keyof typeof VPC_BLOCKS) =>
  fc.record({
    // One subnet of a zone: the first zone has two, the second has one.
    subnetIds: fc
      .record({ first: fc.boolean(), both: fc.boolean(), which: fc.boolean() })
      .map(({ first, both, which }) => {
        const [one = '', two = '', three = ''] = SUBNETS.filter((s) => s.vpcId === vpcId).map((s) => s.subnetId)
        const inFirst = which ? three : one
        return both ? [inFirst, two] : [first ? inFirst : two]
      }),
    state: fc.constantFrom('available', 'available', 'available', 'available', 'modifying', 'deleting'),
    securityGroupReferencingSupport: fc.constantFrom('enable', 'enable', 'disable'),
    table: fc.constantFrom('tgw-rtb-1', 'tgw-rtb-2'),
  })

export const gatewayRoutes = fc.uniqueArray(
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
