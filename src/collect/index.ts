import type { Clients } from '../aws/clients.js'
import type { Identity } from '../aws/identity.js'
import type { Snapshot } from '../model/snapshot.js'
import type { Instance } from '../model/snapshot-hosts.js'
import { present } from './fields.js'
import { collectIam } from './iam.js'
import { collectRegion } from './region.js'
import { createZoneReader } from './route53.js'
import { createRunners, type Progress } from './runner.js'

export interface CollectOptions {
  clients: Clients
  identity: Identity
  regions: readonly string[]
  /** Which instances are jump hosts: only of them is asked what AWS has no list for. */
  selectHosts: (instances: Instance[]) => Instance[]
  /** Roles and users of the people who connect. */
  operatorArns: readonly string[]
  /** Databases beyond RDS that the config names. */
  targets?: readonly { host: string; vpcId: string }[]
  /** Reads also what the first host of a VPC with databases would meet. */
  hostsToCome?: boolean
  now: () => Date
  onProgress?: (progress: Progress) => void
  /** False: no waiting for AWS's rates, where no AWS answers. */
  paced?: boolean
  /** When it aborts, what is not there yet ends as `timeout`, and the snapshot with the rest is given. */
  signal?: AbortSignal
}

/** Reads everything that the checks look at. Never throws because of AWS: what cannot be read says so in its place. */
export async function collectSnapshot(options: CollectOptions): Promise<Snapshot> {
  const { clients, identity, selectHosts, targets = [] } = options
  const { accountId, partition } = identity
  const runners = createRunners({
    ...(options.signal && { signal: options.signal }),
    ...(options.onProgress && { onProgress: options.onProgress }),
    ...(options.paced !== undefined && { paced: options.paced }),
  })
  const takenAt = options.now().toISOString()
  const zones = createZoneReader()
  const regions = options.regions.map((region) =>
    collectRegion({
      context: { clients, runner: runners.forRegion(region), region, accountId, partition },
      selectHosts,
      targets,
      zones,
      ...(options.hostsToCome !== undefined && { hostsToCome: options.hostsToCome }),
    }),
  )
  const [hosts, roleNames] = await Promise.all([
    Promise.all(regions.map((region) => region.hosts)),
    Promise.all(regions.map((region) => region.roleNames)),
  ])
  const [iam, snapshots] = await Promise.all([
    collectIam({
      clients,
      runner: runners.forRegion('global'),
      accountId,
      partition,
      profileArns: [...new Set(present(hosts.flat().map((host) => host.iamInstanceProfileArn)))],
      roleNames: [...new Set(roleNames.flat())],
      operatorArns: options.operatorArns,
      targets: Promise.all(regions.map((region) => region.sessionTargets)),
    }),
    Promise.all(regions.map((region) => region.snapshot)),
  ])
  return {
    snapshotVersion: 1,
    takenAt,
    accountId,
    partition,
    callerArn: identity.arn,
    regions: snapshots,
    iam,
    apiCalls: Object.fromEntries(Object.entries(clients.apiCalls).sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}
