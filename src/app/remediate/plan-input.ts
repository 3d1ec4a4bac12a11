import type { ScopeLimits } from '../../inventory/limit.js'
import type { Config } from '../../model/config.js'
import type { Invocation } from '../../model/invocation.js'
import type { Snapshot } from '../../model/snapshot.js'
import type { ChangeContext } from '../../remediate/change-handler.js'
import type { RemedyDefinition } from '../../remediate/define.js'

export interface PlanInput {
  snapshot: Snapshot
  config: Config
  limits: ScopeLimits
  /** What was asked for; see `wantedFindings`. */
  asked: readonly string[]
  remedies: readonly RemedyDefinition[]
  context: ChangeContext
  /** How this program was started: where the commands run. */
  invocation: Invocation
}
