import type { FailureOutcome } from './collected.js'
import type { DatabaseKind } from './database.js'
import type { Published } from './destinations.js'
import type { Capability, Finding, Posture, Problem, Status, Verdict, VpcVerdict } from './finding.js'
import type { ShellCommand } from './shell-command.js'
import type { Proof } from './snapshot-probes.js'

export interface HostCommands {
  shell: ShellCommand
  ssh?: ShellCommand
  /** Lines for ~/.ssh/config. */
  sshConfig?: string
  /** To the host's own port of remote desktop (Windows) or SSH, at a free local port that the plugin prints. */
  portForwarding?: ShellCommand
}

/** A command to run before the client's own. */
export interface Preparation extends ShellCommand {
  /** What it is for, and when. */
  what: string
}

export interface ClientCommand {
  /** E.g. `psql`, `mysql`, `jdbc`. */
  client: string
  /** `reader` for a cluster's reader endpoint. */
  role?: 'writer' | 'reader'
  bash: string
  powershell: string
  cmd: string
  /** Signs a token for the real endpoint, where IAM database authentication is on. */
  token?: ShellCommand
  before?: Preparation
  notes: string[]
}

export interface TunnelCommands {
  startSession: ShellCommand
  /** To the cluster's reader endpoint. */
  startReaderSession?: ShellCommand
  client?: ClientCommand[]
}

export interface Gap {
  api: string
  accountId: string
  region: string
  outcome: FailureOutcome
  message: string
  /** Ids of the checks that need this API. */
  affects: string[]
}

export interface Summary {
  vpcs: Record<VpcVerdict, number>
  hosts: Record<Capability, Record<Verdict, number>>
  tunnels: Record<Verdict, number>
  posture: Record<Posture, number>
  findings: Record<Status, number>
  apiCalls: Record<string, number>
}

export interface VpcReport {
  vpcId: string
  name: string
  accountId: string
  /** Of a VPC that another account shares: that account. */
  ownerId?: string
  /** Of a report of several accounts: all that see the VPC, where it is shared among them. */
  accountIds?: string[]
  region: string
  verdict: VpcVerdict
  /** What the verdict would be without the accepted findings, where that differs; exit codes go by it. */
  verdictBesidesAccepted?: VpcVerdict
  /** Absent where there is nothing to judge: the VPC is NOT_APPLICABLE. */
  posture?: Posture
  hostIds: string[]
  databaseIds: string[]
  /** What this VPC needs an endpoint for, and why. */
  needs: { service: string; reason: string }[]
}

export interface HostReport {
  instanceId: string
  /** In a report of several accounts; so it is of databases, tunnels and changes. */
  accountId?: string
  name: string
  vpcId: string
  subnetId: string
  zone: string
  region: string
  agentVersion: string
  /** As the agent reports it, e.g. `Amazon Linux`. */
  platformName?: string
  verdicts: Record<Capability, Verdict>
  posture: Posture
  /** Only for what works: absent where shell (or ssh) is not READY or DEGRADED. */
  commands: Partial<HostCommands>
}

export interface DatabaseReport {
  databaseId: string
  accountId?: string
  kind: DatabaseKind
  engine: string
  endpoint: string
  port: number
  readerEndpoint?: string
  vpcId: string
  region: string
  status: string
  /** Of its best tunnel; BLOCKED where no host could serve it. */
  verdict: Verdict
  /** Instance id of the host of its best tunnel; absent where no host could serve it. */
  via?: string
  /** Key of the problem that is first in the way of its best tunnel, where that is not READY. */
  problem?: string
  /** Why one endpoint is not enough, where clients go on from there to further addresses. */
  oneEndpointNote?: string
}

export interface TunnelReport {
  hostId: string
  accountId?: string
  databaseId: string
  databaseKind: DatabaseKind
  vpcId: string
  region: string
  verdict: Verdict
  blockedBy: { checkId: string; reason: string }[]
  localPort: number
  /** Only for what works: empty where the tunnel is not READY or DEGRADED. */
  commands: Partial<TunnelCommands>
  /** The last time that it was tried for real. */
  proof?: Proof
}

export interface Change {
  kind: 'vpc' | 'host' | 'database' | 'tunnel'
  id: string
  accountId?: string
  /** Of a database or tunnel. */
  databaseKind?: DatabaseKind
  name?: string
  vpcId?: string
  region: string
  /** Absent for a subject that is new. */
  before?: string
  /** Absent for a subject that has vanished. */
  after?: string
  capability?: Capability
  /** ISO 8601: when the state before was last seen. */
  since?: string
}

/** One account of a report of several. */
export type AccountScope = EnteredAccount | ClosedAccount

interface AccountName {
  accountId: string
  /** In its organization. */
  name?: string
}

export interface EnteredAccount extends AccountName {
  entered: true
  /** What was looked at there. */
  regions: string[]
  /** ARN of whoever looked. */
  as?: string
  /** Profile of the AWS CLI that the commands about this account name. */
  profile?: string
  /** Commands that make the profile, where nobody has it yet. */
  profileSetUp?: ShellCommand
}

/** Nobody looked: what is in it is unknown, unless it was left out on purpose. */
export interface ClosedAccount extends AccountName {
  entered: false
  /** `left-out`: on purpose, as the message says; what is in any other is unknown. */
  reason: FailureOutcome | 'left-out'
  message: string
}

export interface Scope {
  /** Of whoever asked, where there are several. */
  accountId: string
  partition: string
  regions: string[]
  /** What the audit was limited to, if it was. */
  vpcIds?: string[]
  hostIds?: string[]
  /** Checks whose findings alone are shown, or that are left out of findings and posture, if some were. */
  checks?: string[]
  excludeChecks?: string[]
  /** The config file that hosts, targets and acceptances are from, as seen from where the audit ran. */
  config?: string
  /** Of a report of several accounts. */
  accounts?: AccountScope[]
}

/** What a run counted. */
export interface PastRun {
  /** ISO 8601: when its report was made. */
  at: string
  complete: boolean
  vpcs: Summary['vpcs']
  posture: Summary['posture']
}

export interface Report {
  schemaVersion: 1
  tool: { name: 'ssm-ready'; version: string }
  generatedAt: string
  durationMs: number
  scope: Scope
  complete: boolean
  /** The snapshot was redacted: names, ids and addresses stand for others, and no command can run. */
  redacted?: true
  gaps: Gap[]
  summary: Summary
  /** Most consequential first. */
  problems: Problem[]
  vpcs: VpcReport[]
  hosts: HostReport[]
  databases: DatabaseReport[]
  tunnels: TunnelReport[]
  findings: Finding[]
  /** Acceptances of the config that have expired or that matched nothing. */
  acceptances?: { check: string; subject: string; databaseKind?: DatabaseKind; problem: 'expired' | 'unmatched' }[]
  changes?: Change[]
  /** The last 90 runs of the same scope up to this one, oldest first, as far as the previous report knew of them. */
  runs?: PastRun[]
  /** Of a function that published: what became of the report at each destination. */
  published?: Published[]
}
