import { describe, expect, it } from 'vitest'
import { applyPlan } from '../../src/app/remediate/apply.js'
import { planRemediation } from '../../src/app/remediate/plan.js'
import { revertPlan } from '../../src/app/remediate/revert.js'
import { verifyPlan } from '../../src/app/remediate/verify.js'
import type { SampleAccount } from '../../src/sample/account.js'
import { articleAccount } from '../../src/sample/accounts/article.js'
import { changing, fixWorld } from './support/fix-world.js'

const PLAN = { remedies: ['allow-database-ingress'] }
const region = (account: SampleAccount) => {
  const [first] = account.regions.values()
  if (!first) throw new Error('a sample has a region')
  return first
}

/** Nobody is admitted to the databases. */
function closed(): SampleAccount {
  const account = articleAccount()
  const { vpcEndpoints, securityGroups } = region(account)
  const used = new Set(vpcEndpoints.flatMap(({ Groups = [] }) => Groups.map(({ GroupId }) => GroupId)))
  for (const group of securityGroups) if (!used.has(group.GroupId)) group.IpPermissions = []
  return account
}

const refused = () => Object.assign(new Error('no'), { name: 'UnauthorizedOperation' })

describe('a plan', () => {
  it('predicts verdicts that come true', async () => {
    const world = fixWorld(closed())
    const plan = await planRemediation({}, world)
    expect(plan.predicted.vpcs.map(({ verdict }) => verdict)).toEqual([{ before: 'BLOCKED', after: 'READY' }])
    expect(plan.predicted.tunnels.map(({ before, after }) => [before, after])).toEqual(
      Array.from({ length: 4 }, () => ['BLOCKED', 'READY']),
    )
    const result = await applyPlan({ planId: plan.planId, approve: ['all'] }, world)
    expect(result.outcome).toBe('done')
    expect((await planRemediation({}, world)).steps).toEqual([])
  })

  it('names every failure in a step or among what is left alone', async () => {
    const plan = await planRemediation({ remedies: ['all'] }, fixWorld(closed()))
    const told = plan.steps.flatMap((step) => step.clears.map(({ checkId }) => checkId))
    expect([...told, ...plan.refused.map(({ remedy }) => remedy)]).toContain('database-path')
  })

  it('says what it could not look at, and is not simply empty', async () => {
    const blind = fixWorld(closed(), {
      intercept(operation) {
        if (operation === 'ec2:DescribeInstances') throw refused()
      },
    })
    const { steps, refused: left } = await planRemediation({}, blind)
    expect(steps).toEqual([])
    expect(left).toContainEqual(
      expect.objectContaining({ reason: 'api-denied', message: expect.stringContaining('ec2:DescribeInstances') }),
    )
  })

  it('is of VPCs and hosts that are there', async () => {
    const world = fixWorld(closed())
    await expect(planRemediation({ vpcIds: ['no-such'] }, world)).rejects.toThrow('no-such')
    await expect(planRemediation({ hostIds: ['no-such'] }, world)).rejects.toThrow('no-such')
    await expect(planRemediation({ remedies: ['no-such'] }, world)).rejects.toThrow('expected one of')
  })
})

describe('apply', () => {
  it('carries out approved steps only, and says so of the others', async () => {
    const world = fixWorld(closed())
    const plan = await planRemediation(PLAN, world)
    const [first, second] = plan.steps.map((step) => step.id)
    if (first === undefined || second === undefined) throw new Error('two databases are closed')
    const result = await applyPlan({ planId: plan.planId, approve: [first] }, world)
    expect(result.steps.map(({ id, state }) => [id, state])).toEqual([
      [first, 'done'],
      [second, 'skipped'],
    ])
    expect(result.outcome).toBe('partial')
    expect(changing(world.calls)).toHaveLength(2)
  })

  it('takes steps that ask for approval not for automatic', async () => {
    const world = fixWorld(closed())
    const { planId } = await planRemediation(PLAN, world)
    const result = await applyPlan({ planId, approve: ['automatic'] }, world)
    expect(new Set(result.steps.map((step) => step.state))).toEqual(new Set(['skipped']))
    expect(changing(world.calls)).toEqual([])
  })

  it('refuses a word that names no step, and a remedy that is not allowed', async () => {
    const world = fixWorld(closed())
    const { planId } = await planRemediation(PLAN, world)
    await expect(applyPlan({ planId, approve: ['nothing'] }, world)).rejects.toThrow('"nothing" is no step')
    const limited = { ...world, allowed: ['update-agent'] }
    await expect(applyPlan({ planId, approve: ['all'] }, limited)).rejects.toThrow('may be applied here')
    expect(changing(world.calls)).toEqual([])
  })

  it('refuses a plan that somebody edited, or of another account', async () => {
    const world = fixWorld(closed())
    const plan = await planRemediation(PLAN, world)
    const { planId } = plan
    const edited = structuredClone(plan)
    const [step] = edited.steps
    if (step?.change.input.kind !== 'authorize-security-group-ingress') throw new Error('not a rule')
    step.change.input.rule.peer = { cidrIp: '0.0.0.0/0' }
    await world.store.save(edited)
    await expect(applyPlan({ planId, approve: ['all'] }, world)).rejects.toThrow('not those that it was made with')
    await world.store.save(plan)
    const identity = { ...world.account.identity, accountId: '999999999999' }
    const other = { ...world, account: { ...world.account, identity } }
    await expect(applyPlan({ planId, approve: ['all'] }, other)).rejects.toThrow('999999999999')
    expect(changing(world.calls)).toEqual([])
  })

  it('begins nothing of a plan that expired, and knows what is done', async () => {
    const world = fixWorld(closed())
    const { planId, steps } = await planRemediation(PLAN, world)
    const [first] = steps.map((step) => step.id)
    await applyPlan({ planId, approve: [first ?? ''] }, world)
    await world.account.sleep(25 * 3_600_000)
    const again = await applyPlan({ planId, approve: [first ?? ''] }, world)
    expect(again.steps[0]).toMatchObject({ id: first, state: 'already-done' })
    await expect(applyPlan({ planId, approve: ['all'] }, world)).rejects.toThrow('expired')
    expect(changing(world.calls)).toHaveLength(2)
  })

  it('lets one work at a time, and says who', async () => {
    const sample = closed()
    const world = fixWorld(sample)
    const { planId } = await planRemediation(PLAN, world)
    const rival = { ...fixWorld(sample, { store: world.store }), by: 'somebody else' }
    const ends = await Promise.allSettled([
      applyPlan({ planId, approve: ['all'] }, world),
      applyPlan({ planId, approve: ['all'] }, rival),
    ])
    expect(ends.map((end) => end.status)).toEqual(['fulfilled', 'rejected'])
    expect(String((ends[1] as PromiseRejectedResult).reason)).toContain('a test has been applying')
    expect(world.store.locks.size).toBe(0)
  })

  it('stops a step that AWS refuses, and does not call it done', async () => {
    const sample = closed()
    const refusing = fixWorld(sample, {
      intercept(operation) {
        if (operation === 'ec2:AuthorizeSecurityGroupIngress')
          throw Object.assign(new Error('You are not authorized'), { name: 'UnauthorizedOperation' })
      },
    })
    const { planId } = await planRemediation(PLAN, refusing)
    const result = await applyPlan({ planId, approve: ['all'] }, refusing)
    expect(result.outcome).toBe('failed')
    expect(result.steps[0]).toMatchObject({ state: 'failed', message: expect.stringContaining('not authorized') })
  })

  it('does not call a step as predicted where the audit afterwards could not see', async () => {
    const sample = closed()
    const world = fixWorld(sample)
    const { planId } = await planRemediation(PLAN, world)
    const blind = fixWorld(sample, {
      store: world.store,
      // The steps ask for one group, an audit for all.
      intercept(operation, input) {
        if (operation === 'ec2:DescribeSecurityGroups' && !('GroupIds' in input)) throw refused()
      },
    })
    const result = await applyPlan({ planId, approve: ['all'] }, blind)
    expect(result.outcome).toBe('failed')
    expect(result.steps[0]?.message).toContain('ec2:DescribeSecurityGroups')
    expect((await verifyPlan({ planId }, world)).outcome).toBe('done')
  })

  it('does nothing where it cannot read what it would change', async () => {
    const sample = closed()
    const world = fixWorld(sample)
    const { planId } = await planRemediation(PLAN, world)
    const blind = fixWorld(sample, {
      store: world.store,
      intercept(operation) {
        if (operation === 'ec2:DescribeSecurityGroups') throw refused()
      },
    })
    const result = await applyPlan({ planId, approve: ['all'] }, blind)
    expect(new Set(result.steps.map((step) => step.state))).toEqual(new Set(['failed']))
    expect(changing(blind.calls)).toEqual([])
  })
})

describe('verify and revert', () => {
  it('say of a plan that was not applied that it is not', async () => {
    const world = fixWorld(closed())
    const { planId } = await planRemediation(PLAN, world)
    const verified = await verifyPlan({ planId }, world)
    expect(verified.steps[0]).toMatchObject({ state: 'planned', message: 'Not applied yet: still rule absent.' })
    const reverted = await revertPlan({ planId }, world)
    expect(reverted.steps[0]).toMatchObject({ state: 'skipped', message: 'This plan has not done it.' })
    expect(changing(world.calls)).toEqual([])
  })

  it('leave alone what somebody did, although the plan wanted the same', async () => {
    const sample = closed()
    const world = fixWorld(sample)
    const { planId } = await planRemediation(PLAN, world)
    const twin = fixWorld(sample)
    const other = await planRemediation(PLAN, twin)
    await applyPlan({ planId: other.planId, approve: ['all'] }, twin)
    const result = await applyPlan({ planId, approve: ['all'] }, world)
    expect(new Set(result.steps.map((step) => step.state))).toEqual(new Set(['already-done']))
    const reverted = await revertPlan({ planId }, world)
    expect(new Set(reverted.steps.map((step) => step.state))).toEqual(new Set(['skipped']))
    expect(changing(world.calls)).toEqual([])
  })

  it('take back one step, and apply it again', async () => {
    const world = fixWorld(closed())
    const { planId, steps } = await planRemediation(PLAN, world)
    const [first = ''] = steps.map((step) => step.id)
    await applyPlan({ planId, approve: ['all'] }, world)
    await expect(revertPlan({ planId, steps: ['nothing'] }, world)).rejects.toThrow('"nothing" is no step')
    expect(await revertPlan({ planId, steps: [first] }, world)).toMatchObject({
      steps: [{ id: first, state: 'reverted' }],
    })
    const verified = await verifyPlan({ planId }, world)
    expect(verified.steps.map((step) => step.state)).toEqual(['reverted', 'done'])
    const again = await applyPlan({ planId, approve: ['all'] }, world)
    expect(again.steps.map((step) => step.state)).toEqual(['done', 'already-done'])
  })
})
