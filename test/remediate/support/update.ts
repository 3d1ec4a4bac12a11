import type { JudgedFinding } from '../../../src/model/finding.js'
import type { Plan, StepResult } from '../../../src/model/plan.js'
import type { ChangeContext } from '../../../src/remediate/change-handler.js'
import { handlerOf } from '../../../src/remediate/changes/index.js'
import { applySteps } from '../../../src/remediate/engine/apply.js'
import { draftSteps } from '../../../src/remediate/engine/draft.js'
import { inOrder } from '../../../src/remediate/engine/order.js'
import { REMEDIES } from '../../../src/remediate/index.js'
import { factsHashOf, planIdOf, withChecksum } from '../../../src/remediate/plan-id.js'
import { commandLines } from '../../../src/shell/command-lines.js'
import { MemoryStore } from '../../fix/support/memory-store.js'
import type { Fleet } from './fleet.js'
import { FLOOR, REGION } from './fleet-host.js'
import { finding } from './proposal.js'

/** A plan for a fleet, without the prediction. */
export async function planOf(
  fleet: Fleet,
  findings: JudgedFinding[] = fleet.hosts.map((h) => finding(h.id, FLOOR, 'fail', h.vpcId)),
): Promise<Plan> {
  const inventory = fleet.audit()
  const world = { inventory, findings }
  const context = { ...fleet.context(), world, lostPaths: () => [] }
  const drafts = await draftSteps(REMEDIES, findings, context, handlerOf)
  const steps = inOrder(drafts.steps.toSorted((a, b) => (a.id < b.id ? -1 : 1))).map(({ for: _, ...step }) => ({
    ...step,
    clears: [],
    command: commandLines(handlerOf(step.change.input).commands(step.change.input)),
  }))
  const scope = { accountId: '123456789012', partition: 'aws', regions: [REGION], remedies: ['update-agent'] }
  return withChecksum({
    schemaVersion: 1,
    planId: planIdOf({ scope, steps }),
    createdAt: new Date(fleet.time).toISOString(),
    expiresAt: new Date(fleet.time + 86_400_000).toISOString(),
    factsHash: factsHashOf(steps),
    scope,
    steps,
    refused: drafts.refused,
    predicted: { vpcs: [], tunnels: [], findings: [] },
  })
}

export const idsOf = (hostIds: readonly string[]) => hostIds.map((id) => `update-agent:${REGION}:${id}`)

export function apply(
  fleet: Fleet,
  plan: Plan,
  { store = new MemoryStore(), approve = plan.steps.map((step) => step.id), ...more }: ApplyOptions = {},
): Promise<StepResult[]> {
  return applySteps({ plan, approved: new Set(approve), handlerOf, store, context: fleet.context(more) })
}

interface ApplyOptions extends Partial<ChangeContext> {
  store?: MemoryStore
  approve?: string[]
}

/** Host and state of every step. */
export const statesOf = (results: readonly StepResult[]) =>
  results.map(({ id, state }) => [id.split(':').at(-1), state])
