import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PlanStep } from '../../src/model/plan.js'
import { batchesOf } from '../../src/remediate/apply.js'
import { REMEDIES } from '../../src/remediate/index.js'
import { assignStages } from '../../src/remediate/update-agent/stages.js'

const hosts = fc.uniqueArray(
  fc.record({
    instanceId: fc.stringMatching(/^i-[0-9a-f]{4}$/),
    vpcId: fc.constantFrom('vpc-1', 'vpc-2', 'vpc-3', 'vpc-4'),
    othersServe: fc.boolean(),
  }),
  { selector: (host) => host.instanceId, maxLength: 250 },
)

describe('assignStages', () => {
  it('never takes all hosts of a VPC at once, unless there is only one', () => {
    fc.assert(
      fc.property(hosts, (list) => {
        const stages = assignStages(list)
        for (const vpcId of new Set(list.map((h) => h.vpcId))) {
          const own = list.filter((h) => h.vpcId === vpcId).map((h) => stages.get(h.instanceId))
          expect(own.length === 1 || new Set(own).size > 1).toBe(true)
        }
      }),
    )
  })

  it('stages every host exactly once, from 1 without gaps, in any order of the list', () => {
    fc.assert(
      fc.property(hosts, (list) => {
        const stages = assignStages(list)
        expect([...stages.keys()].sort()).toEqual(list.map((h) => h.instanceId).sort())
        const used = [...new Set(stages.values())].sort()
        expect(used).toEqual(used.map((_, i) => i + 1))
        expect(assignStages(list.toReversed())).toEqual(new Map([...stages]))
      }),
    )
  })
})

describe('batchesOf', () => {
  it('puts every step into one batch of at most 50 steps of one region', () => {
    const steps = fc.uniqueArray(
      fc.tuple(fc.stringMatching(/^i-[0-9a-f]{4}$/), fc.constantFrom('eu-west-1', 'us-east-1')),
      {
        selector: ([id]) => id,
        maxLength: 300,
      },
    )
    fc.assert(
      fc.property(steps, (list) => {
        const given = list.map(([subjectId, region]) => step(subjectId, region))
        const batches = batchesOf({ planId: 'plan-0', createdAt: '2026-11-24T12:00:00Z' }, given, REMEDIES)
        expect(batches.flatMap((b) => b.steps.map((s) => s.id)).sort()).toEqual(given.map((s) => s.id).sort())
        for (const batch of batches) {
          expect(batch.steps.length).toBeLessThanOrEqual(50)
          expect(batch.steps.every((s) => s.region === batch.region)).toBe(true)
        }
      }),
    )
  })
})

const step = (subjectId: string, region: string): PlanStep => ({
  id: `update-agent:${region}:${subjectId}`,
  remedy: 'update-agent',
  region,
  subjectId,
  stage: 1,
  mutating: true,
  description: '',
  risk: '',
  before: {},
  after: {},
})
