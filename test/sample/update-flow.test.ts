import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { runChecks } from '../../src/checks/run.js'
import { Inventory } from '../../src/inventory/inventory.js'
import { DEFAULT_CONFIG } from '../../src/model/config.js'
import { applySteps } from '../../src/remediate/apply.js'
import { DEFAULT_WAITS, type RemedyContext } from '../../src/remediate/define.js'
import { REMEDIES } from '../../src/remediate/index.js'
import { makePlan } from '../../src/remediate/make-plan.js'
import { createSample, type Sample, type UpdateOutcome } from '../../src/sample/index.js'
import { findingsOf, snapshotOf } from './support.js'

/** Plans and applies update-agent on a sample, as the CLI does. */
async function update(sample: Sample) {
  const inventory = new Inventory(await snapshotOf(sample), DEFAULT_CONFIG)
  const context: RemedyContext = { ...sample, waits: DEFAULT_WAITS }
  const input = { inventory, findings: runChecks(CHECKS, inventory), hostIds: [] }
  const plan = await makePlan(REMEDIES, input, context)
  const approved = new Set(plan.steps.map((step) => step.id))
  const result = await applySteps(plan, approved, REMEDIES, context, { record: async () => {} })
  return { plan, result }
}

async function tooOld(sample: Sample): Promise<(string | undefined)[]> {
  const findings = await findingsOf(sample)
  return findings.filter((f) => f.checkId === 'agent-remote-host' && f.status === 'fail').map((f) => f.subject.name)
}

describe('the remedy update-agent on troubled', () => {
  it('brings the old agents of legacy up to date, one host of the VPC after the other', async () => {
    const sample = createSample('troubled')
    expect(await tooOld(sample)).toEqual(['legacy-jump-a', 'legacy-jump-b'])
    const { plan, result } = await update(sample)
    expect(plan.steps.map((step) => step.stage).sort()).toEqual([1, 2])
    expect(result).toMatchObject({ ok: true, results: [{ outcome: 'done' }, { outcome: 'done' }] })
    expect(await tooOld(sample)).toEqual([])
  })

  it.each<UpdateOutcome>(['failed', 'no-s3', 'stuck', 'undeliverable', 'older-version'])(
    'calls no host fixed when the update ends as %s',
    async (outcome) => {
      const sample = createSample('troubled')
      for (const node of sample.account.regions.get('eu-west-1')?.nodes.values() ?? []) node.update = { outcome }
      const { result } = await update(sample)
      expect(result.ok).toBe(false)
      expect(result.results.filter((r) => r.outcome === 'done')).toEqual([])
      expect(await tooOld(sample)).toEqual(['legacy-jump-a', 'legacy-jump-b'])
    },
  )
})
