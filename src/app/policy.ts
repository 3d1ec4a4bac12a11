import { instancePolicy, type MinimalPolicy, operatorPolicy, type PolicyTargets } from '../iam/minimal-policy.js'
import { type Audit, createAudit, type RegionAudit } from '../scope/audit.js'
import { usesEc2messages } from '../scope/needs.js'
import { selectHosts } from '../scope/select-hosts.js'
import type { AuditDependencies } from './audit.js'

export const POLICY_KINDS = ['instance', 'operator'] as const
export type PolicyKind = (typeof POLICY_KINDS)[number]

/** The least that the hosts' role, or a person who opens tunnels, needs in this account. */
export async function minimalPolicy(
  kind: PolicyKind,
  { config, takeSnapshot }: Pick<AuditDependencies, 'config' | 'takeSnapshot'>,
): Promise<MinimalPolicy> {
  const snapshot = await takeSnapshot((instances) => selectHosts(instances, config.hosts))
  return policyOf(kind, createAudit(snapshot, config))
}

function policyOf(kind: PolicyKind, audit: Audit): MinimalPolicy {
  const { accountId, partition } = audit.snapshot
  const targets = audit.regions.map(targetsOf)
  const account = { accountId, partition }
  const made = kind === 'instance' ? instancePolicy(account, targets) : operatorPolicy(account, targets)
  return { ...made, notes: [...audit.regions.flatMap(blindSpots), ...made.notes] }
}

function targetsOf({ region, snapshot, hosts, nodesById, sessionInputs }: RegionAudit): PolicyTargets {
  const key = snapshot.sessionKey?.outcome === 'ok' ? snapshot.sessionKey.value?.arn : undefined
  const bucket = snapshot.logBucket?.outcome === 'ok' ? snapshot.logBucket.value : undefined
  const encryption = bucket?.encryption.outcome === 'ok' ? bucket.encryption.value : undefined
  const optional = {
    sessionKeyArn: key,
    s3BucketName: sessionInputs?.s3BucketName,
    s3KeyPrefix: sessionInputs?.s3KeyPrefix,
    bucketKeyArn: encryption?.kmsMasterKeyId?.startsWith('arn:') ? encryption.kmsMasterKeyId : undefined,
    logGroupName: sessionInputs?.cloudWatchLogGroupName,
  }
  return {
    region,
    hostIds: hosts.map((host) => host.instanceId),
    ec2messages: hosts.some((host) => {
      const node = nodesById.get(host.instanceId)
      return node !== undefined && usesEc2messages(node)
    }),
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as Partial<
      typeof optional & PolicyTargets
    >),
  }
}

/** What could not be read and so may be missing from the policy. */
function blindSpots({ region, snapshot }: RegionAudit): string[] {
  const looked = [
    snapshot.instances,
    snapshot.sessionPreferences,
    snapshot.sessionKey,
    snapshot.logBucket,
    snapshot.managedNodes,
  ]
  return looked.flatMap((collected) =>
    collected === undefined || collected.outcome === 'ok'
      ? []
      : [
          `${region}: ${collected.api} was ${collected.outcome}, so what it would have told is missing from the policy.`,
        ],
  )
}
