import * as z from 'zod'
import { collectedSchema } from './collected.js'
import { recordOf } from './record-of.js'
import { awsWord } from './redaction.js'
import { dataStoreSchema } from './snapshot-data-stores.js'
import * as databases from './snapshot-databases.js'
import * as dns from './snapshot-dns.js'
import * as gateways from './snapshot-gateways.js'
import * as hosts from './snapshot-hosts.js'
import { iamSnapshotSchema } from './snapshot-iam.js'
import * as network from './snapshot-network.js'
import { hostDiagnosisSchema, tunnelProbeSchema } from './snapshot-probes.js'

const list = <T extends z.ZodType>(item: T) => collectedSchema(z.array(item))

/** A list that snapshots have only since later: an older file could not look, which is `unknown` and never empty. */
const laterList = <T extends z.ZodType>(item: T, api: string) =>
  list(item).default({ outcome: 'error', api, message: 'the snapshot is older than this question' })

export const regionSnapshotSchema = z.object({
  region: awsWord,

  vpcs: list(network.vpcSchema),
  /** By VPC id, only of VPCs in which they can matter. */
  vpcAttributes: recordOf(collectedSchema(network.vpcAttributesSchema)),
  dhcpOptions: list(network.dhcpOptionsSchema),
  subnets: list(network.subnetSchema),
  routeTables: list(network.routeTableSchema),
  networkAcls: list(network.networkAclSchema),
  securityGroups: list(network.securityGroupSchema),
  vpcEndpoints: list(network.vpcEndpointSchema),
  /** AWS's own services only. */
  vpcEndpointServices: list(network.vpcEndpointServiceSchema),
  prefixLists: list(network.prefixListSchema),
  natGateways: list(gateways.natGatewaySchema),
  internetGateways: list(gateways.internetGatewaySchema),
  egressOnlyInternetGateways: list(gateways.egressOnlyInternetGatewaySchema),
  vpcPeeringConnections: list(gateways.vpcPeeringConnectionSchema),
  transitGateways: list(gateways.transitGatewaySchema),
  transitGatewayVpcAttachments: list(gateways.transitGatewayVpcAttachmentSchema),
  transitGatewayAttachments: list(gateways.transitGatewayAttachmentSchema),
  transitGatewayRouteTables: list(gateways.transitGatewayRouteTableSchema),
  networkInterfaces: list(network.networkInterfaceSchema),
  blockPublicAccess: collectedSchema(network.blockPublicAccessSchema),
  /** Private hosted zones by VPC id, only of VPCs in which they can matter. */
  hostedZones: recordOf(list(dns.hostedZoneSchema)),
  resolverRuleAssociations: list(dns.resolverRuleAssociationSchema),
  firewallAssociations: laterList(dns.firewallAssociationSchema, 'route53resolver:ListFirewallRuleGroupAssociations'),
  /** Rules by the id of their DNS Firewall rule group, only of groups at work in VPCs of hosts. */
  firewallRuleGroups: recordOf(list(dns.firewallRuleSchema)).default({}),
  dnsProfiles: laterList(dns.dnsProfileSchema, 'route53profiles:ListProfileAssociations'),

  instances: list(hosts.instanceSchema),
  instanceStatuses: list(hosts.instanceStatusSchema),
  instanceConnectEndpoints: list(hosts.instanceConnectEndpointSchema),
  /** Of the types that a new jump host may have. Absent: nobody plans to launch one. */
  instanceTypeOfferings: list(hosts.instanceTypeOfferingSchema).optional(),
  managedNodes: list(hosts.managedNodeSchema),
  /** Status of the session channel (`connected`, `notconnected`) of running hosts, by instance id. */
  connectionStatuses: recordOf(collectedSchema(awsWord)),
  associations: list(hosts.associationSchema),
  /** `null`: the document does not exist. */
  sessionPreferences: collectedSchema(hosts.sessionPreferencesSchema.nullable()),
  /** AWS's session documents by name. `null`: no such document in this region. */
  sessionDocuments: recordOf(collectedSchema(hosts.sessionDocumentSchema.nullable())),
  defaultHostManagement: collectedSchema(hosts.defaultHostManagementSchema),
  /** The key of the session preferences. Absent: they name none. `null`: no such key. */
  sessionKey: collectedSchema(hosts.kmsKeySchema.nullable()).optional(),
  /** Absent: the session preferences name none. `null`: no such bucket. */
  logBucket: collectedSchema(hosts.logBucketSchema.nullable()).optional(),
  /** The key of the log bucket's default encryption. Absent: it names none, or S3's own. `null`: no such key. */
  logBucketKey: collectedSchema(hosts.kmsKeySchema.nullable()).optional(),
  /** Absent: the session preferences name none. `null`: no such log group. */
  logGroup: collectedSchema(hosts.logGroupSchema.nullable()).optional(),

  dbInstances: list(databases.dbInstanceSchema),
  dbClusters: list(databases.dbClusterSchema),
  dbProxies: list(databases.dbProxySchema),
  dbSubnetGroups: list(databases.dbSubnetGroupSchema),
  caches: laterList(dataStoreSchema, 'elasticache:DescribeReplicationGroups'),
  warehouses: laterList(dataStoreSchema, 'redshift:DescribeClusters'),
  searchDomains: laterList(dataStoreSchema, 'es:ListDomainNames'),
  kubernetesClusters: laterList(dataStoreSchema, 'eks:ListClusters'),

  /** Tunnels of this region's hosts that were tried for real. Absent: nobody asked for that. */
  probes: z.array(tunnelProbeSchema).optional(),
  /** Hosts of this region whose agents were asked for a diagnosis. Absent: nobody asked for that. */
  diagnoses: z.array(hostDiagnosisSchema).optional(),
})

/** Everything that the checks look at: one account, some regions, one moment. */
export const snapshotSchema = z.object({
  snapshotVersion: z.literal(1),
  /** ISO 8601. */
  takenAt: awsWord,
  accountId: z.string(),
  partition: awsWord,
  callerArn: z.string().optional(),
  redacted: z.boolean().optional(),
  regions: z.array(regionSnapshotSchema),
  iam: iamSnapshotSchema,
  /** Requests made, by IAM action, every page and retry counted. */
  apiCalls: recordOf(z.number(), awsWord),
})

export type RegionSnapshot = z.infer<typeof regionSnapshotSchema>
export type Snapshot = z.infer<typeof snapshotSchema>
