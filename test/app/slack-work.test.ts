import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Approval, Approvals } from '../../src/app/slack/approvals.js'
import type { SlackWork } from '../../src/app/slack/slack-work.js'
import { workForSlack } from '../../src/app/slack/work.js'
import { wholeReport } from '../../src/app/slack/worker.js'
import { FunctionFailed } from '../../src/aws/invoke.js'
import type { Plan, StepResult } from '../../src/model/plan.js'
import type { Report } from '../../src/model/report.js'
import type { SlackAsk } from '../../src/model/slack-job.js'
import type { SlackMessage } from '../../src/model/slack-message.js'
import { SLACK_ANSWERS } from '../../src/render/slack-answers.js'
import { reportOfSample } from '../support/sample-report.js'
import { NOW, RESPONSE_URL } from '../support/slack-requests.js'

const said: { message: SlackMessage; audience: string }[] = []
const applied: string[] = []
const memory = new Map<string, Approval>()
const approvals: Approvals = {
  claim: async ({ stepId }, approval) => {
    const before = memory.get(stepId)
    if (before && before.state !== 'failed') return before
    memory.set(stepId, approval)
    return undefined
  },
  end: async ({ stepId }, approval) => void memory.set(stepId, approval),
}
const PLAN = { planId: 'plan-0123456789abcdef0123', expiresAt: '2026-11-25T06:00:00.000Z', steps: [], refused: [] }
const plan = {
  ...PLAN,
  scope: { accountId: '111122223333' },
  predicted: { vpcs: [], tunnels: [], findings: [] },
} as unknown as Plan
const STEP = 'update-agent:eu-west-1:i-0a1'
const done: StepResult = { id: STEP, state: 'done', message: 'Updates the agent.' }
let report: Report

const work = (more: Partial<SlackWork> = {}): SlackWork => ({
  slack: { hooksUrl: 'https://hooks.slack.com', approvers: ['U1', 'U2'] },
  remedies: ['update-agent'],
  audit: async () => report,
  plan: async () => plan,
  apply: async (planId, stepId) => {
    applied.push(`${planId} ${stepId}`)
    return done
  },
  approvals,
  reply: async (_, message, audience) => void said.push({ message, audience }),
  answers: SLACK_ANSWERS,
  now: () => NOW,
  ...more,
})
const ask = (asked: SlackAsk, more: Partial<SlackWork> = {}, id = 'U1') =>
  workForSlack({ user: { id, name: 'wile' }, responseUrl: RESPONSE_URL, asked }, work(more))
const texts = () => said.map(({ message, audience }) => `${audience} ${message.text}`)
const approved = (more: Partial<SlackWork> = {}, id = 'U1') =>
  ask({ ask: 'apply', planId: PLAN.planId, stepId: STEP }, more, id)

beforeAll(async () => {
  report = await reportOfSample('troubled')
})
beforeEach(() => {
  said.length = 0
  applied.length = 0
  memory.clear()
})

describe('an answer', () => {
  it('to a command is one message, which only the one who asked sees', async () => {
    await ask({ ask: 'show', query: 'orders-db' })
    expect(texts()).toEqual(['ephemeral orders-db: READY'])
    await ask({ ask: 'show' })
    expect(texts()[1]).toMatch(/^ephemeral SSM readiness: 11 databases/)
  })

  it('to a button comes after a word that it will', async () => {
    await ask({ ask: 'explain', query: 'data-ledger-oracle' })
    expect(texts()).toEqual([
      'ephemeral Looking at the account now: the answer follows here.',
      'ephemeral Why data-ledger-oracle is BLOCKED',
    ])
  })

  it('of an unknown name lists those that there are', async () => {
    await ask({ ask: 'show', query: 'orders-dbx' })
    expect(texts()[0]).toMatch(/No host, database or VPC "orders-dbx" \(did you mean orders-db\?\): the audit found .+/)
  })

  it('with a plan is for all in the channel, since others approve', async () => {
    const scopes: object[] = []
    await ask(
      { ask: 'plan', vpcIds: ['vpc-0123456789abcdef0'] },
      {
        plan: async (scope) => {
          scopes.push(scope)
          return plan
        },
      },
    )
    expect(scopes).toEqual([{ vpcIds: ['vpc-0123456789abcdef0'] }])
    expect(texts()[1]).toBe('in_channel Plan: nothing to do')
  })

  it.each([
    [new FunctionFailed('UsageError', 'Plan plan-1\n expired.'), 'Plan plan-1 expired.'],
    [
      new FunctionFailed('Sandbox.Timedout', 'RequestId: 1-2 Error: Task timed out after 900.00 seconds'),
      'The audit failed, of which its log tells more: Task timed out after 900.00 seconds.',
    ],
    [Object.assign(new Error('slow down'), { name: 'TooManyRequestsException' }), 'The audit is at work for somebody'],
    [Object.assign(new Error('aborted'), { name: 'AbortError' }), 'The audit takes longer than Slack waits'],
    [new Error('<!channel> *boom*'), 'The audit failed, of which its log tells more: &lt;!channel&gt; ∗boom∗.'],
  ])('of what went wrong is a sentence: %s', async (error, sentence) => {
    await ask({ ask: 'show' }, { audit: () => Promise.reject(error) })
    expect(said).toHaveLength(1)
    expect(texts()[0]).toContain(`ephemeral ${sentence}`)
  })

  it('goes nowhere but to Slack', async () => {
    const job = { user: { id: 'U1' }, responseUrl: 'https://example.com/', asked: { ask: 'show' as const } }
    await expect(workForSlack(job, work())).rejects.toThrow('slack.hooksUrl')
    expect(said).toEqual([])
  })

  it('that Slack does not take is an error, and no second message', async () => {
    let calls = 0
    const reply = () => {
      calls += 1
      return Promise.reject(new Error('invalid_blocks'))
    }
    await expect(ask({ ask: 'show' }, { reply })).rejects.toThrow('invalid_blocks')
    expect(calls).toBe(1)
  })

  it('is made of the report in the bucket where it is too large for an answer', async () => {
    const files = new Map([['reports/a.json', { text: JSON.stringify({ vpcs: [] }) }]])
    const read = async (key: string) => files.get(key)
    const short = { truncated: true, location: 's3://mine/reports/a.json', note: 'The report is too large.' }
    expect(await wholeReport({ vpcs: [1] }, read, 'mine')).toEqual({ vpcs: [1] })
    expect(await wholeReport(short, read, 'mine')).toEqual({ vpcs: [] })
    await expect(wholeReport({ ...short, location: undefined }, read, 'mine')).rejects.toThrow('too large')
    await expect(wholeReport(short, read, 'other')).rejects.toThrow('too large')
    await expect(wholeReport({ ...short, location: 's3://mine/b' }, read, 'mine')).rejects.toThrow('s3://mine/b')
  })
})

describe('an approval', () => {
  it('applies that step alone, and everybody sees who it was and what became of it', async () => {
    await approved()
    expect(applied).toEqual([`${PLAN.planId} ${STEP}`])
    expect(texts()).toEqual([
      `in_channel <@U1> approved \`${STEP}\` of \`${PLAN.planId}\`: applying it now.`,
      `in_channel <@U1> approved \`${STEP}\` of \`${PLAN.planId}\`: done. Updates the agent.`,
    ])
    expect(memory.get(STEP)).toMatchObject({ state: 'done', by: { id: 'U1', name: 'wile' } })
  })

  it('pressed twice applies once, also by two people at once', async () => {
    await Promise.all([approved(), approved({}, 'U2')])
    await approved()
    expect(applied).toHaveLength(1)
    expect(texts().filter((text) => text.startsWith('ephemeral'))).toEqual([
      `ephemeral <@U1> has approved \`${STEP}\` already: it is under way.`,
      `ephemeral <@U1> has approved \`${STEP}\` already: it is done.`,
    ])
  })

  it.each([['U3'], ['U1x'], ['u1']])('of %s, who is not listed, is declined, and does nothing', async (id) => {
    await approved({}, id)
    expect([applied, memory.size]).toEqual([[], 0])
    expect(texts()).toEqual([
      'ephemeral Sorry: only people whom `slack.approvers` lists may approve steps. Nothing was done.',
    ])
  })

  it('is nobody’s by default', async () => {
    await approved({ slack: { hooksUrl: 'https://hooks.slack.com', approvers: [] } })
    expect(applied).toEqual([])
    expect(texts()[0]).toMatch(/^ephemeral Sorry/)
  })

  it('of a plan that has expired is told so, and may be given again', async () => {
    const expired = new FunctionFailed('UsageError', `Plan ${PLAN.planId} expired: plan again.`)
    await approved({ apply: () => Promise.reject(expired) })
    expect(texts()[1]).toMatch(/came to nothing: Plan plan-0123456789abcdef0123 expired: plan again\.$/)
    await approved()
    expect(applied).toHaveLength(1)
  })

  it.each(['failed', 'changed-meanwhile', 'skipped'] as const)(
    'of a step that ends as %s may be given again',
    async (state) => {
      await approved({ apply: async () => ({ id: STEP, state, message: 'Somebody changed it' }) })
      expect(texts()[1]).toMatch(new RegExp(`: ${state}\\. Somebody changed it\\.$`))
      await approved()
      expect(applied).toHaveLength(1)
    },
  )

  it('may not be given again while nobody knows what became of it', async () => {
    await approved({ apply: () => Promise.reject(new Error('socket hang up')) })
    await approved()
    expect(applied).toEqual([])
    expect(texts().at(-1)).toContain('it is under way')
  })

  it('does nothing that Slack could not be told of', async () => {
    await expect(approved({ reply: () => Promise.reject(new Error('expired_url')) })).rejects.toThrow('expired_url')
    expect([applied, memory.get(STEP)?.state]).toEqual([[], 'failed'])
  })
})
