import {
  instancePolicy,
  type MinimalPolicy,
  operatorPolicy,
  type PolicyTargets,
  probeCommandsPolicy,
  probePolicy,
} from '../iam/minimal-policy.js'
import type { Inventory, RegionInventory } from '../inventory/inventory.js'
import { needsOf } from '../inventory/needs.js'
import { read } from '../inventory/read.js'
import { sessionInputs } from '../inventory/session-preferences.js'
import type { Collected } from '../model/collected.js'
import { tokenDatabaseIds } from '../model/database-users.js'
import type { PolicyKind } from '../model/policy-kinds.js'
import { bucketKeyId } from '../model/session-permissions.js'

/**
 * The least policy for the role of the hosts, for the people who open tunnels to them, or for a probe beyond its audit, its commands apart.
 * @throws Unreadable when something that the policy must name could not be read
 */
export function minimalPolicy(inventory: Inventory, kind: PolicyKind | 'probe-commands'): MinimalPolicy {
  const { partition, accountId } = inventory.snapshot
  const targets = inventory.regions.map(TARGETS[kind])
  const policy = POLICIES[kind]({ partition, accountId }, targets)
  return kind === 'operator' ? { ...policy, notes: [...policy.notes, ...inventory.regions.flatMap(leftOut)] } : policy
}

const TARGETS = {
  instance: sessionTargets,
  operator: operatorTargets,
  probe: hostTargets,
  'probe-commands': hostTargets,
}
const POLICIES = {
  instance: instancePolicy,
  operator: operatorPolicy,
  probe: probePolicy,
  'probe-commands': probeCommandsPolicy,
}

function hostTargets({ region, hosts, snapshot }: RegionInventory): PolicyTargets {
  read(snapshot.instances)
  return { region, hostIds: hosts.map((host) => host.instanceId), ec2messages: false }
}

/** A region without RDS Proxy has no proxies. */
function operatorTargets(region: RegionInventory): PolicyTargets {
  const { dbProxies, warehouses } = region.snapshot
  const proxies = dbProxies.outcome === 'unsupported' ? [] : read(dbProxies)
  return {
    ...hostTargets(region),
    tokenDatabaseIds: tokenDatabaseIds(proxies),
    warehouses: warehouses.outcome === 'ok' ? warehouses.value : [],
  }
}

/** Audits need not see Redshift: without it, tunnels and logins by password are as good. */
function leftOut({ region, snapshot: { warehouses } }: RegionInventory): string[] {
  if (warehouses.outcome === 'ok' || warehouses.outcome === 'unsupported') return []
  return [
    `Logins that Redshift makes are left out in ${region}: ${warehouses.api} gave no list (${warehouses.message}).`,
  ]
}

function sessionTargets(region: RegionInventory): PolicyTargets {
  const inputs = sessionInputs(read(region.snapshot.sessionPreferences))
  const hosts = hostTargets(region)
  const need = needsOf(region.snapshot, hosts.hostIds, []).find(({ service }) => service === 'ec2messages')
  const sessionKeyArn = inputs.kmsKeyId === undefined ? undefined : keyArn(region, inputs.kmsKeyId)
  const bucketKeyArn = inputs.s3BucketName === undefined ? undefined : bucketKey(region)
  return {
    ...hosts,
    ec2messages: need?.needed === 'yes',
    ...(sessionKeyArn !== undefined && { sessionKeyArn }),
    ...(inputs.s3BucketName !== undefined && { s3BucketName: inputs.s3BucketName }),
    ...(inputs.s3KeyPrefix !== undefined && { s3KeyPrefix: inputs.s3KeyPrefix }),
    ...(bucketKeyArn !== undefined && { bucketKeyArn }),
    ...(inputs.cloudWatchLogGroupName !== undefined && { logGroupName: inputs.cloudWatchLogGroupName }),
  }
}

const KEY_ARN = /^arn:[^:]+:kms:[^:]+:\d{12}:key\//

/** A policy must name the key itself, not an alias. */
function keyArn({ snapshot }: RegionInventory, kmsKeyId: string): string | undefined {
  if (KEY_ARN.test(kmsKeyId)) return kmsKeyId
  return collected(snapshot.sessionKey, 'kms:DescribeKey')?.arn
}

/** A customer's own key; S3's needs no permission. */
function bucketKey({ snapshot }: RegionInventory): string | undefined {
  const bucket = collected(snapshot.logBucket, 's3:ListBucket')
  if (bucket === null || bucketKeyId(read(bucket.encryption)) === undefined) return undefined
  const key = collected(snapshot.logBucketKey, 'kms:DescribeKey')
  return key?.keyManager === 'AWS' ? undefined : key?.arn
}

function collected<T>(value: Collected<T> | undefined, api: string): T {
  return read(value ?? { outcome: 'error', api, message: 'not collected' })
}
