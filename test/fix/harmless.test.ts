import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPlan } from '../../src/app/remediate/apply.js'
import { planRemediation } from '../../src/app/remediate/plan.js'
import { revertPlan } from '../../src/app/remediate/revert.js'
import { judgeWorld } from '../../src/app/remediate/world.js'
import { subjectKey } from '../../src/model/subject-key.js'
import type { SampleAccount } from '../../src/sample/account.js'
import { runs } from '../support/runs.js'
import { type FixWorld, fixWorld, stateOf } from './support/fix-world.js'
import { randomAccount } from './support/random-account.js'

interface Call {
  operation: string
  input: object
}

/** Applies all of a plan for everything; what was asked of AWS meanwhile. */
async function mend(
  sample: SampleAccount,
): Promise<{ world: FixWorld; planId: string; calls: Call[]; named: Set<string> }> {
  const calls: Call[] = []
  const world = fixWorld(sample, { intercept: (operation, input) => void calls.push({ operation, input }) })
  const { planId, steps } = await planRemediation({ remedies: ['all'] }, world)
  expect(calls.filter(changes)).toEqual([])
  const result = await applyPlan({ planId, approve: ['all'] }, world)
  expect(result.steps.filter(({ state }) => state === 'failed' || state === 'changed-meanwhile')).toEqual([])
  return { world, planId, calls, named: new Set(steps.flatMap((step) => step.change.api)) }
}

const changes = ({ operation }: Call) => !/:(Describe|Get|List|Simulate|Head)/.test(operation)

describe('plans for whatever is amiss with any account', () => {
  it('open nothing to the world, edit no policy of a key, and make no call that no step names', async () => {
    await fc.assert(
      fc.asyncProperty(randomAccount, async ({ make }) => {
        const { calls, named } = await mend(make())
        for (const { operation, input } of calls.filter(changes)) {
          if (operation.startsWith('ec2:AuthorizeSecurityGroupIngress'))
            expect(JSON.stringify(input)).not.toMatch(/0\.0\.0\.0\/0|"::\/0"/)
          expect(operation).not.toMatch(/PutKeyPolicy|organizations:/)
          if (!/Tag/.test(operation)) expect([...named]).toContain(operation)
        }
      }),
      runs(2, 15),
    )
  })

  it('say what the next report will say', async () => {
    await fc.assert(
      fc.asyncProperty(randomAccount, async ({ make }) => {
        const world = fixWorld(make())
        const { planId, predicted } = await planRemediation({ remedies: ['all'] }, world)
        await applyPlan({ planId, approve: ['all'] }, world)
        const judging = { config: world.config, limits: {}, now: world.account.now() }
        const { findings } = judgeWorld(await world.snapshot(), judging)
        const seen = new Map(
          findings.map(({ checkId, subject, status }) => [`${checkId} ${subjectKey(subject)}`, status]),
        )
        // Agents that connect for the first time do so later.
        const now = predicted.findings.filter(
          ({ checkId, after }) => !/^(node|agent)-|^vpc-jump-host-redundancy$/.test(checkId) && after !== 'none',
        )
        const wrong = now.filter(
          ({ checkId, subject, after }) => seen.get(`${checkId} ${subjectKey(subject)}`) !== after,
        )
        expect(wrong).toEqual([])
      }),
      runs(2, 15),
    )
  })

  it('are taken back to where they began, but for what cannot be', async () => {
    await fc.assert(
      fc.asyncProperty(randomAccount, async ({ make }) => {
        const sample = make()
        const began = stateOf(await fixWorld(sample).snapshot())
        const { world, planId } = await mend(sample)
        const { steps } = await revertPlan({ planId }, world)
        expect(steps.filter(({ state }) => state === 'failed' || state === 'changed-meanwhile')).toEqual([])
        if (steps.every(({ state }) => state === 'reverted')) expect(stateOf(await world.snapshot())).toEqual(began)
      }),
      runs(2, 15),
    )
  })
})
