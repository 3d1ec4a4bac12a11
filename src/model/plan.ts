import type { Change } from './change.js'
import type { DatabaseKind } from './database.js'
import type { Posture, Status, Subject, Verdict, VpcVerdict } from './finding.js'
import type { ShellCommand } from './shell-command.js'

/** Values of AWS's that a change finds or leaves, by name. */
export type Facts = Record<string, unknown>

/** `automatic`: approved by `--yes`; `approval`: by its id or `--approve all`; `manual`: told, never carried out. */
export const STEP_MODES = ['automatic', 'approval', 'manual'] as const
export type StepMode = (typeof STEP_MODES)[number]

export interface FindingRef {
  checkId: string
  subject: Subject
}

/** One change, in words and data. */
export interface PlanStep {
  /** Unique in a plan; the same for the same change in every plan. */
  id: string
  remedy: string
  /** One sentence: what happens. */
  title: string
  change: {
    kind: Change['kind']
    /** Every call that changes something and that the step may make, tagging aside, as IAM actions. */
    api: string[]
    /** What it changes: an id, or the ARN where AWS has none. */
    resource: string
    before: Facts
    after: Facts
    /** The change itself. */
    input: Change
  }
  mode: StepMode
  /** What can go wrong for people at work, and whom else it touches, in one sentence. */
  risk: string
  monthlyCost?: { usd: number; per: string }
  /** Ids of the steps that must be done first. */
  dependsOn: string[]
  /** Findings that go away with it, once the steps before it are done. */
  clears: FindingRef[]
  /** How it is taken back; absent where that cannot be done. */
  undo?: string
  command: ShellCommand
}

/** What was asked for, or is wrong, and is left alone. */
export interface Refusal {
  remedy: string
  subject: Subject
  /** Stable kebab-case key. */
  reason: string
  message: string
}

interface Turn<T> {
  before: T
  after: T
}

/** The next report, as far as the plan changes it. */
export interface Prediction {
  vpcs: { vpcId: string; region: string; verdict: Turn<VpcVerdict>; posture: Turn<Posture | 'NONE'> }[]
  tunnels: {
    hostId: string
    databaseId: string
    databaseKind: DatabaseKind
    before: Verdict | 'NONE'
    after: Verdict | 'NONE'
  }[]
  findings: (FindingRef & { before: Status | 'none'; after: Status | 'none' })[]
}

export interface PlanScope {
  accountId: string
  partition: string
  regions: string[]
  /** Empty: what makes the blocked tunnels ready. `all`: whatever has a remedy. */
  remedies: string[]
  vpcIds?: string[]
  hostIds?: string[]
}

export interface Plan {
  schemaVersion: 1
  planId: string
  /** ISO 8601. */
  createdAt: string
  expiresAt: string
  /** Of what every step found when the plan was made. */
  factsHash: string
  scope: PlanScope
  steps: PlanStep[]
  refused: Refusal[]
  predicted: Prediction
  /** What the hosts and VPCs are called that the plan speaks of, where they have names. */
  names?: { id: string; name: string }[]
  /** Of everything above but `expiresAt`, which must not be later than a day after `createdAt`. */
  checksum: string
}

export const STEP_STATES = [
  'planned',
  'skipped',
  'done',
  'already-done',
  'changed-meanwhile',
  'failed',
  'reverted',
  'pending',
] as const
export type StepState = (typeof STEP_STATES)[number]

export interface StepResult {
  id: string
  state: StepState
  message: string
  before?: Facts
  after?: Facts
  /** ISO 8601: when a pending effect should show. */
  until?: string
}

export type PlanOutcome = 'done' | 'partial' | 'pending' | 'failed' | 'reverted'

export interface PlanResult {
  planId: string
  steps: StepResult[]
  outcome: PlanOutcome
}

/** `begun`: the precondition was read, the request follows; `done`: the effect was seen; `undone`: it was taken back. */
export const JOURNAL_EVENTS = ['begun', 'done', 'failed', 'undone'] as const
type JournalEvent = (typeof JOURNAL_EVENTS)[number]

/** What was written down of a step, each before the next thing was done. */
export interface JournalEntry {
  /** ISO 8601. */
  at: string
  planId: string
  stepId: string
  event: JournalEvent
  before?: Facts
  after?: Facts
  request?: Facts
  response?: Facts
  /** Id, name or ARN of what the step made. */
  created?: string
  message?: string
}
