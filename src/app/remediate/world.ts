import { CHECKS } from '../../checks/index.js'
import { runChecks } from '../../checks/run.js'
import { Inventory } from '../../inventory/inventory.js'
import type { ScopeLimits } from '../../inventory/limit.js'
import { once } from '../../inventory/once.js'
import type { Config } from '../../model/config.js'
import type { JudgedFinding } from '../../model/finding.js'
import { PLAIN_INVOCATION } from '../../model/invocation.js'
import type { Report } from '../../model/report.js'
import type { Snapshot } from '../../model/snapshot.js'
import { commandsOf } from '../../remediate/changes/index.js'
import type { World } from '../../remediate/define.js'
import { buildReport } from '../../report/build.js'
import type { Judgement } from '../../report/judge.js'
import { settle } from '../../report/settle.js'
import { TOOL_VERSION } from '../version.js'

/** A snapshot, real or predicted, with everything that is said of it. */
export interface JudgedWorld extends World {
  snapshot: Snapshot
  judgement: Judgement
  findings: readonly JudgedFinding[]
}

export interface Judging {
  config: Config
  limits: ScopeLimits
  now: Date
}

export function judgeWorld(snapshot: Snapshot, { config, limits, now }: Judging): JudgedWorld {
  const inventory = new Inventory(snapshot, config, limits)
  const { judgement, finished } = settle(inventory, runChecks(CHECKS, inventory, { withoutHopsOfPasses: true }), now)
  return { snapshot, inventory, judgement, findings: finished }
}

/** The report of a world. */
export const reportOf = once(({ inventory, snapshot }: JudgedWorld): Report => {
  const ids = new Set(CHECKS.map((check) => check.id))
  return buildReport({
    inventory,
    findings: runChecks(CHECKS, inventory, { withoutHopsOfPasses: true }),
    checks: CHECKS,
    shownChecks: ids,
    excludedChecks: new Set(),
    toolVersion: TOOL_VERSION,
    now: new Date(snapshot.takenAt),
    durationMs: 0,
    invocation: PLAIN_INVOCATION,
    commandsOf,
  })
})
