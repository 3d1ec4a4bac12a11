import * as z from 'zod'
import { collectedSchema } from './collected.js'
import { awsWord } from './redaction.js'

const strings = z.array(z.string())

export const natGatewaySchema = z.object({
  natGatewayId: z.string(),
  vpcId: z.string(),
  /** Absent for a regional NAT gateway. */
  subnetId: z.string().optional(),
  state: awsWord,
  connectivityType: awsWord,
  availabilityMode: awsWord.optional(),
  routeTableId: z.string().optional(),
  addresses: z.array(
    z.object({
      networkInterfaceId: z.string().optional(),
      privateIp: z.string().optional(),
      publicIp: z.string().optional(),
    }),
  ),
})

const attachments = z.array(z.object({ vpcId: z.string(), state: awsWord }))
export const internetGatewaySchema = z.object({ internetGatewayId: z.string(), attachments })
export const egressOnlyInternetGatewaySchema = z.object({ egressOnlyInternetGatewayId: z.string(), attachments })

const peerSchema = z.object({
  vpcId: z.string(),
  ownerId: z.string(),
  region: awsWord,
  cidrBlocks: strings,
  ipv6CidrBlocks: strings,
  allowDnsResolutionFromRemoteVpc: z.boolean().optional(),
})
export const vpcPeeringConnectionSchema = z.object({
  vpcPeeringConnectionId: z.string(),
  status: awsWord,
  requester: peerSchema,
  accepter: peerSchema,
})

export const transitGatewaySchema = z.object({
  transitGatewayId: z.string(),
  ownerId: z.string(),
  state: awsWord,
  securityGroupReferencingSupport: awsWord.optional(),
})

export const transitGatewayVpcAttachmentSchema = z.object({
  transitGatewayAttachmentId: z.string(),
  transitGatewayId: z.string(),
  vpcId: z.string(),
  vpcOwnerId: z.string(),
  subnetIds: strings,
  state: awsWord,
  securityGroupReferencingSupport: awsWord.optional(),
  applianceModeSupport: awsWord.optional(),
})

export const transitGatewayAttachmentSchema = z.object({
  transitGatewayAttachmentId: z.string(),
  transitGatewayId: z.string(),
  resourceType: awsWord,
  resourceId: z.string().optional(),
  resourceOwnerId: z.string().optional(),
  state: awsWord,
  associationRouteTableId: z.string().optional(),
  associationState: awsWord.optional(),
})

export const transitGatewayRouteSchema = z.object({
  destinationCidrBlock: z.string().optional(),
  prefixListId: z.string().optional(),
  /** `active` or `blackhole`. */
  state: awsWord,
  /** `static` or `propagated`. */
  type: awsWord,
  attachmentIds: strings,
})

export const transitGatewayRouteTableSchema = z.object({
  transitGatewayRouteTableId: z.string(),
  transitGatewayId: z.string(),
  state: awsWord,
  routes: collectedSchema(z.array(transitGatewayRouteSchema)),
})

export type NatGateway = z.infer<typeof natGatewaySchema>
export type InternetGateway = z.infer<typeof internetGatewaySchema>
export type EgressOnlyInternetGateway = z.infer<typeof egressOnlyInternetGatewaySchema>
export type VpcPeeringConnection = z.infer<typeof vpcPeeringConnectionSchema>
export type TransitGateway = z.infer<typeof transitGatewaySchema>
export type TransitGatewayVpcAttachment = z.infer<typeof transitGatewayVpcAttachmentSchema>
export type TransitGatewayAttachment = z.infer<typeof transitGatewayAttachmentSchema>
export type TransitGatewayRoute = z.infer<typeof transitGatewayRouteSchema>
export type TransitGatewayRouteTable = z.infer<typeof transitGatewayRouteTableSchema>
