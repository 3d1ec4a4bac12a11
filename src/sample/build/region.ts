import type { ServiceDetail } from '@aws-sdk/client-ec2'
import type { SampleAccount, SampleDocument, SampleRegion } from '../account.js'
import { noDataStores } from '../data-stores.js'
import { awsPrefixLists } from './prefix-lists.js'

/** The agent of the sample accounts' day. */
export const LATEST_AGENT = '3.3.4108.0'

const PARTITION = 'aws'

const PACE = { pending: 500, run: 3_000, report: 2_000, endpoint: 90_000 }

/** An account with nothing in it. */
export function newAccount(accountId: string, regions: readonly string[]): SampleAccount {
  const account: SampleAccount = {
    accountId,
    partition: PARTITION,
    callerArn: `arn:${PARTITION}:sts::${accountId}:assumed-role/auditor/audit`,
    regions: new Map(),
    iam: { instanceProfiles: [], roles: [], users: [], groups: [], policies: [] },
    hostedZones: [],
    buckets: [],
    pace: { ...PACE },
  }
  for (const region of regions) account.regions.set(region, newRegion(region))
  return account
}

/** The account's region; one that the account does not use is empty. */
export function regionOf(account: SampleAccount, name: string): SampleRegion {
  return account.regions.get(name) ?? newRegion(name)
}

function newRegion(region: string): SampleRegion {
  return {
    region,
    vpcs: [],
    dhcpOptions: [],
    subnets: [],
    routeTables: [],
    networkAcls: [],
    securityGroups: [],
    securityGroupRules: [],
    vpcEndpoints: [],
    vpcEndpointServices: [...INTERFACE_SERVICES, 's3'].map((service) => endpointService(service, region)),
    prefixLists: awsPrefixLists(region),
    natGateways: [],
    internetGateways: [],
    egressOnlyInternetGateways: [],
    vpcPeeringConnections: [],
    transitGateways: [],
    transitGatewayVpcAttachments: [],
    transitGatewayAttachments: [],
    transitGatewayRouteTables: [],
    networkInterfaces: [],
    addresses: [],
    blockPublicAccess: { mode: 'off', exclusions: [] },
    instances: [],
    instanceStatuses: [],
    instanceConnectEndpoints: [],
    nodes: new Map(),
    latestAgent: LATEST_AGENT,
    associations: [],
    documents: AWS_DOCUMENTS.map(
      ([name, documentType]): SampleDocument => ({ name, documentType, owner: 'Amazon', content: {} }),
    ),
    endpointRequests: new Map(),
    spentTokens: [],
    sessions: [],
    commands: [],
    keys: [],
    logGroups: [],
    dbInstances: [],
    dbClusters: [],
    dbProxies: [],
    dbSubnetGroups: [],
    dataStores: noDataStores(),
    resolverRules: [],
    resolverRuleAssociations: [],
    firewallAssociations: [],
    firewallRules: [],
    firewallDomainLists: [],
  }
}

/** AWS's own documents; the samples' commands know what they do, so their content is left out. */
const AWS_DOCUMENTS: [string, SampleDocument['documentType']][] = [
  ['AWS-StartPortForwardingSession', 'Session'],
  ['AWS-StartPortForwardingSessionToRemoteHost', 'Session'],
  ['AWS-StartSSHSession', 'Session'],
  ['AWS-UpdateSSMAgent', 'Command'],
  ['AWS-RunShellScript', 'Command'],
  ['AWS-RunPowerShellScript', 'Command'],
]

const INTERFACE_SERVICES = ['ssm', 'ssmmessages', 'ec2messages', 'ec2', 'kms', 'logs', 'sts', 'monitoring']

function endpointService(service: string, region: string): ServiceDetail {
  const name = `${service}.${region}.amazonaws.com`
  return {
    ServiceName: `com.amazonaws.${region}.${service}`,
    ServiceType:
      service === 's3' ? [{ ServiceType: 'Gateway' }, { ServiceType: 'Interface' }] : [{ ServiceType: 'Interface' }],
    AvailabilityZones: ['a', 'b', 'c'].map((zone) => region + zone),
    Owner: 'amazon',
    PrivateDnsName: name,
    PrivateDnsNames: [{ PrivateDnsName: name }],
    VpcEndpointPolicySupported: true,
    AcceptanceRequired: false,
  }
}
