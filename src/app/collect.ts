import { redactSnapshot } from '../collect/redact.js'
import { selectHosts } from '../inventory/select-hosts.js'
import type { Config } from '../model/config.js'
import type { Snapshot } from '../model/snapshot.js'
import type { Account } from './account.js'
import { snapshotOf } from './audit.js'

/** The account's snapshot, redacted when asked for. */
export async function collectRedacted(
  account: Account,
  config: Config,
  options: { redact: boolean; onProgress?: (progress: { done: number; total: number; api: string }) => void },
): Promise<Snapshot> {
  const take = snapshotOf(account, config, options.onProgress ? { onProgress: options.onProgress } : {})
  const snapshot = await take((instances) => selectHosts(instances, config.hosts))
  return options.redact ? redactSnapshot(snapshot) : snapshot
}
