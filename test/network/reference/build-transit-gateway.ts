import type { Collected } from '../../../src/model/collected.js'
import type { RegionSnapshot } from '../../../src/model/snapshot.js'
import { ACCOUNT, type Shape } from './shape.js'

const ok = <T>(value: T): Collected<T> => ({ outcome: 'ok', api: 'ec2:Describe', value })

/** The transit gateway of a random network, with what is attached to it. */
export function transitGateway({ attachments, gatewayRoutes: tables, referencing }: Shape): Partial<RegionSnapshot> {
  const ends = attachments.map((a, i) => ({
    ...a,
    vpcId: i === 0 ? 'vpc-a' : 'vpc-b',
    id: i === 0 ? 'tgw-attach-a' : 'tgw-attach-b',
  }))
  return {
    transitGateways: ok([
      { transitGatewayId: 'tgw-1', ownerId: ACCOUNT, state: 'available', securityGroupReferencingSupport: referencing },
    ]),
    transitGatewayVpcAttachments: ok(
      ends.map((a) => ({
        transitGatewayAttachmentId: a.id,
        transitGatewayId: 'tgw-1',
        vpcId: a.vpcId,
        vpcOwnerId: ACCOUNT,
        subnetIds: a.subnetIds,
        state: a.state,
        securityGroupReferencingSupport: a.securityGroupReferencingSupport,
      })),
    ),
    transitGatewayAttachments: ok(
      ends.map((a) => ({
        transitGatewayAttachmentId: a.id,
        transitGatewayId: 'tgw-1',
        resourceType: 'vpc',
        resourceId: a.vpcId,
        state: a.state,
        associationRouteTableId: a.table,
        associationState: 'associated',
      })),
    ),
    transitGatewayRouteTables: ok(
      tables.map((own, i) => ({
        transitGatewayRouteTableId: `tgw-rtb-${i + 1}`,
        transitGatewayId: 'tgw-1',
        state: 'available',
        routes: ok(own),
      })),
    ),
  }
}
