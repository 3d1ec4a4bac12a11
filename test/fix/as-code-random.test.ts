import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planRemediation } from '../../src/app/remediate/plan.js'
import { AS_CODE } from '../../src/remediate/as-code/index.js'
import { runs } from '../support/runs.js'
import { fixWorld } from './support/fix-world.js'
import { randomAccount } from './support/random-account.js'
import { cloudFormationFaults, terraformFaults } from './support/template-faults.js'

describe('plans of any account as code', () => {
  it('lead nowhere wrong, make nothing twice, and leave no step untold', async () => {
    await fc.assert(
      fc.asyncProperty(randomAccount, async ({ make }) => {
        const plan = await planRemediation({ remedies: ['all'] }, fixWorld(make()))
        for (const [language, write] of Object.entries(AS_CODE)) {
          const { text, steps, left } = write(plan)
          expect(steps + left.length).toBe(plan.steps.length)
          expect(write(structuredClone(plan)).text).toBe(text)
          if (text === '') continue
          const made = JSON.parse(text)
          expect(language === 'cloudformation' ? cloudFormationFaults(made) : terraformFaults(made)).toEqual([])
          expect(JSON.stringify(made.Resources ?? made.resource)).not.toContain('"new:')
        }
      }),
      runs(3, 20),
    )
  })
})
