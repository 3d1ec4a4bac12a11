import type { StatusMeaning } from './status-meaning.js'

const available = (reason: 'available' | 'busy'): StatusMeaning => ({ outcome: 'pass', reason })
const interrupted: StatusMeaning = { outcome: 'warn', reason: 'interrupted' }
const creating: StatusMeaning = { outcome: 'fail', reason: 'creating' }
const deleting: StatusMeaning = { outcome: 'fail', reason: 'deleting' }
const failed = (fix: string): StatusMeaning => ({ outcome: 'fail', reason: 'failed', fix })
const incompatible: StatusMeaning = {
  outcome: 'fail',
  reason: 'incompatible',
  fix: 'Put right what the service names in its events: the network or settings that it cannot use.',
}

/**
 * What the statuses of caches, warehouses, search domains and Kubernetes APIs mean for a client, where RDS has no such word.
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ReplicationGroup.html
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CacheCluster.html
 * @see https://docs.aws.amazon.com/redshift/latest/APIReference/API_Cluster.html
 * @see https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DomainStatus.html
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html
 */
export const DATA_STORE_STATUSES: readonly (readonly [string, StatusMeaning])[] = [
  ['active', available('available')],
  ['snapshotting', available('busy')],
  ['updating', available('busy')],
  ['updatingservicesoftware', available('busy')],
  ['upgradingengineversion', available('busy')],
  ['available, prep-for-resize', available('busy')],
  ['available, resize-cleanup', available('busy')],
  ['rotating-keys', available('busy')],
  ['rebooting cluster nodes', interrupted],
  ['cancelling-resize', interrupted],
  ['resizing', interrupted],
  ['updating-hsm', interrupted],
  ['paused', { outcome: 'fail', reason: 'stopped', fix: 'Resume the cluster, unless it was paused on purpose.' }],
  ['pending', creating],
  ['deleted', deleting],
  ['final-snapshot', deleting],
  ['create-failed', failed('Delete it and create it anew.')],
  ['restore-failed', failed('Delete it and restore it anew from a backup.')],
  ['hardware-failure', failed('Restore the cluster from a snapshot.')],
  ['isolated', failed('Ask AWS Support why the domain was isolated.')],
  ['incompatible-hsm', incompatible],
]
