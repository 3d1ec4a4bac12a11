import { DATA_STORE_STATUSES } from './data-store-statuses.js'
import type { StatusMeaning } from './status-meaning.js'

const MEANINGS: (StatusMeaning & { statuses: string })[] = [
  { outcome: 'pass', reason: 'available', statuses: 'available' },
  {
    outcome: 'pass',
    reason: 'busy',
    statuses:
      'backing-up configuring-enhanced-monitoring configuring-iam-database-auth configuring-log-exports delete-precheck modifying resetting-master-credentials storage-config-upgrade storage-initialization storage-optimization update-iam-db-auth',
  },
  {
    outcome: 'warn',
    reason: 'interrupted',
    statuses:
      'backtracking converting-to-vpc failing-over maintenance migrating moving-to-vpc preparing-data-migration promoting rebooting renaming upgrading',
  },
  {
    outcome: 'fail',
    reason: 'stopped',
    statuses: 'stopped stopping suspended suspending',
    fix: 'Start the database, unless it was stopped on purpose, for example by a schedule.',
  },
  { outcome: 'unknown', reason: 'starting', statuses: 'starting resuming reactivating' },
  { outcome: 'fail', reason: 'creating', statuses: 'creating' },
  { outcome: 'fail', reason: 'deleting', statuses: 'deleting' },
  {
    outcome: 'fail',
    reason: 'failed',
    statuses: 'failed restore-error cloning-failed migration-failed',
    fix: 'Restore the database from a backup.',
  },
  {
    outcome: 'fail',
    reason: 'encryption-key-inaccessible',
    statuses: 'inaccessible-encryption-credentials inaccessible-encryption-credentials-recoverable',
    fix: "Make the database's KMS key usable again, then start the database.",
  },
  { outcome: 'fail', reason: 'storage-full', statuses: 'storage-full', fix: 'Allocate more storage.' },
  {
    outcome: 'fail',
    reason: 'insufficient-capacity',
    statuses: 'insufficient-capacity insufficient-resource-limits',
    fix: 'Use another instance class or zone, or raise the limit that RDS names in its events.',
  },
  {
    outcome: 'fail',
    reason: 'incompatible',
    statuses:
      'incompatible-create incompatible-network incompatible-option-group incompatible-parameters incompatible-restore',
    fix: 'Put right what RDS names in its events: the network, option group or parameters that it cannot use.',
  },
]

/**
 * What the statuses of databases, in small letters, mean for a client.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/accessing-monitoring.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBProxy.html
 */
export const DATABASE_STATUSES: ReadonlyMap<string, StatusMeaning> = new Map([
  ...MEANINGS.flatMap(({ statuses, ...meaning }) =>
    statuses.split(' ').map((status): [string, StatusMeaning] => [status, meaning]),
  ),
  ...DATA_STORE_STATUSES,
])
