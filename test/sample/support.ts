import { runChecks } from '../../src/checks/run.js'
import { collectSnapshot } from '../../src/collect/index.js'
import { Inventory } from '../../src/inventory/inventory.js'
import { selectHosts } from '../../src/inventory/select-hosts.js'
import type { Collected } from '../../src/model/collected.js'
import { DEFAULT_CONFIG } from '../../src/model/config.js'
import type { Finding } from '../../src/model/finding.js'
import { type Snapshot, snapshotSchema } from '../../src/model/snapshot.js'
import { createSample, type Sample } from '../../src/sample/index.js'
import { KNOWN_CHECKS } from '../support/known-checks.js'

/** The snapshot that the real collectors take of a sample; an answer that is no snapshot throws. */
export async function snapshotOf(sample: Pick<Sample, 'clients' | 'identity' | 'regions' | 'now'>): Promise<Snapshot> {
  return snapshotSchema.parse(
    await collectSnapshot({ ...sample, selectHosts: (instances) => selectHosts(instances), operatorArns: [] }),
  )
}

export async function findingsOf(sample: Sample): Promise<Finding[]> {
  return runChecks(KNOWN_CHECKS, new Inventory(await snapshotOf(sample), DEFAULT_CONFIG))
}

export { createSample }

/** Every collection of a snapshot that could not be read, as `api: outcome: message`. */
export function failuresIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  if ('outcome' in node && 'api' in node && node.outcome !== 'ok') {
    const { api, outcome, message } = node as Exclude<Collected<unknown>, { outcome: 'ok' }>
    return [`${api}: ${outcome}: ${message}`]
  }
  return Object.values(node).flatMap(failuresIn)
}
