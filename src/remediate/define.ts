import type { Clients } from '../aws/clients.js'
import type { Inventory } from '../inventory/inventory.js'
import type { Finding } from '../model/finding.js'
import type { PlanExclusion, PlanStep, StepResult } from '../model/plan.js'

/** What a plan is made from: a fresh inventory, and the subjects that were asked for by id, if any. */
export interface PlanInput {
  inventory: Inventory
  findings: readonly Finding[]
  /** Empty: whatever the findings propose. */
  hostIds: readonly string[]
}

/** How long to wait for AWS, in seconds. */
export interface Waits {
  /** Between two looks: from the first… */
  pollFirst: number
  /** …growing to the last. */
  pollMax: number
  /** For a command to end on all hosts of a batch. */
  command: number
  /** For a host to report its new state after that: heartbeats come every 5 minutes. */
  report: number
}

export const DEFAULT_WAITS: Waits = { pollFirst: 5, pollMax: 30, command: 20 * 60, report: 10 * 60 }

export interface RemedyContext {
  clients: Clients
  now: () => Date
  /** Waits, in milliseconds. */
  sleep: (ms: number) => Promise<void>
  waits: Waits
  /** When the process must have answered, e.g. before a Lambda function is stopped. */
  deadline?: Date
  onProgress?: (message: string) => void
}

/** The plan that a batch belongs to. `startedAt`: when it was made. */
export interface PlanIdentity {
  planId: string
  startedAt: Date
}

/** Steps of one region and stage that are carried out together. */
export interface Batch {
  plan: PlanIdentity
  region: string
  steps: readonly PlanStep[]
}

/** What a remedy proposes; ids are given to the steps when the plan is put together. */
export interface Proposal {
  steps: Omit<PlanStep, 'id' | 'remedy'>[]
  excluded: Omit<PlanExclusion, 'remedy'>[]
}

/** A precondition, read live right before a step: `obstacle` says why the step must not be done (any more). */
export interface Precondition {
  state: Record<string, unknown>
  obstacle?: { reason: string; message: string }
}

/** A change that can be planned, approved, applied and verified. It starts from findings whose `remedy.id` is its id. */
export interface Remedy {
  /** Same as the file's name, and as `remedy.id` of the findings. */
  id: string
  title: string
  /** AWS's documentation of the change. */
  doc: string
  /** IAM actions, beyond those of an audit. */
  needs: { plan: readonly string[]; apply: readonly string[]; verify: readonly string[] }
  /** At most so many steps are carried out together. */
  batchSize: number
  /** Reads, changes nothing. */
  plan(input: PlanInput, context: RemedyContext): Promise<Proposal>
  /** By step id, every step of the batch. */
  preconditions(batch: Batch, context: RemedyContext): Promise<Map<string, Precondition>>
  /** One result for every step, after its effect was seen. Safe to run again after a crash. */
  apply(batch: Batch, context: RemedyContext): Promise<StepResult[]>
  /** One result for every step, from what AWS reports now. Changes nothing. */
  verify(batch: Batch, context: RemedyContext): Promise<StepResult[]>
  /** Takes the steps back, or says why that cannot be done. */
  revert: ((batch: Batch, context: RemedyContext) => Promise<StepResult[]>) | { impossible: string }
}

/** The result of a step; `before` is what the plan saw. */
export function stepResult(
  step: PlanStep,
  outcome: StepResult['outcome'],
  reason: string,
  message: string,
  after: Record<string, unknown> = {},
): StepResult {
  const { id, subjectId, region, before } = step
  return { stepId: id, subjectId, region, outcome, reason, message, before, after }
}
