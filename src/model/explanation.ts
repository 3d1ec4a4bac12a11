import type { Finding, Problem } from './finding.js'
import type { DatabaseReport, Gap, HostReport, TunnelReport } from './report.js'

/** All that the audit knows of one host, or of one tunnel. */
export interface Explanation {
  host: HostReport
  database?: DatabaseReport
  tunnel?: TunnelReport
  /** The causes of what is wrong with it, most consequential first. */
  problems: Problem[]
  /** What bears on the host or tunnel: problems first. */
  findings: Finding[]
  gaps: Gap[]
  /** As in the report. */
  redacted?: true
  /** What the hosts and VPCs are called that the problems speak of, where they have names. */
  names: { id: string; name: string }[]
}
