import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
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
