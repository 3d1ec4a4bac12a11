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
