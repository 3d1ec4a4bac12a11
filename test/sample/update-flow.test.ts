import { describe, expect, it } from 'vitest'
import { applyPlan } from '../../src/app/remediate/apply.js'
import { planRemediation } from '../../src/app/remediate/plan.js'
import { createSample, type Sample, type UpdateOutcome } from '../../src/sample/index.js'
import { fixWorld } from '../fix/support/fix-world.js'
import { findingsOf } from './support.js'

/** Plans and applies update-agent on a sample, as the CLI does. */
async function update({ account, clients, identity, regions, now, sleep }: Sample) {
  const world = fixWorld(account)
  const live = { clients, identity, regions, now, sleep, paced: false }
  const plan = await planRemediation({ remedies: ['update-agent'] }, { ...world, account: live })
  const result = await applyPlan({ planId: plan.planId, approve: ['all'] }, { ...world, account: live })
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
    const [first, second] = plan.steps
    expect(second?.dependsOn).toEqual([first?.id])
    expect(result).toMatchObject({ outcome: 'done', steps: [{ state: 'done' }, { state: 'done' }] })
    expect(await tooOld(sample)).toEqual([])
  })

  it.each<UpdateOutcome>(['failed', 'no-s3', 'stuck', 'undeliverable', 'older-version'])(
    'calls no host fixed when the update ends as %s',
    async (outcome) => {
      const sample = createSample('troubled')
      for (const node of sample.account.regions.get('eu-west-1')?.nodes.values() ?? []) node.update = { outcome }
      const { result } = await update(sample)
      expect(result.outcome).toBe('failed')
      expect(result.steps.filter((step) => step.state === 'done')).toEqual([])
      expect(await tooOld(sample)).toEqual(['legacy-jump-a', 'legacy-jump-b'])
    },
  )
})
