import { read } from '../../inventory/read.js'
import type { Hop } from '../../model/finding.js'
import type { VpcEndpoint } from '../../model/snapshot-network.js'
import { bestOf, hasPrivateDns, isAvailable, servesService, serviceName, standingOf } from '../../network/index.js'
import { fail, type Outcome, pass, unknown, warn } from '../define.js'
import { keyOf, whereNamesLead } from './endpoint-names.js'
import type { EndpointQuestion } from './endpoint-question.js'
import { absentRemedy, associateRemedy, privateDnsRemedy, zoneRemedy } from './endpoint-remedy.js'
import { nameRemedy } from './name-remedies.js'
import { natGatewaysServing } from './nat-gateway.js'

/**
 * What the VPC's own endpoints are worth where the names of the service are known to lead to them, or to nothing else.
 * `fail`: another VPC's endpoint may still serve, by a hosted zone.
 */
export function judgeEndpoints(question: EndpointQuestion): Outcome {
  const endpoints = endpointsOf(question)
  if (endpoints.length === 0) return absent(question)
  const available = endpoints.filter(isAvailable)
  if (available.length === 0) return notAvailable(endpoints, question)
  const gateways = available.filter(isGateway)
  const interfaces = available.filter((endpoint) => !isGateway(endpoint))
  const gateway = gateways.length > 0 ? judgeGateways(gateways, question) : undefined
  if (gateway?.status === 'pass') return unlessNamesFail(gateway, gateways, question)
  const named = interfaces.filter(hasPrivateDns)
  if (named.length > 0) return judgeNamed(named, question)
  if (gateway) return gateway
  const ids = idsOf(interfaces)
  return fail('private-dns-off', `${question.vpcId}: ${ids.join(', ')} of ${question.service} has private DNS off.`, {
    evidence: { vpcEndpointIds: ids, neededFor: question.neededFor },
    remedy: privateDnsRemedy(ids[0] ?? '', question),
  })
}

/** Endpoints with private DNS, if the VPC's resolver does answer with them. */
function judgeNamed(named: VpcEndpoint[], question: EndpointQuestion): Outcome {
  const led = whereNamesLead(question)
  if (led.kind === 'unknown') return led.outcome
  if (led.kind === 'endpoints') return judgeZones(led.endpoints, question)
  const ids = idsOf(named)
  const says = `${question.vpcId}: ${ids.join(', ')} of ${question.service} is not used. ${led.hop.why}`
  const reason = led.hop.code === 'PUBLIC_DNS' ? 'dns-hostnames-off' : keyOf(led.hop)
  return fail(reason, says, {
    evidence: { vpcEndpointIds: ids, neededFor: question.neededFor },
    ...decidedBy(led.hop, question),
  })
}

/** A gateway endpoint serves public addresses: where a hosted zone or a firewall lets the names lead to nothing, it serves nobody. */
function unlessNamesFail(gateway: Outcome, gateways: VpcEndpoint[], question: EndpointQuestion): Outcome {
  const led = whereNamesLead(question)
  if (led.kind === 'unknown') return led.outcome
  if (led.kind === 'endpoints' || led.hop.outcome !== 'fail') return gateway
  const ids = idsOf(gateways)
  return fail(
    keyOf(led.hop),
    `${question.vpcId}: ${ids.join(', ')} of ${question.service} is not used. ${led.hop.why}`,
    { evidence: { vpcEndpointIds: ids, neededFor: question.neededFor }, ...decidedBy(led.hop, question) },
  )
}

/** The hop at which the names go astray, by which the paths of the hosts fail, too, and what to do about it. */
function decidedBy(hop: Hop, { service, inventory, region }: EndpointQuestion): Pick<Outcome, 'hops' | 'remedy'> {
  const dialled = serviceName(service, region.region)
  return { hops: [hop], ...nameRemedy(hop, { inventory, region: region.region, dialled, service }) }
}

/** True when the VPC, or a subnet of its hosts, belongs to another account: its endpoints are not listed here. */
export function isShared({ vpcId, hosts, inventory, region, accountId }: EndpointQuestion): boolean {
  const owners = hosts.map((host) => read(inventory.subnet(host.subnetId ?? ''))?.ownerId)
  owners.push(region.vpcs.find((candidate) => candidate.vpcId === vpcId)?.vpc?.ownerId)
  return owners.some((owner) => owner !== undefined && owner !== accountId)
}

/** The VPC's endpoints of a service, in whatever state; those that are gone do not count. */
function endpointsOf({ service, vpcId, inventory, region }: EndpointQuestion): VpcEndpoint[] {
  const all = read(inventory.vpcEndpointsOf(vpcId))
  return all.filter(
    (endpoint) => servesService(endpoint, service, region.region) && !GONE.has(endpoint.state.toLowerCase()),
  )
}

const GONE = new Set(['deleting', 'deleted'])
const isGateway = (endpoint: VpcEndpoint) => endpoint.vpcEndpointType.toLowerCase() === 'gateway'
const idsOf = (endpoints: VpcEndpoint[]) => endpoints.map((endpoint) => endpoint.vpcEndpointId)

function absent(question: EndpointQuestion): Outcome {
  const { service, vpcId, neededFor } = question
  const natGatewayIds = natGatewaysServing(question)
  const instead = natGatewayIds.length > 0 ? `; ${natGatewayIds.join(', ')} serves instead` : ''
  return fail('absent', `${vpcId} has no ${service} endpoint (needed for ${neededFor.join(', ')})${instead}.`, {
    evidence: { neededFor, natGatewayIds },
    remedy: absentRemedy(question),
  })
}

const byId = (a: VpcEndpoint, b: VpcEndpoint) => (a.vpcEndpointId < b.vpcEndpointId ? -1 : 1)

const STATES: Record<string, string> = {
  pending: 'endpoint-pending',
  pendingacceptance: 'endpoint-pending',
  failed: 'endpoint-failed',
  rejected: 'endpoint-rejected',
  expired: 'endpoint-expired',
}

function notAvailable(endpoints: VpcEndpoint[], { service, vpcId, neededFor }: EndpointQuestion): Outcome {
  const best = bestOf(endpoints.map(({ state }) => standingOf('endpoint', state)))
  const [first] = endpoints.filter(({ state }) => standingOf('endpoint', state) === best).sort(byId)
  const state = first?.state ?? ''
  const error = first?.lastError ? `: ${first.lastError}` : ''
  const says = `${vpcId}: ${first?.vpcEndpointId} of ${service} is ${state}${error}.`
  const reason = STATES[state.toLowerCase()] ?? 'endpoint-not-available'
  const evidence = { endpoints: endpoints.map(({ vpcEndpointId, state }) => ({ vpcEndpointId, state })), neededFor }
  if (best === 'unsure') return unknown(reason, says, { evidence })
  return fail(reason, says, {
    evidence,
    remedy: {
      text: `Delete ${first?.vpcEndpointId} and create it anew, unless it is still being accepted.`,
    },
  })
}

/** A gateway endpoint serves the subnets whose route table it is associated with. */
function judgeGateways(gateways: VpcEndpoint[], question: EndpointQuestion): Outcome {
  const { vpcId, hosts, inventory } = question
  const associated = new Set(gateways.flatMap((endpoint) => endpoint.routeTableIds))
  const subnetIds = [...new Set(hosts.flatMap((host) => host.subnetId ?? []))]
  const routed = subnetIds.map((subnetId) => ({ subnetId, table: read(inventory.routeTableOf(subnetId)) }))
  const lost = routed.filter(({ table }) => !table).map(({ subnetId }) => subnetId)
  if (lost.length > 0)
    return unknown('route-table-missing', `${vpcId}: no route table is listed for ${lost.join(', ')}.`)
  const without = routed.filter(({ table }) => !associated.has(table?.routeTableId ?? ''))
  const ids = idsOf(gateways).join(', ')
  const evidence = {
    vpcEndpointIds: idsOf(gateways),
    without: without.map((r) => ({ ...r, table: r.table?.routeTableId })),
  }
  if (without.length === 0) return pass('gateway-endpoint', `${vpcId}: ${ids} serves the subnets of the hosts.`)
  const names = without.map(({ subnetId, table }) => `${subnetId} (${table?.routeTableId})`).join(', ')
  const tables = without.flatMap(({ table }) => table?.routeTableId ?? [])
  const remedy = associateRemedy(
    idsOf(gateways)[0] ?? '',
    tables,
    `Associate ${ids} with the route tables of ${names}.`,
    question,
  )
  if (without.length === routed.length)
    return fail('gateway-not-associated', `${vpcId}: ${ids} is not associated with ${names}.`, { evidence, remedy })
  return warn('gateway-partly-associated', `${vpcId}: ${ids} is not associated with ${names}.`, { evidence, remedy })
}

/** An interface endpoint serves every subnet; without one in a host's zone the host depends on another zone. */
function judgeZones(endpoints: VpcEndpoint[], question: EndpointQuestion): Outcome {
  const { service, vpcId, hosts, inventory } = question
  const subnetIds = endpoints.flatMap((endpoint) => endpoint.subnetIds)
  const covered = new Set(subnetIds.map((id) => read(inventory.subnet(id))?.availabilityZone))
  const zones = [...new Set(hosts.map((host) => host.availabilityZone))].filter((zone) => !covered.has(zone)).sort()
  const ids = idsOf(endpoints).join(', ')
  if (zones.length === 0) return pass('available', `${vpcId}: ${ids} serves ${service}.`)
  if (covered.has(undefined)) return unknown('subnet-missing', `${vpcId}: a subnet of ${ids} is not listed.`)
  return warn('zone-not-covered', `${vpcId}: ${ids} has no subnet in ${zones.join(', ')}, where hosts are.`, {
    evidence: { vpcEndpointIds: idsOf(endpoints), zones },
    remedy: zoneRemedy(endpoints, zones, question),
  })
}
