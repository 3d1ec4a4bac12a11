import type { Change, Report } from './report.js'

/** As much of a published report as a history is made of. */
export interface PastReport
  extends Pick<
    Report,
    'generatedAt' | 'scope' | 'complete' | 'gaps' | 'vpcs' | 'hosts' | 'databases' | 'tunnels' | 'problems'
  > {
  findings: Pick<Report['findings'][number], 'checkId' | 'status' | 'posture' | 'subject' | 'accepted'>[]
}

/** A change with the report that first showed it. */
export interface DatedChange extends Change {
  /** ISO 8601: when that report was made. */
  at: string
  accountId: string
  /** Whether that report is complete: what it could not see may look like a change. */
  complete: boolean
}

export interface OpenDeviation {
  /** Of the problem. */
  key: string
  headline: string
  since: string
  /** Whole days from `since` to the report that shows it. */
  ageDays: number
}

/** One VPC in one calendar month (UTC). */
export interface MonthOfVpc {
  /** `2026-11` */
  month: string
  accountId: string
  region: string
  vpcId: string
  name: string
  /** Days on which some report judged the VPC. */
  days: number
  /** Of those, the days on which every report said so. */
  daysReady: number
  daysCompliant: number
  /** Of those, the days on which some report was incomplete. */
  daysIncomplete: number
  /** The report that the open deviations are of: the month's last complete one, else its last one. */
  deviationsAt: string
  deviationsComplete: boolean
  deviations: OpenDeviation[]
}

/** What published reports say of the time that they span. */
export interface History {
  from: string
  /** ISO 8601: what came before is left out. */
  since?: string
  /** Oldest first. */
  reports: (Pick<Report, 'generatedAt' | 'complete'> & { scope: Report['scope'] })[]
  /** Oldest first. */
  changes: (DatedChange & { line: string })[]
  /** By account, region, VPC and month. */
  compliance: MonthOfVpc[]
  /** What looked like a report and could not be read. */
  unreadable: { source: string; reason: string }[]
}
