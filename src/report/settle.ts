import type { Inventory } from '../inventory/inventory.js'
import type { JudgedFinding } from '../model/finding.js'
import { applyAcceptances } from './acceptances.js'
import { finishFindings } from './finish.js'
import { indexFindings } from './index-findings.js'
import { type Judgement, judge } from './judge.js'
import { withReadiness } from './redundancy.js'

/** Verdicts, and the findings as they bear on them: weighed by runtime evidence, some accepted by the config. */
export interface Settled {
  judgement: Judgement
  accepted: ReturnType<typeof applyAcceptances>
  finished: JudgedFinding[]
}

/** @param findings of all checks: verdicts rest on them */
export function settle(inventory: Inventory, findings: readonly JudgedFinding[], now: Date): Settled {
  const index = indexFindings(findings)
  const judgement = judge(inventory, index)
  const judged = withReadiness(findings, inventory, judgement.hosts)
  const accepted = applyAcceptances(judged, inventory.config.accept, now.toISOString().slice(0, 10))
  // Neither readiness nor acceptances change what outweighs anything: evidence that passed.
  const finished = finishFindings(inventory, accepted.findings, index)
  return { judgement, accepted, finished }
}
