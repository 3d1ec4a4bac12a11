import type { Snapshot } from '../../model/snapshot.js'
import type { Draft } from '../../remediate/engine/draft.js'
import type { Scopes } from './scopes.js'
import type { Touched } from './touched.js'
import type { JudgedWorld } from './world.js'

/** The account before and after a plan, and with a part of its steps. */
export interface Worlds {
  /** The account as it is. */
  before: JudgedWorld
  /** As all steps leave it. */
  after: JudgedWorld
  applied(snapshot: Snapshot, steps: readonly Draft[]): Snapshot
  /** @param vpcIds judge what these VPCs hold, and nothing else; absent: everything */
  judged(snapshot: Snapshot, vpcIds?: readonly string[]): Pick<JudgedWorld, 'findings'>
}

/** The same, with what of it can be judged by itself. */
export interface Parts extends Worlds {
  scopes: Scopes
  /** Keys of the scopes in which a step makes other things said. */
  touches(step: Draft): Touched
}
