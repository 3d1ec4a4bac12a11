import { redactSnapshot } from '../collect/redact.js'
import { selectHosts } from '../inventory/select-hosts.js'
import type { Config } from '../model/config.js'
import type { Snapshot } from '../model/snapshot.js'
import type { Account } from './account.js'
import { type AuditDependencies, runAudit, snapshotOf } from './audit.js'

/** The account's snapshot, redacted when asked for. */
export async function collectRedacted(
  account: Account,
  config: Config,
  options: {
    redact: boolean
    onProgress?: (progress: { done: number; total: number; api: string }) => void
    /** What is not blocked is tried first. */
    probe?: AuditDependencies['probe']
  },
): Promise<Snapshot> {
  const take = snapshotOf(account, config, options.onProgress ? { onProgress: options.onProgress } : {})
  const { probe } = options
  const snapshot = probe
    ? (await runAudit({}, { config, takeSnapshot: take, now: account.now, probe })).inventory.snapshot
    : await take((instances) => selectHosts(instances, config.hosts))
  return options.redact ? redactSnapshot(snapshot) : snapshot
}
