import type { CollectFailure } from '../model/collected.js'
import { ENDPOINT_SERVICES, type EndpointService } from '../model/config.js'
import type { RegionSnapshot } from '../model/snapshot.js'
import type { ManagedNode } from '../model/snapshot-hosts.js'
import { compareVersions, parseVersion } from '../model/version.js'
import { once } from './once.js'
import { LOG_BUCKET, LOG_GROUP, SESSION_KEY, sessionInputs, unusableInputs } from './session-preferences.js'

/** Whether a VPC needs an AWS service for Session Manager, and why. `reasons` are stable keys. */
export interface Need {
  service: EndpointService
  needed: 'yes' | 'no' | 'unknown'
  reasons: string[]
  /** What could not be read, when `needed` is `unknown`. */
  failure?: CollectFailure
}

/** Agents from here on switch ec2messages off once ssmmessages is up. */
const EC2MESSAGES_OPTIONAL_SINCE = [3, 3, 40, 0] as const

/**
 * Derives which services a VPC with these hosts needs a path to.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html
 */
export function needsOf(
  region: RegionSnapshot,
  hostIds: readonly string[],
  requireEndpoints: readonly EndpointService[],
): Need[] {
  return ENDPOINT_SERVICES.map((service) => {
    if (hostIds.length === 0) return { service, needed: 'no', reasons: ['no-hosts'] }
    const need = derive[service](region, hostIds)
    if (!requireEndpoints.includes(service)) return need
    const reasons = need.needed === 'yes' ? need.reasons : []
    return { service, needed: 'yes', reasons: [...reasons, 'required-by-config'] }
  })
}

type Derive = (region: RegionSnapshot, hostIds: readonly string[]) => Need

const derive: Record<EndpointService, Derive> = {
  ssm: () => ({ service: 'ssm', needed: 'yes', reasons: ['agent-registration'] }),
  ssmmessages: () => ({ service: 'ssmmessages', needed: 'yes', reasons: ['session-channel'] }),
  ec2messages: needOfEc2messages,
  ec2: () => ({ service: 'ec2', needed: 'no', reasons: ['only-vss-snapshots'] }),
  kms: (region) => fromPreferences(region, 'kms', SESSION_KEY, (i) => i.kmsKeyId !== undefined && 'session-encryption'),
  logs: (region) =>
    fromPreferences(region, 'logs', LOG_GROUP, (i) => i.cloudWatchLogGroupName !== undefined && 'session-logs'),
  s3: (region) => {
    const logs = fromPreferences(region, 's3', LOG_BUCKET, (i) => i.s3BucketName !== undefined && 'session-logs')
    return { service: 's3', needed: 'yes', reasons: ['agent-updates', ...(logs.needed === 'yes' ? logs.reasons : [])] }
  },
}

function fromPreferences(
  region: RegionSnapshot,
  service: EndpointService,
  named: Parameters<typeof unusableInputs>[1],
  reasonOf: (inputs: ReturnType<typeof sessionInputs>) => string | false,
): Need {
  if (region.sessionPreferences.outcome !== 'ok')
    return {
      service,
      needed: 'unknown',
      reasons: ['session-preferences-unreadable'],
      failure: region.sessionPreferences,
    }
  const inputs = sessionInputs(region.sessionPreferences.value)
  const reason = reasonOf(inputs)
  if (!reason && unusableInputs(inputs, named).length > 0)
    return { service, needed: 'unknown', reasons: ['session-preferences-invalid'] }
  return reason
    ? { service, needed: 'yes', reasons: [reason] }
    : { service, needed: 'no', reasons: ['not-in-preferences'] }
}

function needOfEc2messages(region: RegionSnapshot, hostIds: readonly string[]): Need {
  const service = 'ec2messages'
  if (region.managedNodes.outcome !== 'ok')
    return { service, needed: 'unknown', reasons: ['agents-unreadable'], failure: region.managedNodes }
  const users = ec2messagesUsers(region.managedNodes.value)
  if (!hostIds.some((id) => users.has(id))) return { service, needed: 'no', reasons: ['agents-use-ssmmessages'] }
  if (region.vpcEndpointServices.outcome !== 'ok')
    return { service, needed: 'unknown', reasons: ['services-unreadable'], failure: region.vpcEndpointServices }
  const offered = region.vpcEndpointServices.value.some((s) => s.serviceName.endsWith(`.${region.region}.ec2messages`))
  return offered
    ? { service, needed: 'yes', reasons: ['old-agents'] }
    : { service, needed: 'no', reasons: ['region-without-ec2messages'] }
}

/** Ids of the nodes whose agents use ec2messages. */
const ec2messagesUsers = once(
  (nodes: readonly ManagedNode[]) => new Set(nodes.filter(usesEc2messages).map((node) => node.instanceId)),
)

/** True for an agent older than 3.3.40.0. An unreadable version counts as new: the agent checks speak of it. */
export function usesEc2messages(node: ManagedNode): boolean {
  const version = parseVersion(node.agentVersion)
  return version !== undefined && compareVersions(version, EC2MESSAGES_OPTIONAL_SINCE) < 0
}
