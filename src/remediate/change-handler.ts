import type { Clients } from '../aws/clients.js'
import type { Change } from '../model/change.js'
import type { CollectFailure } from '../model/collected.js'
import type { CommandLine } from '../model/command.js'
import type { NeededAction } from '../model/needed-action.js'
import type { Facts } from '../model/plan.js'
import type { Snapshot } from '../model/snapshot.js'
import type { CodeForm } from './code-form.js'

/** How long to wait for AWS, in seconds. */
export interface Waits {
  /** Between two looks: from the first… */
  pollFirst: number
  /** …growing to the last. */
  pollMax: number
  /** For a command to end on a host. */
  command: number
  /** For a host to report its new state after that: heartbeats come every 5 minutes. */
  report: number
  /** For what a call changed to show, and for what it made to become available. */
  effect: number
}

export const DEFAULT_WAITS: Waits = { pollFirst: 5, pollMax: 30, command: 20 * 60, report: 10 * 60, effect: 10 * 60 }

/** What a change needs while it is carried out. */
export interface ChangeContext {
  clients: Clients
  accountId: string
  partition: string
  now: () => Date
  /** Waits, in milliseconds. */
  sleep: (ms: number) => Promise<void>
  waits: Waits
  /** When the process must have answered, e.g. before a Lambda function is stopped. */
  deadline?: Date
  /** Somebody asks to stop: no step is begun any more. */
  stop?: AbortSignal
  onProgress?: (message: string) => void
}

/** The step that a change belongs to: what is made for it is tagged so, and found again after a crash. */
export interface StepIdentity {
  planId: string
  stepId: string
  /** When the plan was made. */
  plannedAt: Date
  /** How often it was done and taken back: what it makes after that is another thing. */
  timesUndone: number
}

/**
 * The account's side of a change, read live: as the plan found it, as the change leaves it, or neither (somebody was there
 * meanwhile, or it cannot be told). `before` with what was `created`: it is being made, or AWS could not make it.
 */
export type Found =
  | { is: 'before' | 'after'; facts: Facts; created?: string }
  | { is: 'neither'; facts: Facts; message: string }
  | { is: 'unreadable'; failure: CollectFailure }

/** What came of a change. `pending`: its effect takes until then. */
export interface Done {
  created?: string
  response?: Facts
  pending?: { message: string; until: Date }
}

/**
 * All that the program knows of one kind of change. `read`, `perform` and `undo` take changes in which nothing is called
 * `new:…` any more.
 */
export interface ChangeHandler<C extends Change = Change> {
  kinds: readonly C['kind'][]
  /** AWS's documentation of the call. */
  doc: string
  /** Calls that change something, tagging aside, as IAM actions. */
  api(change: C): readonly string[]
  /** What a role needs to read, carry out and take back any change of these kinds. */
  needs: readonly NeededAction[]
  resource(change: C): string
  /** The same in the languages of templates, or why it is not there. */
  asCode: CodeForm<C>
  title(change: C): string
  /** What does the same by hand. `snapshot`: the account before the plan, where there is one. */
  commands(change: C, snapshot?: Snapshot): CommandLine[]
  /** What prints the id of what it makes, and nothing else; for this its `new:…` name stands. */
  lookup?(change: C): CommandLine
  /** One sentence; absent where the change cannot be taken back. */
  undoTitle?(change: C): string
  /** What the plan rests on. */
  before(change: C, snapshot: Snapshot): Facts
  after(change: C): Facts
  read(change: C, step: StepIdentity & { before: Facts }, context: ChangeContext): Promise<Found>
  /** Safe to run again after a crash. Waits for what it makes to become available. */
  perform(change: C, step: StepIdentity, context: ChangeContext): Promise<Done>
  /** Carries out many at once, where AWS can: by step id. */
  together?: {
    most: number
    perform(
      batch: readonly { change: C; step: StepIdentity }[],
      context: ChangeContext,
    ): Promise<Map<string, Done | { failed: string }>>
  }
  /** `perform` makes more than one call: `undo` takes back what a run that was killed has left of it, too, and it may be nothing. */
  halves?: true
  /** `before`: what the journal has; `created`: what the step made. */
  undo?(change: C, step: StepIdentity & { before: Facts; created?: string }, context: ChangeContext): Promise<void>
  /** The snapshot as if it were done. `stepId` names what it makes. */
  applyTo(change: C, snapshot: Snapshot, stepId: string): Snapshot
}

/** Keeps the kind's own type inside the definition. */
export const changeHandler = <C extends Change>(handler: ChangeHandler<C>): ChangeHandler<C> => handler
