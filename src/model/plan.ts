import * as z from 'zod'

/** One change that a remedy proposes, in words and data that `apply` re-checks live. */
export interface PlanStep {
  /** Stable within the plan. */
  id: string
  remedy: string
  region: string
  /** What it changes, e.g. an instance id. */
  subjectId: string
  /** Steps with the same stage may run together; a stage starts when the one before has ended well. */
  stage: number
  mutating: boolean
  /** One sentence: what happens. */
  description: string
  /** What can go wrong for people at work, in one sentence. */
  risk: string
  before: Record<string, unknown>
  after: Record<string, unknown>
}

/** A subject that a remedy was asked for and leaves alone. */
export interface PlanExclusion {
  remedy: string
  region: string
  subjectId: string
  /** Stable kebab-case key. */
  reason: string
  message: string
}

export interface Plan {
  planVersion: 1
  planId: string
  /** ISO 8601. */
  createdAt: string
  accountId: string
  remedies: string[]
  steps: PlanStep[]
  excluded: PlanExclusion[]
}

export type StepOutcome = 'done' | 'failed' | 'skipped' | 'unverified'

export interface StepResult {
  stepId: string
  subjectId: string
  region: string
  outcome: StepOutcome
  /** Stable kebab-case key of the cause. */
  reason: string
  message: string
  before: Record<string, unknown>
  after: Record<string, unknown>
}

export interface ApplyResult {
  planId: string
  startedAt: string
  finishedAt: string
  results: StepResult[]
  /** True when every approved step is `done`. */
  ok: boolean
}

/** What `apply` wrote down, before and after every batch of steps, before it went on. */
export interface JournalEntry {
  /** ISO 8601. */
  at: string
  planId: string
  stage: number
  event: 'before' | 'after'
  /** Of `before`: the state that was read live. Of `after`: the steps' results. */
  steps: { stepId: string; state?: Record<string, unknown>; result?: StepResult }[]
}

/** A plan id names files and objects, so nothing else may pass. */
export const PLAN_ID = /^plan-[0-9a-f]{20}$/

const facts = z.record(z.string(), z.unknown())
const place = { remedy: z.string(), region: z.string(), subjectId: z.string() }

/** A plan as it was stored. */
export const planSchema: z.ZodType<Plan> = z.object({
  planVersion: z.literal(1),
  planId: z.string(),
  createdAt: z.iso.datetime(),
  accountId: z.string(),
  remedies: z.array(z.string()),
  steps: z.array(
    z.object({
      id: z.string(),
      ...place,
      stage: z.int().min(1),
      mutating: z.boolean(),
      description: z.string(),
      risk: z.string(),
      before: facts,
      after: facts,
    }),
  ),
  excluded: z.array(z.object({ ...place, reason: z.string(), message: z.string() })),
})
