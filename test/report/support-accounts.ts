import { Inventory } from '../../src/inventory/inventory.js'
import type { AccountResult } from '../../src/model/account-result.js'
import { configSchema } from '../../src/model/config.js'
import type { Report } from '../../src/model/report.js'
import { type Snapshot, snapshotSchema } from '../../src/model/snapshot.js'
import type { ReportInput } from '../../src/report/build.js'
import { type MergedRun, mergeReports } from '../../src/report/merge-reports.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches, type Patch } from '../support/patch.js'
import { simulated } from '../support/simulations.js'
import { NOW, reportOf } from './support.js'

export const [FIRST, SECOND, THIRD] = ['123456789012', '222233334444', '555566667777'] as const

export const RUN: MergedRun = { accountId: FIRST, partition: 'aws', toolVersion: '1.2.3', now: NOW, durationMs: 4_000 }

/**
 * The report on the reference account as it is in another: with ids of its own, and the same names.
 * @param digit distinguishes its ids; empty: they are the same, as of a VPC that is shared
 */
export function reportIn(
  accountId: string,
  digit: string,
  patches: readonly Patch[] = [],
  more: Partial<ReportInput> = {},
  targets: readonly object[] = [],
): Report {
  const text = JSON.stringify(applyPatches(articleSnapshot(), patches))
    .replaceAll(FIRST, accountId)
    .replace(/\b(i|vpc|subnet|sg|eni|rtb|acl|vpce|dopt|pl)-(?=[0-9a-z])/g, `$1-${digit}`)
  const snapshot: Snapshot = snapshotSchema.parse(simulated(JSON.parse(text)))
  return reportOf(new Inventory(snapshot, configSchema.parse({ targets })), more)
}

export const audited = (report: Report, more: { name?: string; profile?: string } = {}): AccountResult => ({
  accountId: report.scope.accountId,
  report,
  as: `arn:aws:sts::${report.scope.accountId}:assumed-role/audit/ssm-ready`,
  ...more,
})

export const refused = (accountId: string, region?: string): AccountResult => ({
  accountId,
  ...(region !== undefined && { region }),
  failure: { api: 'sts:AssumeRole', outcome: 'denied', message: 'The role audit cannot be assumed.' },
})

export const merged = (results: readonly AccountResult[], more: Partial<MergedRun> = {}): Report =>
  mergeReports(results, { ...RUN, ...more })
