import type { Change } from './change.js'
import type { CommandLine } from './command.js'
import type { DatabaseKind } from './database.js'
import type { ShellCommand } from './shell-command.js'

/** Finding status. An API error is `unknown`: never `pass`, never `fail`. */
export const STATUSES = ['pass', 'warn', 'fail', 'unknown', 'skip'] as const
export type Status = (typeof STATUSES)[number]

/** What a host can be used for. */
export const CAPABILITIES = ['tunnel', 'shell', 'ssh', 'runCommand'] as const
export type Capability = (typeof CAPABILITIES)[number]

export const VERDICTS = ['READY', 'DEGRADED', 'BLOCKED', 'UNKNOWN'] as const
export type Verdict = (typeof VERDICTS)[number]
export const VPC_VERDICTS = [...VERDICTS, 'NOT_APPLICABLE'] as const
export type VpcVerdict = (typeof VPC_VERDICTS)[number]
export const POSTURES = ['COMPLIANT', 'DEVIATING', 'UNKNOWN'] as const
export type Posture = (typeof POSTURES)[number]

export const SUBJECT_KINDS = ['vpc', 'host', 'region', 'database', 'tunnel', 'caller'] as const
export type SubjectKind = (typeof SUBJECT_KINDS)[number]

/** What a finding speaks of. Id of a tunnel: `<hostId>/<databaseId>`; of a caller: its ARN. */
export interface Subject {
  kind: SubjectKind
  id: string
  /** Of a database or tunnel: an instance, a proxy and a target of one VPC may share a name and stay three. */
  databaseKind?: DatabaseKind
  name?: string
  vpcId?: string
  region: string
  accountId: string
}

export const HOP_OUTCOMES = ['pass', 'fail', 'warn', 'unknown'] as const
export type HopOutcome = (typeof HOP_OUTCOMES)[number]

/** One station of a network path, in travel order. */
export interface Hop {
  /** Id of the AWS resource that decides here. */
  at: string
  /** E.g. `security-group-egress`, `route`, `network-acl-ingress`, `endpoint-policy`. */
  kind: string
  outcome: HopOutcome
  /** Stable key of what happened, spelled as VPC Reachability Analyzer does where it has a name. */
  code: string
  /** The rule, entry or route that decided. */
  rule?: string
  /** The rule that came closest, and the axis on which it missed. */
  nearMiss?: string
  /** The API whose answer is missing where `code` is `API_…`, as its IAM action. */
  api?: string
  why: string
  /** Where the way to one of several subnets or interfaces begins: its id. */
  to?: string
}

/** A change that mends a finding, or a part of it, and the remedy that makes it. */
export interface ProposedChange {
  /** Id of the remedy in `fix plan`. */
  remedy: string
  change: Change
  /** Its commands are among the remedy's own. */
  printed?: true
}

/** What to do, as a check says it. */
export interface Remedy {
  /** Id of the remedy in `fix plan`; absent where no automation exists. */
  id?: string
  /** One sentence: what to do. */
  text: string
  /** What `fix` does, in this order. Its commands come before `commands`. */
  changes?: readonly ProposedChange[]
  /** Ids of remedies without which it has no effect: a plan has them, too. */
  after?: readonly string[]
  /** Why a plan leaves `changes` alone: they would not help, or must not be made. A report does not show them then. */
  refused?: { reason: string; message: string }
  /** What does it, one after the other. */
  commands?: readonly CommandLine[]
}

/** What to do, as a report shows it: its commands can be pasted, a line each. */
export interface ShownRemedy extends Pick<Remedy, 'id' | 'text'> {
  /** Plans the remedy: where there is one, better than `command`. */
  plan?: ShellCommand
  command?: ShellCommand
}

export const PROBLEM_LEVELS = ['blocked', 'degraded', 'unknown', 'deviating'] as const
export type ProblemLevel = (typeof PROBLEM_LEVELS)[number]

/** One cause with everything that follows from it. */
export interface Problem<R = ShownRemedy> {
  /** The same in every audit that finds the cause. */
  key: string
  /** `blocked`: it takes a verdict away; `degraded`: works, but; `unknown`: could not be seen; `deviating`: posture alone. */
  level: ProblemLevel
  /** Of the finding that leads; so are `reason` and `message`. */
  checkId: string
  reason: string
  message: string
  /** The cause alone in one sentence, for a line in a list. */
  headline: string
  /** What it takes away, or puts in doubt. */
  blocks: Capability[]
  /** Absent where it hits several VPCs, or none. */
  vpcId?: string
  region: string
  /** Whom the cause hits: first the subject of the finding that leads. */
  subjects: Subject[]
  /** Findings of other checks that go away with the cause. The finding that leads is never among them. */
  symptoms: { checkId: string; subject: Subject }[]
  remedy?: R
  /** ISO 8601: the first report in an unbroken row that had it. */
  since?: string
}

export interface Finding<R = ShownRemedy> {
  checkId: string
  status: Status
  /** Stable kebab-case key; scripts and tests match on it. */
  reason: string
  subject: Subject
  /** The capabilities that this finding bears on. */
  blocks: Capability[]
  posture: boolean
  /** One plain sentence that names ids and values. */
  message: string
  evidence: Record<string, unknown>
  /** The API whose answer is missing, where that is why the status is `unknown`: as its IAM action. */
  api?: string
  hops?: Hop[]
  remedy?: R
  /** AWS's documentation of the condition. */
  doc: string
  /** Of a region: the hosts that the finding bears on, where it does not bear on all of them. */
  hostIds?: string[]
  /** Set where runtime evidence outweighs what this finding says: the check that passed, and as what it bears now. */
  weighed?: { by: string; as: 'warn' | 'none' }
  /** Set when the config accepts this finding. */
  accepted?: { reason: string; until?: string }
}

/** A finding as the checks make it. */
export type JudgedFinding = Finding<Remedy>
/** A problem before its remedy is put in words for shells. */
export type JudgedProblem = Problem<Remedy>
