import type { Change } from '../../../src/model/change.js'
import type { Plan, PlanStep } from '../../../src/model/plan.js'
import { stepId } from '../../../src/model/step-id.js'
import { stepsNamedIn } from '../../../src/remediate/engine/names.js'

/** A step for a change; what it names it depends on. */
export function stepOf(change: Change, more: Partial<PlanStep> = {}, before: Record<string, unknown> = {}): PlanStep {
  const line = `aws do ${change.kind}`
  return {
    ...{ id: stepId('test', change), remedy: 'test', title: `Do ${change.kind}.` },
    change: { kind: change.kind, api: [], resource: 'r', before, after: {}, input: change },
    ...{ mode: 'approval', risk: 'None.', dependsOn: stepsNamedIn(change), clears: [] },
    command: { bash: line, powershell: line, cmd: line },
    ...more,
  }
}

export const planOf = (steps: PlanStep[]): Plan => ({
  ...{ schemaVersion: 1, planId: 'plan-0123456789abcdef0123' },
  ...{ createdAt: '2026-11-24T12:00:00.000Z', expiresAt: '2026-11-25T12:00:00.000Z', factsHash: 'x' },
  scope: { accountId: '111122223333', partition: 'aws', regions: ['eu-west-1'], remedies: [] },
  ...{ steps, refused: [], predicted: { vpcs: [], tunnels: [], findings: [] }, checksum: 'c' },
})
