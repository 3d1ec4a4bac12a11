import { beforeAll, describe, expect, it } from 'vitest'
import { planRemediation } from '../../src/app/remediate/plan.js'
import type { Plan } from '../../src/model/plan.js'
import { renderPlan, renderPlanResult } from '../../src/render/plan.js'
import { createSample } from '../../src/sample/index.js'
import { fixWorld } from '../fix/support/fix-world.js'
import { OPTIONS } from '../support/render-options.js'

describe('a plan to be read', () => {
  let plan: Plan
  beforeAll(async () => {
    plan = await planRemediation({}, fixWorld(createSample('troubled').account))
  })
  const lines = (width: number) => renderPlan(plan, { ...OPTIONS, width }).split('\n')

  it('says on the first screen how much asks for approval, what it costs, and what comes of it', () => {
    const screen = lines(100).slice(0, 24).join('\n')
    expect(screen).toMatch(/^Plan plan-[0-9a-f]{20}: 11 steps in account 222233334444\n6 to approve · 5 automatic/)
    expect(screen).toContain('Costs about USD 14.60 a month more: endpoint at USD 0.01 per hour in each of 2 zones')
    expect(screen).toMatch(/ {2}legacy \(vpc-0bbdaa613a262e339\) +BLOCKED → READY\n/)
    expect(screen).toMatch(/tunnels open to data-ledger-oracle, .*payments-db/)
    expect(screen).toContain('Left alone\n  – vpc-jump-host: archive (vpc-02085dbd4e718b198) holds archive-db')
  })

  it.each([80, 100, 140])('fits %d columns, but for ids that are longer', (width) => {
    const long = lines(width).filter((line) => line.length > width && line.trim().includes(' '))
    expect(long).toEqual([])
  })

  it('names hosts, VPCs and what is yet to be made, and each step by the id that approves it', () => {
    const text = lines(100).join('\n')
    expect(text).not.toMatch(/new:/)
    expect(text).toContain('Give reporting-jump (i-0c330a911e5bc0790) the instance profile ssm-ready-host.')
    expect(text).toContain('asks for approval · privateDns off -> on · after step 3')
    for (const { id } of plan.steps) expect(text).toMatch(new RegExp(`^ +${id}$`, 'm'))
  })

  it('its result names the same', () => {
    const [step] = plan.steps.filter(({ id }) => id.startsWith('start-host:'))
    const steps = [{ id: step?.id ?? '', state: 'done' as const, message: step?.title ?? '' }]
    const result = { planId: plan.planId, outcome: 'done' as const, steps }
    const text = renderPlanResult(result as Parameters<typeof renderPlanResult>[0], plan, OPTIONS)
    expect(text).toContain('done: Start data-jump-old (i-0b650240f30accc38).\n       start-host:eu-west-1:')
    expect(text).toMatch(/1 of 1 step done$/)
  })

  it.each([
    ['planned', 'planned', 'not applied yet'],
    ['skipped', 'skipped', 'nothing was done'],
    ['done', 'skipped', 'done in part'],
  ] as const)('%s and %s: %s', (one, other, words) => {
    const [first, second] = plan.steps.filter(({ dependsOn }) => dependsOn.length > 0)
    const steps = [
      { id: first?.id ?? '', state: one, message: first?.title ?? '' },
      { id: second?.id ?? '', state: other, message: `Step ${first?.id} must be done first.` },
    ]
    const text = renderPlanResult({ planId: plan.planId, outcome: 'partial', steps }, plan, OPTIONS)
    expect(text.split('\n')[0]).toBe(`Plan ${plan.planId}: ${words}`)
    const number = plan.steps.findIndex(({ id }) => id === first?.id) + 1
    expect(text.replace(/\s+/g, ' ')).toContain(`Step ${number} must be done first.`)
  })
})
