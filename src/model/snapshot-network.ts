import * as z from 'zod'
import { collectedSchema } from './collected.js'
import { recordOf } from './record-of.js'
import { awsWord, awsWords, freeText, policyText, serviceName } from './redaction.js'

const strings = z.array(z.string())
const tags = recordOf(z.string())

export const vpcSchema = z.object({
  vpcId: z.string(),
  ownerId: z.string(),
  name: z.string().optional(),
  tags,
  isDefault: z.boolean(),
  /** Associated blocks only, the primary one first. */
  cidrBlocks: strings,
  ipv6CidrBlocks: strings,
  dhcpOptionsId: z.string().optional(),
  /** VPC encryption controls: `monitor` or `enforce`; absent where the VPC has none. */
  encryptionMode: awsWord.optional(),
})

export const vpcAttributesSchema = z.object({ enableDnsSupport: z.boolean(), enableDnsHostnames: z.boolean() })

export const dhcpOptionsSchema = z.object({ dhcpOptionsId: z.string(), domainNameServers: strings })

export const subnetSchema = z.object({
  subnetId: z.string(),
  vpcId: z.string(),
  /** Another account's id where the subnet is shared through AWS RAM. */
  ownerId: z.string(),
  name: z.string().optional(),
  availabilityZone: awsWord,
  availabilityZoneId: awsWord.optional(),
  cidrBlock: z.string().optional(),
  ipv6CidrBlocks: strings,
  ipv6Native: z.boolean(),
  mapPublicIpOnLaunch: z.boolean(),
})

export const routeSchema = z.object({
  destinationCidrBlock: z.string().optional(),
  destinationIpv6CidrBlock: z.string().optional(),
  destinationPrefixListId: z.string().optional(),
  /** `active` or `blackhole`. */
  state: awsWord,
  /** `CreateRouteTable`, `CreateRoute` or `EnableVgwRoutePropagation`. */
  origin: awsWord.optional(),
  /** `local`, `igw-…`, `vgw-…` or the `vpce-…` of a gateway or Gateway Load Balancer endpoint. */
  gatewayId: z.string().optional(),
  natGatewayId: z.string().optional(),
  networkInterfaceId: z.string().optional(),
  instanceId: z.string().optional(),
  transitGatewayId: z.string().optional(),
  vpcPeeringConnectionId: z.string().optional(),
  egressOnlyInternetGatewayId: z.string().optional(),
  localGatewayId: z.string().optional(),
  carrierGatewayId: z.string().optional(),
  coreNetworkArn: z.string().optional(),
})

export const routeTableSchema = z.object({
  routeTableId: z.string(),
  vpcId: z.string(),
  main: z.boolean(),
  /** Explicitly associated subnets. */
  subnetIds: strings,
  /** Subnets whose association with it is being made or taken away. */
  changingSubnetIds: strings.optional(),
  routes: z.array(routeSchema),
})

export const networkAclEntrySchema = z.object({
  ruleNumber: z.number(),
  egress: z.boolean(),
  /** Protocol number as a string; `-1` is all. */
  protocol: awsWord,
  ruleAction: z.enum(['allow', 'deny']),
  cidrBlock: z.string().optional(),
  ipv6CidrBlock: z.string().optional(),
  portRange: z.object({ from: z.number(), to: z.number() }).optional(),
})

export const networkAclSchema = z.object({
  networkAclId: z.string(),
  vpcId: z.string(),
  isDefault: z.boolean(),
  subnetIds: strings,
  /** In the order of the API's answer, which means nothing. */
  entries: z.array(networkAclEntrySchema),
})

export const userIdGroupPairSchema = z.object({
  groupId: z.string(),
  userId: z.string().optional(),
  vpcId: z.string().optional(),
  vpcPeeringConnectionId: z.string().optional(),
  peeringStatus: awsWord.optional(),
})

export const ipPermissionSchema = z.object({
  /** `-1`, `tcp`, `udp`, `icmp`, `icmpv6` or a protocol number. */
  ipProtocol: awsWord,
  fromPort: z.number().optional(),
  toPort: z.number().optional(),
  ipRanges: strings,
  ipv6Ranges: strings,
  prefixListIds: strings,
  userIdGroupPairs: z.array(userIdGroupPairSchema),
})

export const securityGroupSchema = z.object({
  groupId: z.string(),
  groupName: z.string(),
  vpcId: z.string().optional(),
  ownerId: z.string(),
  ipPermissions: z.array(ipPermissionSchema),
  ipPermissionsEgress: z.array(ipPermissionSchema),
})

export const vpcEndpointSchema = z.object({
  vpcEndpointId: z.string(),
  vpcId: z.string(),
  ownerId: z.string().optional(),
  name: z.string().optional(),
  serviceName: serviceName,
  /** Set for an endpoint to another region's service. */
  serviceRegion: awsWord.optional(),
  /** `Interface`, `Gateway`, `GatewayLoadBalancer`, `Resource` or `ServiceNetwork`. */
  vpcEndpointType: awsWord,
  /** As on the wire (`available`, `pendingAcceptance`, …): compare without regard to case. */
  state: awsWord,
  subnetIds: strings,
  routeTableIds: strings,
  groupIds: strings,
  networkInterfaceIds: strings,
  privateDnsEnabled: z.boolean(),
  privateDnsOnlyForInboundResolverEndpoint: z.boolean().optional(),
  /** `ipv4`, `ipv6` or `dualstack`: of its interfaces, or of the routes of a gateway endpoint. */
  ipAddressType: awsWord.optional(),
  /** `ipv4`, `ipv6`, `dualstack` or `service-defined`: of the records behind its names. */
  dnsRecordIpType: awsWord.optional(),
  dnsNames: strings,
  /** Absent where the service takes none, or AWS's answer lacks it. */
  policyDocument: policyText.optional(),
  requesterManaged: z.boolean(),
  lastError: freeText.optional(),
})

export const vpcEndpointServiceSchema = z.object({
  serviceName: serviceName,
  serviceTypes: awsWords,
  privateDnsNames: awsWords,
  availabilityZones: awsWords,
  /** Whether its endpoints have a policy. */
  policySupported: z.boolean().optional(),
})

export const prefixListSchema = z.object({
  prefixListId: z.string(),
  prefixListName: serviceName,
  ownerId: z.string().optional(),
  entries: collectedSchema(strings),
})

export const networkInterfaceSchema = z.object({
  networkInterfaceId: z.string(),
  vpcId: z.string(),
  subnetId: z.string(),
  ownerId: z.string().optional(),
  availabilityZone: awsWord,
  interfaceType: awsWord,
  requesterId: z.string().optional(),
  description: z.string(),
  status: awsWord,
  /** The primary address first. */
  privateIpAddresses: strings,
  ipv6Addresses: strings,
  publicIps: strings,
  groupIds: strings,
  instanceId: z.string().optional(),
  deviceIndex: z.number().optional(),
  sourceDestCheck: z.boolean(),
})

export const blockPublicAccessSchema = z.object({
  /** `off`, `block-bidirectional` or `block-ingress`. */
  internetGatewayBlockMode: awsWord,
  /** `default-state`, `update-in-progress` or `update-complete`. */
  state: awsWord.optional(),
  exclusions: collectedSchema(
    z.array(
      z.object({
        /** ARN of a VPC or a subnet. */
        resourceArn: z.string(),
        /** `allow-bidirectional` or `allow-egress`. */
        internetGatewayExclusionMode: awsWord,
        state: awsWord,
      }),
    ),
  ),
})

export type Vpc = z.infer<typeof vpcSchema>
export type VpcAttributes = z.infer<typeof vpcAttributesSchema>
export type DhcpOptions = z.infer<typeof dhcpOptionsSchema>
export type Subnet = z.infer<typeof subnetSchema>
export type Route = z.infer<typeof routeSchema>
export type RouteTable = z.infer<typeof routeTableSchema>
export type NetworkAclEntry = z.infer<typeof networkAclEntrySchema>
export type NetworkAcl = z.infer<typeof networkAclSchema>
export type UserIdGroupPair = z.infer<typeof userIdGroupPairSchema>
export type IpPermission = z.infer<typeof ipPermissionSchema>
export type SecurityGroup = z.infer<typeof securityGroupSchema>
export type VpcEndpoint = z.infer<typeof vpcEndpointSchema>
export type VpcEndpointService = z.infer<typeof vpcEndpointServiceSchema>
export type PrefixList = z.infer<typeof prefixListSchema>
export type NetworkInterface = z.infer<typeof networkInterfaceSchema>
export type BlockPublicAccess = z.infer<typeof blockPublicAccessSchema>
