import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Plan } from '../../src/model/plan.js'
import { runCli } from '../support/cli.js'

const UNSEEN = {
  ...{ remedy: 'update-agent', reason: 'offline', message: 'It is off.' },
  subject: { kind: 'host', id: 'i-1', region: 'eu-west-1', accountId: '111122223333' },
}

/** What somebody gets who is mistaken, in a hurry or up to no good. */
describe('fix, on a sample', () => {
  let folder: string
  let plan: Plan
  const state = (...parts: string[]) => join(folder, 'state', 'ssm-ready', ...parts)
  const fix = (...argv: string[]) =>
    runCli(['fix', ...argv, '--sample', 'troubled'], { cwd: folder, env: { XDG_STATE_HOME: join(folder, 'state') } })

  /** A folder with a plan, made once: each test has its own copy. */
  let planned: string
  let printed: string
  const newFolder = () => mkdtemp(join(tmpdir(), 'ssm-ready-fix-'))

  beforeAll(async () => {
    folder = await newFolder()
    planned = folder
    printed = (await fix('plan', 'update-agent', '--out', 'plan.json', '--format', 'json')).stdout
  })
  afterAll(() => rm(planned, { recursive: true }))

  beforeEach(async () => {
    folder = await newFolder()
    await cp(planned, folder, { recursive: true })
    plan = JSON.parse(printed)
    expect(plan.steps.length).toBeGreaterThan(1)
  })
  afterEach(() => rm(folder, { recursive: true }))

  /** One sentence on stderr, exit code 1, and nothing was begun. */
  async function refusal(...argv: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await fix(...argv)
    expect([exitCode, stdout], stderr).toEqual([1, ''])
    expect(stderr).toMatch(/^ssm-ready: [^\n]+\n$/)
    expect((await readdir(state('plans'))).filter((name) => name.includes('journal'))).toEqual([])
    return stderr
  }
  const save = (edited: unknown) => writeFile(join(folder, 'plan.json'), JSON.stringify(edited))

  it.each<[string, (step: Plan['steps'][number]) => void]>([
    ['what a step changes', ({ change }) => Object.assign(change.input, { region: 'us-east-1' })],
    ['whether a step asks', (step) => Object.assign(step, { mode: 'automatic', dependsOn: [] })],
    ['what a step rests on', (step) => Object.assign(step, { dependsOn: ['x'] })],
    ['what a step found', ({ change }) => Object.assign(change, { before: {} })],
  ])('a plan file in which somebody changed %s', async (_, edit) => {
    const edited = structuredClone(plan)
    for (const step of edited.steps) edit(step)
    await save(edited)
    expect(await refusal('apply', 'plan.json', '--approve', 'all')).toContain(
      `Plan ${plan.planId}: its steps are not those that it was made with: plan again.`,
    )
  })

  it.each<[string, (plan: Plan) => unknown, RegExp]>([
    [
      'of another account',
      (p) => ({ ...p, scope: { ...p.scope, accountId: '999999999999' } }),
      /plan again|999999999999/,
    ],
    ['of another version', (p) => ({ ...p, schemaVersion: 2 }), /schemaVersion: /],
    ['without an expiry', ({ expiresAt, ...p }) => p, /expiresAt: is required/],
    [
      'that has expired',
      (p) => ({ ...p, expiresAt: '2020-01-01T00:00:00.000Z' }),
      /expired at 2020-01-01.* plan again/,
    ],
    ['whose id leads elsewhere', (p) => ({ ...p, planId: '../../etc/passwd' }), /planId: /],
    ['that is a list', () => [], /expected object/],
  ])('a plan file %s', async (_, edit, said) => {
    await save(edit(plan))
    expect(await refusal('apply', 'plan.json', '--approve', 'all')).toMatch(said)
  })

  it.each<[string, (plan: Plan) => void]>([
    ['until when it may be begun', (p) => Object.assign(p, { expiresAt: '2099-01-01T00:00:00.000Z' })],
    [
      'when it was made',
      (p) => Object.assign(p, { createdAt: '2098-12-31T12:00:00.000Z', expiresAt: '2099-01-01T00:00:00.000Z' }),
    ],
    ['what a step clears', (p) => Object.assign(p, { steps: p.steps.map((step) => ({ ...step, clears: [] })) })],
    [
      'what a step is said to risk',
      (p) => Object.assign(p, { steps: p.steps.map((step) => ({ ...step, risk: 'None.' })) }),
    ],
    ['what it predicts', (p) => Object.assign(p.predicted, { findings: [] })],
    ['what it refused', (p) => Object.assign(p, { refused: p.refused.length > 0 ? [] : [UNSEEN] })],
    ['its regions', (p) => Object.assign(p.scope, { regions: ['us-east-1'] })],
    ['its checksum', (p) => Object.assign(p, { checksum: '' })],
  ])('a plan file in which somebody changed %s', async (_, edit) => {
    const edited = structuredClone(plan)
    edit(edited)
    expect(edited).not.toEqual(plan)
    await save(edited)
    for (const action of ['apply', 'verify', 'revert'])
      expect(await refusal(action, 'plan.json')).toContain(
        `Plan ${plan.planId}: what it says is not what it was made with: plan again.`,
      )
  })

  it('words that approve nothing', async () => {
    const { planId, steps } = plan
    expect(await refusal('apply', planId, '--approve', 'all-of-it')).toContain(
      `"all-of-it" is no step of ${planId}: expected all, or some of ${steps.map(({ id }) => id).join(', ')}`,
    )
    expect(await refusal('revert', planId, 'first')).toContain(`"first" is no step of ${planId}`)
  })

  it('hosts that would not narrow a plan', async () => {
    for (const what of [plan.planId, 'plan.json'])
      for (const action of ['apply', 'verify'])
        expect(await refusal(action, what, '--host', 'legacy-jump-a')).toMatch(/^ssm-ready: --host: /)
  })

  it('a plan that was not applied: nothing to take back', async () => {
    const { exitCode, stdout } = await fix('revert', plan.planId)
    expect(exitCode).toBe(0)
    expect(stdout).toContain('This plan has not done it.')
  })

  describe('a lock', () => {
    const lock = async (text: string) => {
      await mkdir(state('locks'), { recursive: true })
      await writeFile(state('locks', `${plan.scope.accountId}-eu-west-1.json`), text)
    }
    const held = (pid: number) =>
      JSON.stringify({ planId: plan.planId, by: 'ann@here', since: 'noon', host: hostname(), pid })
    const apply = () => refusal('apply', plan.planId, '--approve', 'all')

    it('of a process that runs is respected, and says whose it is', async () => {
      await lock(held(process.pid))
      expect(await apply()).toContain(`ann@here has been applying ${plan.planId} in eu-west-1 since noon`)
      expect(await readFile(state('locks', `${plan.scope.accountId}-eu-west-1.json`), 'utf8')).toBe(held(process.pid))
    })

    it.each(['', '{}', '{"pid": "1"}'])('that is %j is not taken for none', async (text) => {
      await lock(text)
      expect(await apply()).toMatch(/Lock \S+eu-west-1\.json/)
    })

    it('that can be kept nowhere', async () => {
      await writeFile(state('locks'), '')
      expect(await apply()).toContain(`No lock can be taken in ${state('locks')}: a part of the path is no folder.`)
    })
  })

  it('a journal that cannot be written', async () => {
    await mkdir(state('plans', `${plan.planId}.journal.jsonl`))
    const { exitCode, stdout, stderr } = await fix('apply', plan.planId, '--approve', 'all', '--quiet')
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^ssm-ready: [^\n]*journal\.jsonl cannot be (read|written): it is a folder\.[^\n]*\n$/)
  })
})
