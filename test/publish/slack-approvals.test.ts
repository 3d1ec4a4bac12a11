import { beforeEach, describe, expect, it } from 'vitest'
import { type Approval, approvalsIn } from '../../src/app/slack/approvals.js'
import { fakeBucket } from '../support/bucket.js'

const { files, folder, fill } = fakeBucket()
const approvals = approvalsIn(folder.s3, folder.bucket)
const step = { planId: 'plan-0123456789abcdef0123', stepId: 'update-agent:eu-west-1:i-0a1' }
const by = (id: string, more: Partial<Approval> = {}): Approval => ({
  ...{ by: { id }, at: '2026-11-24T06:00:00.000Z', state: 'started', until: '2026-11-24T06:16:00.000Z' },
  ...more,
})

beforeEach(fill)

describe('the approval of a step', () => {
  it('is of the first who pressed, who is named to the next', async () => {
    expect(await approvals.claim(step, by('U1'))).toBeUndefined()
    expect(await approvals.claim(step, by('U2'))).toEqual(by('U1'))
    await approvals.end(step, by('U1', { state: 'done' }))
    expect(await approvals.claim(step, by('U2'))).toEqual(by('U1', { state: 'done' }))
    expect([...files.keys()]).toEqual([
      expect.stringMatching(/^slack\/approvals\/plan-0123456789abcdef0123\/[0-9a-f]{64}\.json$/),
    ])
  })

  it('is one of many at once', async () => {
    const claimed = await Promise.all(['U1', 'U2', 'U3', 'U4'].map((id) => approvals.claim(step, by(id))))
    expect(claimed.filter((before) => before === undefined)).toHaveLength(1)
  })

  it('is of that step of that plan alone', async () => {
    await approvals.claim(step, by('U1'))
    expect(await approvals.claim({ ...step, stepId: 'start-host:eu-west-1:i-0a1' }, by('U2'))).toBeUndefined()
    expect(await approvals.claim({ ...step, planId: 'plan-0123456789abcdef0124' }, by('U2'))).toBeUndefined()
  })

  it.each([
    ['has failed', by('U1', { state: 'failed' }), '2026-11-24T06:00:01.000Z'],
    ['has ended without a word', by('U1'), '2026-11-24T06:16:01.000Z'],
  ])('can be given again, once, where what it led to %s', async (_, before, at) => {
    await approvals.claim(step, by('U1'))
    await approvals.end(step, before)
    const again = await Promise.all([approvals.claim(step, by('U2', { at })), approvals.claim(step, by('U3', { at }))])
    expect(again.filter((each) => each === undefined)).toHaveLength(1)
    expect(again.find((each) => each !== undefined)?.by.id).toMatch(/^U[23]$/)
  })

  it('cannot be given again as long as what it led to may still be under way', async () => {
    await approvals.claim(step, by('U1'))
    expect(await approvals.claim(step, by('U2', { at: '2026-11-24T06:15:59.000Z' }))).toEqual(by('U1'))
  })
})
