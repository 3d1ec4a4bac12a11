import * as z from 'zod'
import type { Change } from './change.js'
import type { DatabaseKind } from './database.js'
import type { Posture, Status, Subject, Verdict, VpcVerdict } from './finding.js'
import { PLAN_ID } from './plan-id.js'
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
const JOURNAL_EVENTS = ['begun', 'done', 'failed', 'undone'] as const
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

const facts = z.record(z.string(), z.unknown())
const subject = z.looseObject({ kind: z.string(), id: z.string(), region: z.string(), accountId: z.string() })
const reference = { checkId: z.string(), subject }
const turn = z.looseObject({ before: z.string(), after: z.string() })

/** A plan as it was stored. What its changes say is guarded by the id, which is a hash of them; all else by the checksum. */
export const planSchema = z.object({
  schemaVersion: z.literal(1),
  planId: z.string().regex(PLAN_ID),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  factsHash: z.string(),
  scope: z.object({
    accountId: z.string(),
    partition: z.string(),
    regions: z.array(z.string()),
    remedies: z.array(z.string()),
    vpcIds: z.array(z.string()).optional(),
    hostIds: z.array(z.string()).optional(),
  }),
  steps: z.array(
    z.object({
      id: z.string(),
      remedy: z.string(),
      title: z.string(),
      change: z.object({
        kind: z.string(),
        api: z.array(z.string()),
        resource: z.string(),
        before: facts,
        after: facts,
        input: z.looseObject({ kind: z.string(), region: z.string() }),
      }),
      mode: z.enum(STEP_MODES),
      risk: z.string(),
      monthlyCost: z.object({ usd: z.number(), per: z.string() }).optional(),
      dependsOn: z.array(z.string()),
      clears: z.array(z.object(reference)),
      undo: z.string().optional(),
      command: z.object({ bash: z.string(), powershell: z.string(), cmd: z.string() }),
    }),
  ),
  refused: z.array(z.object({ remedy: z.string(), subject, reason: z.string(), message: z.string() })),
  names: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
  checksum: z.string(),
  predicted: z.object({
    vpcs: z.array(z.object({ vpcId: z.string(), region: z.string(), verdict: turn, posture: turn })),
    tunnels: z.array(turn),
    findings: z.array(z.object({ ...reference, before: z.string(), after: z.string() })),
  }),
}) as unknown as z.ZodType<Plan>

export const journalEntrySchema = z.object({
  at: z.iso.datetime(),
  planId: z.string(),
  stepId: z.string().min(1),
  event: z.enum(JOURNAL_EVENTS),
  before: facts.optional(),
  after: facts.optional(),
  request: facts.optional(),
  response: facts.optional(),
  created: z.string().optional(),
  message: z.string().optional(),
}) as z.ZodType<JournalEntry>
