import { describe, expect, it } from 'vitest'
import { applyPlan } from '../../src/app/remediate/apply.js'
import { planRemediation } from '../../src/app/remediate/plan.js'
import { revertPlan } from '../../src/app/remediate/revert.js'
import { type Config, DEFAULT_CONFIG } from '../../src/model/config.js'
import type { SampleAccount } from '../../src/sample/account.js'
import { articleAccount } from '../../src/sample/accounts/article.js'
import { fixWorld, theRegion } from './support/fix-world.js'
import { remedyCases } from './support/remedy-cases.js'

const PREFERENCES = 'SSM-SessionManagerRunShell'
const STEPS = [
  'create-session-key:eu-west-1:alias/ssm-ready-session',
  'set-session-preferences:eu-west-1:kmsKeyId',
] as const

type Content = { description: string; inputs: Record<string, unknown> }

function preferencesIn(account: SampleAccount) {
  const document = theRegion(account).documents.find(({ name }) => name === PREFERENCES)
  if (!document) throw new Error('no preferences')
  return document as typeof document & { content: Content }
}

/** The hosts may decrypt with any key; the preferences name none, or there are none. */
function withoutKey(preferences: 'without-key' | 'absent'): SampleAccount {
  const account = articleAccount()
  const region = theRegion(account)
  preferencesIn(account).content.inputs['kmsKeyId'] = ''
  preferencesIn(account).content.inputs['idleSessionTimeout'] = '42'
  if (preferences === 'absent') region.documents = region.documents.filter(({ name }) => name !== PREFERENCES)
  region.keys = []
  for (const policy of account.iam.policies) policy.document = policy.document.replace(/"arn:aws:kms:[^"]*"/, '"*"')
  return account
}

remedyCases('set-session-preferences, with a key that is created', {
  remedy: 'set-session-preferences',
  account: () => withoutKey('without-key'),
  steps: [...STEPS],
  clears: ['session-kms'],
  meddle(account) {
    preferencesIn(account).content.inputs['kmsKeyId'] = 'alias/theirs'
  },
})

remedyCases('set-session-preferences, where there are none', {
  remedy: 'set-session-preferences',
  account: () => withoutKey('absent'),
  steps: [...STEPS],
  clears: ['session-kms', 'session-preferences'],
  meddle: (account) => theRegion(account).documents.push(preferencesIn(articleAccount())),
})

describe('set-session-preferences', () => {
  it('keeps every other input and the description', async () => {
    const world = fixWorld(withoutKey('without-key'))
    const plan = await planRemediation({ remedies: ['set-session-preferences'] }, world)
    const before = structuredClone(preferencesIn(world.sample).content)
    await applyPlan({ planId: plan.planId, approve: ['all'] }, world)
    const [key] = theRegion(world.sample).keys
    const kmsKeyId = key?.metadata.Arn
    expect(key?.aliases).toEqual(['alias/ssm-ready-session'])
    expect(preferencesIn(world.sample).content).toEqual({ ...before, inputs: { ...before.inputs, kmsKeyId } })
  })

  const refusedPlan = async (config: Config, account: SampleAccount) => {
    const plan = await planRemediation({ remedies: ['set-session-preferences'] }, fixWorld(account, { config }))
    expect(plan.steps).toEqual([])
    return plan.refused
  }

  it('is refused, and no key made, while an operator could not use the key', async () => {
    const account = withoutKey('without-key')
    const arn = `arn:aws:iam::${account.accountId}:role/nobody`
    expect(await refusedPlan({ ...DEFAULT_CONFIG, operators: [arn] }, account)).toMatchObject([
      { remedy: 'set-session-preferences', reason: 'key-not-usable', message: expect.stringContaining(arn) },
    ])
  })

  it('is refused while the hosts have no way to KMS that a plan could make', async () => {
    const account = withoutKey('without-key')
    const endpoint = theRegion(account).vpcEndpoints.find(({ ServiceName }) => ServiceName?.endsWith('.kms'))
    Object.assign(endpoint ?? {}, { PolicyDocument: '{"Version":"2012-10-17","Statement":[]}' })
    const [refusal] = await refusedPlan(DEFAULT_CONFIG, account)
    expect(refusal).toMatchObject({ reason: 'key-not-usable', message: expect.stringContaining('kms') })
  })

  it('is not taken back where somebody saved preferences since', async () => {
    const world = fixWorld(withoutKey('without-key'))
    const { planId } = await planRemediation({ remedies: ['set-session-preferences'] }, world)
    await applyPlan({ planId, approve: ['all'] }, world)
    const document = preferencesIn(world.sample)
    const content = { ...document.content, inputs: { ...document.content.inputs, idleSessionTimeout: '60' } }
    document.versions?.push({ version: '3', content })
    Object.assign(document, { content, defaultVersion: '3' })
    const reverted = await revertPlan({ planId }, world)
    expect(reverted.steps.map(({ state }) => state)).toEqual(['skipped', 'failed'])
    expect(theRegion(world.sample).keys[0]?.metadata.KeyState).toBe('Enabled')
  })
})

describe('create-session-key', () => {
  it('alone makes the key, and refuses to delete one that sessions use', async () => {
    const world = fixWorld(withoutKey('without-key'))
    const { planId, steps } = await planRemediation({ remedies: ['create-session-key'] }, world)
    expect(steps.map(({ id }) => id)).toEqual([STEPS[0]])
    const applied = await applyPlan({ planId, approve: ['all'] }, world)
    expect(applied.steps.map(({ state }) => state)).toEqual(['done'])
    preferencesIn(world.sample).content.inputs['kmsKeyId'] = 'alias/ssm-ready-session'
    expect((await revertPlan({ planId }, world)).steps).toMatchObject([{ state: 'failed' }])
    preferencesIn(world.sample).content.inputs['kmsKeyId'] = ''
    expect((await revertPlan({ planId }, world)).outcome).toBe('reverted')
    const [key] = theRegion(world.sample).keys
    expect([key?.metadata.KeyState, key?.aliases]).toEqual(['PendingDeletion', []])
  })
})
