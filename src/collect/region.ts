import type { Collected } from '../model/collected.js'
import type { RegionSnapshot } from '../model/snapshot.js'
import type { Instance, ManagedNode } from '../model/snapshot-hosts.js'
import { collectDataStores } from './collect-data-stores.js'
import type { RegionContext } from './context.js'
import { collectFirewallAssociations, createFirewallReader } from './dns-firewall.js'
import { dnsNames } from './dns-names.js'
import { collectDnsProfiles } from './dns-profiles.js'
import { collectInstanceConnectEndpoints, collectVpcEndpointServices, collectVpcEndpoints } from './ec2-endpoints.js'
import { collectNetworkAcls, collectPrefixLists, collectSecurityGroups, namedPrefixLists } from './ec2-filters.js'
import { collectInstanceStatuses, collectInstances, collectNetworkInterfaces } from './ec2-hosts.js'
import * as routing from './ec2-routing.js'
import * as transit from './ec2-transit-gateways.js'
import * as vpc from './ec2-vpcs.js'
import { present } from './fields.js'
import type { SessionTargets } from './iam-questions.js'
import * as rds from './rds.js'
import type { ZoneReader } from './route53.js'
import { collectResolverRuleAssociations, createRuleReader } from './route53resolver.js'
import { collectSession, sessionTargetsOf } from './session.js'
import * as ssm from './ssm.js'

export interface RegionRequest {
  context: RegionContext
  selectHosts: (instances: Instance[]) => Instance[]
  /** Databases beyond RDS that the config names. */
  targets: readonly { host: string; vpcId: string }[]
  zones: ZoneReader
  /** Names are looked up for the VPCs of databases, too, which may get their first host. */
  hostsToCome?: boolean
}

/** A region on its way: what the account-wide collectors need comes before the rest. */
export interface RegionCollection {
  hosts: Promise<Instance[]>
  /** The role of Default Host Management, by name. */
  roleNames: Promise<string[]>
  sessionTargets: Promise<SessionTargets>
  snapshot: Promise<RegionSnapshot>
}

/** Starts every list of the region at once; what depends on an answer starts as soon as that is there. */
export function collectRegion(request: RegionRequest): RegionCollection {
  const { context } = request
  const instances = collectInstances(context)
  const hosts = instances.then((list) => request.selectHosts(seen(list)))
  const defaultHostManagement = ssm.collectDefaultHostManagement(context)
  const session = collectSession(context)
  const dbProxies = rds.collectDbProxies(context)
  const parts = [
    settle({ instances, defaultHostManagement }),
    collectNetwork(request, hosts, dbProxies),
    collectHosts(context, hosts),
    settle(session),
  ] as const
  return {
    hosts,
    roleNames: defaultHostManagement.then(rolesOf),
    sessionTargets: sessionTargetsOf(context, hosts, session, dbProxies),
    snapshot: Promise.all(parts).then(([own, network, hostParts, sessionParts]) => {
      const { sessionKey, logBucket, logBucketKey, logGroup, ...documents } = sessionParts
      return {
        region: context.region,
        ...own,
        ...network,
        ...hostParts,
        ...documents,
        ...(sessionKey && { sessionKey }),
        ...(logBucket && { logBucket }),
        ...(logBucketKey && { logBucketKey }),
        ...(logGroup && { logGroup }),
      }
    }),
  }
}

/** For what depends on a list: nothing to ask about where the list could not be read. The list itself stays failed. */
const seen = <T>(list: Collected<T[]>): T[] => (list.outcome === 'ok' ? list.value : [])

/** What was not asked for, since no host is there that it could concern. */
const none = (api: string): Collected<never[]> => ({ outcome: 'ok', api, value: [] })

type Settled<T> = { [K in keyof T]: Awaited<T[K]> }

async function settle<T extends Record<string, unknown>>(parts: T): Promise<Settled<T>> {
  const entries = Object.entries(parts).map(async ([key, part]) => [key, await part] as const)
  return Object.fromEntries(await Promise.all(entries)) as Settled<T>
}

/** One answer for each key, asked in parallel. */
async function collectEach<T>(
  keys: Iterable<string>,
  collect: (key: string) => Promise<T>,
): Promise<Record<string, T>> {
  const entries = [...keys].map(async (key) => [key, await collect(key)] as const)
  return Object.fromEntries(await Promise.all(entries))
}

function collectNetwork(
  { context, targets, zones, hostsToCome = false }: RegionRequest,
  hosts: Promise<Instance[]>,
  dbProxies: Promise<RegionSnapshot['dbProxies']>,
) {
  const securityGroups = collectSecurityGroups(context)
  const routeTables = routing.collectRouteTables(context)
  const vpcEndpoints = collectVpcEndpoints(context)
  const transitGatewayVpcAttachments = transit.collectTransitGatewayVpcAttachments(context)
  const databases = {
    dbInstances: rds.collectDbInstances(context),
    dbClusters: rds.collectDbClusters(context),
    dbProxies,
    dbSubnetGroups: rds.collectDbSubnetGroups(context),
  }
  const subnets = vpc.collectSubnets(context)
  const stores = collectDataStores(context, subnets)
  const allStores = Promise.all(Object.values(stores)).then((lists) => lists.flatMap(seen))
  const named = Promise.all([securityGroups, routeTables]).then(([groups, tables]) =>
    namedPrefixLists(seen(groups), seen(tables)),
  )
  const hostVpcs = hosts.then((found) => new Set(present(found.map((host) => host.vpcId))))
  const { dbSubnetGroups, dbInstances, dbClusters } = databases
  const allVpcs = Promise.all([hostVpcs, allStores, dbSubnetGroups, dbInstances, dbProxies]).then(
    ([found, others, ...lists]) => {
      const ofDatabases = lists.flatMap((list) => (list.outcome === 'ok' ? list.value.map((item) => item.vpcId) : []))
      const ofStores = others.map((store) => store.vpcId)
      return new Set(present([...found, ...ofDatabases, ...ofStores, ...targets.map((t) => t.vpcId)]))
    },
  )
  const vpcAttributes = allVpcs.then((ids) => collectEach(ids, (vpcId) => vpc.collectVpcAttributes(context, vpcId)))
  const asking = hostsToCome ? allVpcs : hostVpcs
  const names = Promise.all([dbInstances, dbClusters, dbProxies, allStores]).then(
    ([instances, clusters, proxies, others]) =>
      dnsNames(
        context.region,
        { instances: seen(instances), clusters: seen(clusters), proxies: seen(proxies), stores: others },
        targets.map((target) => target.host),
      ),
  )
  const makers = Promise.all([vpcEndpoints, stores.kubernetesClusters]).then(([endpoints, clusters]) => ({
    endpoints: seen(endpoints),
    clusters: seen(clusters),
  }))
  const hostedZones = Promise.all([asking, makers, names]).then(([ids, known, wanted]) =>
    collectEach(ids, (vpcId) => zones.collect(context, vpcId, wanted, known)),
  )
  const rules = createRuleReader(context)
  const firewallAssociations = asking.then((ids) =>
    ids.size > 0 ? collectFirewallAssociations(context) : none('route53resolver:ListFirewallRuleGroupAssociations'),
  )
  const dnsProfiles = Promise.all([asking, names]).then(([vpcIds, wanted]) =>
    vpcIds.size > 0
      ? collectDnsProfiles({ context, vpcIds, names: wanted, zones, rules })
      : none('route53profiles:ListProfileAssociations'),
  )
  const firewallRuleGroups = Promise.all([asking, firewallAssociations, dnsProfiles]).then(
    ([vpcIds, associations, profiles]) => {
      const reader = createFirewallReader(context)
      const own = seen(associations).filter((association) => vpcIds.has(association.vpcId))
      const shared = seen(profiles).flatMap(({ contents }) =>
        contents.outcome === 'ok' ? contents.value.firewallRuleGroups : [],
      )
      return collectEach(new Set([...own, ...shared].map((group) => group.ruleGroupId)), (id) => reader.collect(id))
    },
  )
  return settle({
    vpcs: vpc.collectVpcs(context),
    vpcAttributes,
    dhcpOptions: vpc.collectDhcpOptions(context),
    subnets,
    routeTables,
    networkAcls: collectNetworkAcls(context),
    securityGroups,
    vpcEndpoints,
    vpcEndpointServices: collectVpcEndpointServices(context),
    prefixLists: collectPrefixLists(context, named),
    natGateways: routing.collectNatGateways(context),
    internetGateways: routing.collectInternetGateways(context),
    egressOnlyInternetGateways: routing.collectEgressOnlyInternetGateways(context),
    vpcPeeringConnections: routing.collectVpcPeeringConnections(context),
    transitGateways: transit.collectTransitGateways(context),
    transitGatewayVpcAttachments,
    transitGatewayAttachments: transit.collectTransitGatewayAttachments(context),
    transitGatewayRouteTables: transit.collectTransitGatewayRouteTables(context, transitGatewayVpcAttachments),
    networkInterfaces: collectNetworkInterfaces(context),
    blockPublicAccess: vpc.collectBlockPublicAccess(context),
    hostedZones,
    resolverRuleAssociations: collectResolverRuleAssociations(context, rules),
    firewallAssociations,
    firewallRuleGroups,
    dnsProfiles,
    ...databases,
    ...stores,
  })
}

function collectHosts(context: RegionContext, hosts: Promise<Instance[]>) {
  const managedNodes = ssm.collectManagedNodes(context)
  const connectionStatuses = Promise.all([hosts, managedNodes]).then(([found, nodes]) =>
    collectEach(
      channelHosts(found, nodes).map((host) => host.instanceId),
      (id) => ssm.collectConnectionStatus(context, id),
    ),
  )
  return settle({
    instanceStatuses: collectInstanceStatuses(context),
    instanceConnectEndpoints: collectInstanceConnectEndpoints(context),
    managedNodes,
    connectionStatuses,
    associations: ssm.collectAssociations(context),
  })
}

/** Running hosts that have an agent, or may have one. */
function channelHosts(hosts: readonly Instance[], nodes: Collected<ManagedNode[]>): Instance[] {
  const running = hosts.filter((host) => host.state === 'running')
  if (nodes.outcome !== 'ok') return running
  const managed = new Set(nodes.value.map((node) => node.instanceId))
  return running.filter((host) => managed.has(host.instanceId))
}

const NO_ROLE = '$None'

function rolesOf(setting: RegionSnapshot['defaultHostManagement']): string[] {
  if (setting.outcome !== 'ok' || setting.value.settingValue === NO_ROLE) return []
  const name = setting.value.settingValue.split('/').at(-1)
  return name ? [name] : []
}
