import type { Report } from '../model/report.js'
import { tunnelIdentity } from '../model/report-subjects.js'
import { subjectKey } from '../model/subject-key.js'

export interface SlackOccasion {
  notify: 'on-change' | 'on-problem' | 'always'
  report: Report
  /** The report of the audit before this one, if there was one. */
  previous: Report | undefined
  /** When the last message went out. */
  lastSentAt: Date | undefined
  now: Date
}

/** Why a message is due; `undefined`: it is not. */
export type SlackDue = 'always' | 'change' | 'problem' | 'recovery' | 'heartbeat'

/**
 * `on-change`: a VPC or tunnel has another verdict than in the previous report. `on-problem`: a VPC is not ready, or the
 * audit is incomplete; and once when that has ended. With either, a week of silence ends in a heartbeat: silence alone
 * does not show that the audit still runs.
 */
export function slackDue(occasion: SlackOccasion): SlackDue | undefined {
  const { notify, report, previous, lastSentAt, now } = occasion
  if (notify === 'always') return 'always'
  if (notify === 'on-change' && hasChanged(report, previous)) return 'change'
  if (notify === 'on-problem' && hasProblem(report)) return 'problem'
  if (notify === 'on-problem' && previous !== undefined && hasProblem(previous)) return 'recovery'
  if (lastSentAt === undefined || now.getTime() - lastSentAt.getTime() >= WEEK) return 'heartbeat'
  return undefined
}

const WEEK = 7 * 24 * 60 * 60 * 1000

function hasProblem({ vpcs, complete }: Report): boolean {
  return !complete || vpcs.some(({ verdict }) => verdict !== 'READY' && verdict !== 'NOT_APPLICABLE')
}

function hasChanged(report: Report, previous: Report | undefined): boolean {
  if (report.changes !== undefined) return report.changes.length > 0
  return previous === undefined || verdictsOf(report) !== verdictsOf(previous)
}

function verdictsOf({ vpcs, tunnels }: Report): string {
  const lines = [
    ...vpcs.map(({ vpcId, verdict }) => `${vpcId} ${verdict}`),
    ...tunnels.map((tunnel) => `${subjectKey(tunnelIdentity(tunnel))} ${tunnel.verdict}`),
  ]
  return lines.sort().join('\n')
}
