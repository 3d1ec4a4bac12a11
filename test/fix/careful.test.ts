import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { applyPlan } from '../../src/app/remediate/apply.js'
import { planRemediation } from '../../src/app/remediate/plan.js'
import { revertPlan } from '../../src/app/remediate/revert.js'
import { verifyPlan } from '../../src/app/remediate/verify.js'
import { PlanFolder } from '../../src/files/plan-folder.js'
import { UsageError } from '../../src/model/errors.js'
import type { JournalEntry } from '../../src/model/plan.js'
import type { SampleAccount } from '../../src/sample/account.js'
import { articleAccount } from '../../src/sample/accounts/article.js'
import { regionIn, withoutEndpoints } from './support/faults.js'
import { changing, type FixWorld, fixWorld } from './support/fix-world.js'
import { MemoryStore } from './support/memory-store.js'

/** Without endpoints and without a group for them: the steps rest on each other. */
const bare = () => withoutEndpoints(articleAccount(), ['ssm', 'ssmmessages', 'ec2messages', 'ec2', 'kms', 'logs'])

const refused = () => Object.assign(new Error('no'), { name: 'UnauthorizedOperation' })

async function planned(world: FixWorld) {
  const plan = await planRemediation({ remedies: ['create-endpoint'] }, world)
  const [base = '', ...above] = plan.steps.map((step) => step.id)
  expect(above.length).toBeGreaterThan(3)
  return { ...plan, base, above }
}

const statesOf = (steps: readonly { state: string }[]) => [...new Set(steps.map(({ state }) => state))]

describe('a plan', () => {
  it('is looked after in its own regions, wherever the caller is at home', async () => {
    const world = fixWorld(bare())
    const { planId } = await planned(world)
    const looked: string[] = []
    const next = fixWorld(world.sample, {
      store: world.store,
      intercept(operation, _input, region) {
        if (operation === 'ec2:DescribeVpcs') looked.push(region)
      },
    })
    const away = { ...next, account: { ...next.account, regions: ['eu-central-1'] } }
    expect(await applyPlan({ planId, approve: ['all'] }, away)).toMatchObject({ outcome: 'done' })
    expect(new Set(looked)).toEqual(new Set(['eu-west-1']))
  })

  it('is applied step by step: what is done already need not be approved again', async () => {
    const world = fixWorld(bare())
    const { planId, base, above } = await planned(world)
    const [next = '', last = ''] = above
    const states = async (approve: string[]) =>
      new Map((await applyPlan({ planId, approve }, world)).steps.map(({ id, state }) => [id, state]))
    expect((await states([next])).get(next)).toBe('skipped')
    expect((await states([base])).get(base)).toBe('done')
    const third = await states([next])
    expect([third.get(base), third.get(next), third.get(last)]).toEqual(['skipped', 'done', 'skipped'])
    await revertPlan({ planId }, world)
    // What was taken back is not done again unasked.
    const after = await states([last])
    expect([after.get(base), after.get(last)]).toEqual(['skipped', 'skipped'])
  })

  it('is not done as predicted where nobody looks any more', async () => {
    const world = fixWorld(bare())
    const { planId } = await planned(world)
    const others = { ...world, config: { ...world.config, hosts: { namePattern: '^nobody$' } } }
    const result = await applyPlan({ planId, approve: ['all'] }, others)
    expect(result.outcome).toBe('failed')
    expect(result.steps.map(({ message }) => message).join()).toContain('whether as predicted is not known')
    expect(await verifyPlan({ planId }, world)).toMatchObject({ outcome: 'done' })
  })

  it.each([
    ['{"at": "2026-11-24T12:00:00.000Z", "event": "done"}', 'planId: is required (expected string).'],
    ['{}', 'at: is required (expected string).'],
    ['done by hand', 'is not JSON.'],
  ])('begins nothing where a line of its journal is %s', async (line, said) => {
    const world = fixWorld(bare())
    const folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
    const onDisk = { ...world, store: new PlanFolder(folder) }
    const { planId } = await planRemediation({ remedies: ['create-endpoint'] }, onDisk)
    const journal = join(folder, 'plans', `${planId}.journal.jsonl`)
    await writeFile(journal, `${line}\n`)
    for (const act of [
      () => applyPlan({ planId, approve: ['all'] }, onDisk),
      () => verifyPlan({ planId }, onDisk),
      () => revertPlan({ planId }, onDisk),
    ]) {
      const error = await act().catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(UsageError)
      expect(error).toHaveProperty('message', expect.stringMatching(/^Journal [^\n]*: line 1/))
      expect(error).toHaveProperty('message', expect.stringContaining(said))
    }
    expect(changing(world.calls)).toEqual([])
    expect(await readFile(journal, 'utf8')).toBe(`${line}\n`)
    await rm(folder, { recursive: true })
  })

  it('is not taken for a part of it', async () => {
    const world = fixWorld(bare())
    const { planId } = await planned(world)
    const apply = (more: object) => applyPlan({ planId, approve: ['all'], ...more }, world)
    await expect(apply({ hostIds: ['i-0123456789abcdef0'] })).rejects.toThrow(/^hostIds: plan-\w+ is of all there are/)
    await expect(apply({ remedies: ['start-host'] })).rejects.toThrow(/^remedies: plan-\w+ is of create-endpoint/)
    expect(changing(world.calls)).toEqual([])
    expect(await apply({ remedies: ['create-endpoint'] })).toMatchObject({ outcome: 'done' })
  })

  it('is verified as far as can be read', async () => {
    const world = fixWorld(bare())
    const { planId } = await planned(world)
    await applyPlan({ planId, approve: ['all'] }, world)
    const blind = fixWorld(world.sample, {
      store: world.store,
      intercept(operation) {
        if (operation === 'ec2:DescribeVpcEndpoints') throw refused()
      },
    })
    const { steps, outcome } = await verifyPlan({ planId }, blind)
    expect(outcome).toBe('failed')
    expect(steps.find(({ state }) => state === 'failed')?.message).toContain('ec2:DescribeVpcEndpoints')
  })
})

describe('a step that others rest on', () => {
  it('is taken back with them, or not at all', async () => {
    const world = fixWorld(bare())
    const { planId, base, above } = await planned(world)
    await applyPlan({ planId, approve: ['all'] }, world)
    const done = changing(world.calls).length
    await expect(revertPlan({ planId, steps: [base] }, world)).rejects.toThrow(
      /^steps: .* rests on it: name that, too\.$/,
    )
    expect(changing(world.calls)).toHaveLength(done)
    expect(await revertPlan({ planId, steps: above }, world)).toMatchObject({ outcome: 'reverted' })
    expect(await revertPlan({ planId, steps: [base] }, world)).toMatchObject({ outcome: 'reverted' })
    // A second time there is nothing to do.
    const calls = changing(world.calls).length
    expect(await revertPlan({ planId }, world)).toMatchObject({ outcome: 'reverted' })
    expect(changing(world.calls)).toHaveLength(calls)
  })
})

describe('somebody who asks to stop', () => {
  /** Asks as soon as something has changed. */
  function stopping(sample: SampleAccount, store: MemoryStore) {
    const controller = new AbortController()
    const world = fixWorld(sample, {
      store,
      afterwards: (operation) => {
        if (changing([operation]).length > 0) controller.abort()
      },
    })
    return { ...world, stop: controller.signal }
  }

  it('gets the step that runs done, and none after it; the next run goes on', async () => {
    const world = fixWorld(bare())
    const { planId, steps } = await planned(world)
    const stopped = stopping(world.sample, world.store)
    const result = await applyPlan({ planId, approve: ['all'] }, stopped)
    expect(result.steps.map(({ state }) => state)).toEqual(['done', ...steps.slice(1).map(() => 'skipped')])
    expect(result.steps[1]?.message).toMatch(/^(Stopped before it: apply plan-|Step .* must be done first)/)
    expect(result.outcome).toBe('partial')
    const next = await applyPlan({ planId, approve: ['all'] }, world)
    expect(statesOf(next.steps)).toEqual(['already-done', 'done'])
    const back = await revertPlan({ planId }, stopping(world.sample, world.store))
    expect(back.outcome).toBe('partial')
    expect(statesOf(back.steps)).toEqual(['skipped', 'reverted'])
    expect(await revertPlan({ planId }, world)).toMatchObject({ outcome: 'reverted' })
    expect(regionIn(world.sample).vpcEndpoints).toEqual(regionIn(bare()).vpcEndpoints)
  })
})

describe('a journal that cannot be written', () => {
  class FullStore extends MemoryStore {
    left = Number.POSITIVE_INFINITY
    override async record(entry: JournalEntry): Promise<void> {
      if (this.left-- <= 0) throw new Error('the disk is full')
      await super.record(entry)
    }
  }

  it('ends the run at once, applying or taking back, wherever it happens; the next goes on', async () => {
    const began = regionIn(bare()).vpcEndpoints
    for (const room of [0, 1, 2, 3]) {
      const store = new FullStore()
      const world = fixWorld(bare(), { store })
      const { planId } = await planned(world)
      store.left = room
      await expect(applyPlan({ planId, approve: ['all'] }, world)).rejects.toThrow('the disk is full')
      expect(store.locks.size).toBe(0)
      // Of a step one entry is before its change and one after it.
      expect(new Set(changing(world.calls)).size).toBeLessThanOrEqual(Math.ceil(room / 2))
      store.left = Number.POSITIVE_INFINITY
      expect(await applyPlan({ planId, approve: ['all'] }, world)).toMatchObject({ outcome: 'done' })
      store.left = room
      await expect(revertPlan({ planId }, world)).rejects.toThrow('the disk is full')
      store.left = Number.POSITIVE_INFINITY
      expect(await revertPlan({ planId }, world)).toMatchObject({ outcome: 'reverted' })
      expect(regionIn(world.sample).vpcEndpoints).toEqual(began)
    }
  })
})
