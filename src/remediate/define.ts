import type { Inventory } from '../inventory/inventory.js'
import type { Change, ChangeKind } from '../model/change.js'
import type { JudgedFinding } from '../model/finding.js'
import type { PlanStep, StepMode } from '../model/plan.js'
import type { ChangeContext } from './change-handler.js'

/** The account as it is, or as the steps so far would leave it. */
export interface World {
  inventory: Inventory
  findings: readonly JudgedFinding[]
}

/** A network path that works and would not, were the changes made. */
export interface LostPath {
  /** Who uses it: an instance, or an interface. */
  consumer: string
  service: string
  why: string
}

export interface PlanContext extends ChangeContext {
  world: World
  /** Paths of the VPC's instances and interfaces to AWS's services that the changes of a remedy would cut. */
  lostPaths(changes: readonly Change[], remedy: string): LostPath[]
}

/** Why a finding is left alone. */
export interface Obstacle {
  /** Stable kebab-case key. */
  reason: string
  message: string
}

/** How one change of a remedy is to be handled. */
export interface Handling {
  mode: StepMode
  /** What can go wrong for people at work, and whom else it touches, in one sentence. */
  risk: string
  monthlyCost?: PlanStep['monthlyCost']
  /** Ids of steps to wait for, beside those whose results the change names and those before it in its finding. */
  dependsOn?: readonly string[]
}

/** A remedy: what findings propose for it, put in order, weighed and refused where it would do harm. */
export interface RemedyDefinition {
  /** Same as the file's name, and as `remedy.id` of the findings. */
  id: string
  title: string
  /** AWS's documentation of the change. */
  doc: string
  /** What its steps may be: the roles' rights follow. */
  kinds: readonly ChangeKind[]
  /** The type of the endpoints that it makes or changes. */
  endpointType?: 'Interface' | 'Gateway'
  /** IAM actions that planning it looks at, beyond those of an audit. */
  needs?: readonly string[]
  /** Why nothing may be done about a finding. */
  obstacle?(
    finding: JudgedFinding,
    changes: readonly Change[],
    context: PlanContext,
  ): Promise<Obstacle | undefined> | Obstacle | undefined
  handling(change: Change, context: PlanContext): Handling
  /** One change for two that would be the same step; the first when absent. */
  merge?(a: Change, b: Change): Change
  /**
   * True of findings whose steps come before a step that is for `own`; `undefined`: of none.
   * @param before the account as it is
   */
  waitsFor?(own: readonly JudgedFinding[], before: World): ((earlier: JudgedFinding) => boolean) | undefined
  /** Why a step of a whole plan must not stay in it, by where the plan leads; without limits to some VPCs or hosts. */
  unsafe?(change: Change, after: World): Obstacle | undefined
  /** Orders steps of this remedy among themselves, given all that are proposed: e.g. half of the hosts first. */
  dependencies?(changes: readonly { id: string; change: Change }[], world: World): Map<string, string[]>
}
