import { runChecks } from '../../src/checks/run.js'
import { Inventory } from '../../src/inventory/inventory.js'
import type { ScopeLimits } from '../../src/inventory/limit.js'
import { type Config, configSchema } from '../../src/model/config.js'
import type { Finding } from '../../src/model/finding.js'
import { PLAIN_INVOCATION } from '../../src/model/invocation.js'
import type { Report } from '../../src/model/report.js'
import { type Snapshot, snapshotSchema } from '../../src/model/snapshot.js'
import { commandsOf } from '../../src/remediate/changes/index.js'
import { buildReport, type ReportInput } from '../../src/report/build.js'
import { articleSnapshot } from '../support/article.js'
import { KNOWN_CHECKS as CHECKS } from '../support/known-checks.js'
import { applyPatches, type Patch } from '../support/patch.js'
import { simulated } from '../support/simulations.js'

export const NOW = new Date('2026-11-24T06:00:00.000Z')

/** The reference account with some patches. */
export function auditOf(patches: readonly Patch[] = [], config: unknown = {}, limits: ScopeLimits = {}): Inventory {
  const snapshot: Snapshot = snapshotSchema.parse(simulated(applyPatches(articleSnapshot(), patches)))
  const parsed: Config = configSchema.parse(config)
  return new Inventory(snapshot, parsed, limits)
}

/** Its report, of the findings given or else of what all checks say. */
export function reportOf(inventory: Inventory, more: Partial<ReportInput> = {}): Report {
  return buildReport({
    inventory,
    findings: runChecks(CHECKS, inventory),
    checks: CHECKS,
    shownChecks: new Set(CHECKS.map((check) => check.id)),
    excludedChecks: new Set<string>(),
    toolVersion: '1.2.3',
    now: NOW,
    durationMs: 1200,
    invocation: PLAIN_INVOCATION,
    commandsOf,
    ...more,
  })
}

/** A finding of the reference account's only host, unless the parts say otherwise. */
export function hostFinding(checkId: string, status: Finding['status'], parts: Partial<Finding> = {}): Finding {
  return {
    checkId,
    status,
    reason: `${status}-for-a-test`,
    subject: { kind: 'host', id: 'i-0a1', vpcId: 'vpc-0a1', region: 'eu-west-1', accountId: '123456789012' },
    blocks: ['tunnel', 'shell', 'ssh', 'runCommand'],
    posture: false,
    message: `${checkId} ${status}`,
    evidence: {},
    doc: 'https://docs.aws.amazon.com/',
    ...parts,
  }
}
