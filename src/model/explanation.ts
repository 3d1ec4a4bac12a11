import type { Finding, Problem } from './finding.js'
import type { DatabaseReport, Gap, HostReport, TunnelReport, VpcReport } from './report.js'

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

/** All that the audit knows of a VPC with its hosts, its databases and the tunnels to them. */
export interface VpcExplanation extends Omit<Explanation, 'host' | 'database' | 'tunnel'> {
  vpc: VpcReport
  /** Of the VPC, and those that reach its databases from elsewhere. */
  hosts: HostReport[]
  databases: DatabaseReport[]
  tunnels: TunnelReport[]
  /** ISO 8601, as in the report. */
  generatedAt: string
}

export type AnyExplanation = Explanation | VpcExplanation
