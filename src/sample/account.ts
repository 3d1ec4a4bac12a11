import type { LogGroup } from '@aws-sdk/client-cloudwatch-logs'
import type * as EC2 from '@aws-sdk/client-ec2'
import type { Group, InstanceProfile, Role, User } from '@aws-sdk/client-iam'
import type { GrantListEntry, KeyMetadata, Tag as KeyTag } from '@aws-sdk/client-kms'
import type { DBCluster, DBInstance, DBProxy, DBProxyTarget, DBSubnetGroup } from '@aws-sdk/client-rds'
import type { HostedZoneSummary, ResourceRecordSet } from '@aws-sdk/client-route-53'
import type {
  Association,
  CommandInvocationStatus,
  InstanceInformation,
  SendCommandRequest,
  Session,
  Tag,
} from '@aws-sdk/client-ssm'
import type {
  FirewallDomainList,
  FirewallRule,
  FirewallRuleGroupAssociation,
  ResolverRule,
  ResolverRuleAssociation,
} from '../aws/route53resolver.js'
import type { SampleDataStores } from './data-stores.js'

/** What AWS-UpdateSSMAgent comes to on a host. */
export type UpdateOutcome = 'success' | 'failed' | 'no-s3' | 'stuck' | 'undeliverable' | 'older-version'

/** A managed node and the agent behind it. */
export interface SampleNode {
  information: InstanceInformation
  /** The session channel. */
  connected: boolean
  /** Default: `success`, to the region's latest agent. */
  update?: { outcome: UpdateOutcome; version?: string }
  /** A new agent that has started, and from when on it reports itself (epoch milliseconds). */
  restarted?: { at: number; version: string }
}

/** What a command comes to on one host. */
export interface Ending {
  status: CommandInvocationStatus
  details: string
  responseCode: number
  output: string
  errors: string
  /** The host never gets the command. */
  undelivered?: boolean
  /** It runs until its time is over. */
  stuck?: boolean
  /** The agent's version afterwards. */
  version?: string
}

/** One host's part of a command. It is decided when the command is sent; the clock shows how far it has come. */
export interface Invocation {
  instanceId: string
  /** Epoch milliseconds. Absent: it never begins. */
  startsAt?: number
  endsAt: number
  ending: Ending
}

export interface SentCommand {
  id: string
  request: SendCommandRequest
  /** Epoch milliseconds. */
  requestedAt: number
  invocations: Invocation[]
}

interface SampleVpc {
  vpc: EC2.Vpc
  enableDnsSupport: boolean
  enableDnsHostnames: boolean
}

export interface SampleKey {
  metadata: KeyMetadata
  /** `alias/…` names. */
  aliases: string[]
  policy: string
  grants: GrantListEntry[]
  tags?: KeyTag[]
}

export interface SampleDocument {
  name: string
  documentType: 'Session' | 'Command'
  owner: string
  /** Of the default version. */
  content: object
  /** Of one that somebody saved more than once; absent: version 1 alone. */
  versions?: { version: string; name?: string; content: object }[]
  defaultVersion?: string
  tags?: Tag[]
}

export interface SampleBucket {
  name: string
  region: string
  sseAlgorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse'
  kmsMasterKeyId?: string
  policy?: string
}

/** Its tags are told by ListTagsForResource alone. */
export type SampleAssociation = Association & { tags?: Tag[] }

/** One region's resources, as the SDK shapes them. Lists are in the order of the API's answers. */
export interface SampleRegion {
  region: string
  vpcs: SampleVpc[]
  dhcpOptions: EC2.DhcpOptions[]
  subnets: EC2.Subnet[]
  routeTables: EC2.RouteTable[]
  networkAcls: EC2.NetworkAcl[]
  securityGroups: EC2.SecurityGroup[]
  /** Those that a command has added, each with its permission, and with tags. */
  securityGroupRules: (EC2.SecurityGroupRule & { permission: EC2.IpPermission })[]
  vpcEndpoints: EC2.VpcEndpoint[]
  /** By the id of an endpoint that was asked for: with which token, and when it is there, in epoch milliseconds. */
  endpointRequests: Map<string, { token?: string; readyAt?: number }>
  /** Client tokens of endpoints and instances that are gone: EC2 takes none of them again. */
  spentTokens: string[]
  vpcEndpointServices: EC2.ServiceDetail[]
  prefixLists: { list: EC2.ManagedPrefixList; entries: EC2.PrefixListEntry[] }[]
  natGateways: EC2.NatGateway[]
  internetGateways: EC2.InternetGateway[]
  egressOnlyInternetGateways: EC2.EgressOnlyInternetGateway[]
  vpcPeeringConnections: EC2.VpcPeeringConnection[]
  transitGateways: EC2.TransitGateway[]
  transitGatewayVpcAttachments: EC2.TransitGatewayVpcAttachment[]
  transitGatewayAttachments: EC2.TransitGatewayAttachment[]
  transitGatewayRouteTables: { table: EC2.TransitGatewayRouteTable; routes: EC2.TransitGatewayRoute[] }[]
  networkInterfaces: EC2.NetworkInterface[]
  /** Elastic ones. */
  addresses: EC2.Address[]
  blockPublicAccess: { mode: EC2.InternetGatewayBlockMode; exclusions: EC2.VpcBlockPublicAccessExclusion[] }
  instances: EC2.Instance[]
  instanceStatuses: EC2.InstanceStatus[]
  instanceConnectEndpoints: EC2.Ec2InstanceConnectEndpoint[]
  /** Types of instances by zone. Absent: every zone offers all. */
  instanceTypeOfferings?: EC2.InstanceTypeOffering[]
  nodes: Map<string, SampleNode>
  latestAgent: string
  associations: SampleAssociation[]
  documents: SampleDocument[]
  /** Default Host Management; absent: never set. */
  defaultHostManagementRole?: string
  sessions: Session[]
  commands: SentCommand[]
  keys: SampleKey[]
  logGroups: LogGroup[]
  dbInstances: DBInstance[]
  dbClusters: DBCluster[]
  dbProxies: { proxy: DBProxy; targets: DBProxyTarget[] }[]
  dbSubnetGroups: DBSubnetGroup[]
  dataStores: SampleDataStores
  resolverRules: ResolverRule[]
  resolverRuleAssociations: ResolverRuleAssociation[]
  firewallAssociations: FirewallRuleGroupAssociation[]
  firewallRules: FirewallRule[]
  firewallDomainLists: { list: FirewallDomainList; domains: string[] }[]
}

/** Policies of a role, user or group. */
export interface SamplePolicies {
  /** ARNs of managed policies. */
  attached: string[]
  /** Documents by name. */
  inline: Record<string, string>
}

interface SampleIam {
  instanceProfiles: InstanceProfile[]
  roles: (SamplePolicies & { role: Role })[]
  users: (SamplePolicies & { user: User; groups: string[] })[]
  groups: (SamplePolicies & { group: Group })[]
  policies: { arn: string; name: string; document: string }[]
}

/** How long things take, in milliseconds. */
export interface SamplePace {
  /** From SendCommand until the first hosts begin. */
  pending: number
  /** One invocation. */
  run: number
  /** From the end of an update until the new agent first reports. */
  report: number
  /** Until an interface endpoint is available. */
  endpoint: number
}

/** A whole account that the sample's AWS serves, and that its commands change. */
export interface SampleAccount {
  accountId: string
  partition: string
  callerArn: string
  regions: Map<string, SampleRegion>
  iam: SampleIam
  /** Private hosted zones, each with the VPCs that it is associated with. */
  hostedZones: { zone: HostedZoneSummary; vpcIds: string[]; records: ResourceRecordSet[] }[]
  buckets: SampleBucket[]
  pace: SamplePace
}
