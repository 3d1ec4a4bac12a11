import type { Need } from '../../inventory/needs.js'
import { once } from '../../inventory/once.js'
import type { EndpointService } from '../../model/config.js'
import type { Hop, Remedy } from '../../model/finding.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import { ephemeralOf, type Journey, journeyToService, type ServicePath } from '../../network/index.js'
import { type CheckContext, type Outcome, skip, unknown } from '../define.js'
import { unreadable } from '../run.js'
import { needUnknown } from './endpoint-check.js'
import { endpointPolicyRemedy } from './endpoint-policy-remedy.js'
import { whenRunning } from './host.js'
import { pathOutcome } from './path-outcome.js'
import { pathRemedy } from './path-remedy.js'
import { type AgentCalls, policyJudge } from './service-calls.js'

/** Judges a host's path to a service that its VPC needs; `judge` is given why. */
export function whenNeeded(
  host: Instance,
  service: EndpointService,
  { region }: CheckContext,
  judge: (need: Need) => Outcome,
): Outcome {
  return whenRunning(host, () => {
    if (host.vpcId === undefined) return skip('no-vpc', `${host.instanceId} is in no VPC.`)
    const need = region.needsOf(host.vpcId).find((candidate) => candidate.service === service)
    if (!need) return unknown('needs-unknown', `What ${host.vpcId} needs is not known.`)
    if (need.needed === 'yes') return judge(need)
    if (need.needed === 'no')
      return skip(need.reasons[0] ?? 'not-needed', `${host.instanceId} needs no path to ${service}.`)
    return need.failure ? unreadable(need.failure) : needUnknown(service, region.region)
  })
}

/**
 * The path of a host to a service, and the finding of it.
 * @param name what is dialled, where it is not the service's own name
 */
export function servicePath(
  host: Instance,
  service: EndpointService,
  calls: readonly AgentCalls[],
  context: CheckContext,
  name?: string,
): Outcome {
  const { inventory, network, region } = context
  const platform = region.knownNodeOf(host.instanceId)?.platformType
  const journey = journeyToService(
    host,
    {
      service,
      ...(name !== undefined && { name }),
      region: region.region,
      ephemeral: ephemeralOf(host, platform),
      policyAllows: policyJudge(host, calls, context),
    },
    network,
  )
  const { path } = journey
  const story = {
    host: host.instanceId,
    target: `${path.name}:443`,
    ...(path.endpointIds.length > 0 && { via: path.endpointIds.join(', ') }),
    remark: () => remarkOn(journey),
    evidence: evidenceOf(path),
    remedyOf: (hop: Hop) =>
      policyRemedy(hop, host, calls, context) ??
      pathRemedy(hop, {
        dialled: path.name,
        service,
        inventory,
        region: region.region,
        port: 443,
        sameVpc: true,
        source: sourceOf(host),
        destination: destinationOf(path, context),
      }),
  }
  return pathOutcome(journey, story, context)
}

const evidenceOf = once(({ name, via, endpointIds, shadowed }: ServicePath) => ({ name, via, endpointIds, shadowed }))

function remarkOn({ path: { shadowed, endpointIds }, hops }: Journey<ServicePath>): string | undefined {
  if (shadowed.length === 0) return hops().find(({ code }) => code === 'PUBLIC_DNS')?.why
  return `Private DNS of ${endpointIds.join(', ')} shadows ${shadowed.join(', ')}: the way over it is never used.`
}

function policyRemedy(
  { at, code }: Hop,
  host: Instance,
  calls: readonly AgentCalls[],
  context: CheckContext,
): Remedy | undefined {
  const endpoint = code === 'ENDPOINT_POLICY_DENIED' ? context.network.vpcEndpoint(at) : undefined
  return endpoint?.found ? endpointPolicyRemedy(endpoint.value, host, calls, context) : undefined
}

export function sourceOf(host: Instance) {
  const primary = host.networkInterfaces.find((eni) => eni.deviceIndex === 0) ?? host.networkInterfaces[0]
  return {
    groupId: primary?.groupIds[0],
    address: primary?.privateIpAddresses[0] ?? host.privateIpAddress,
    vpcId: host.vpcId,
    subnetId: primary?.subnetId ?? host.subnetId,
  }
}

function destinationOf(path: ServicePath, { network, region }: CheckContext) {
  if (path.via === 'gateway-endpoint') {
    const list = network.servicePrefixList(region.region, 's3')
    return { prefixListId: list.found ? list.value.prefixListId : undefined }
  }
  if (path.via !== 'interface-endpoint') return {}
  const endpoint = network.vpcEndpoint(path.endpointIds[0] ?? '')
  return endpoint.found ? { groupId: endpoint.value.groupIds[0], subnetIds: endpoint.value.subnetIds } : {}
}
