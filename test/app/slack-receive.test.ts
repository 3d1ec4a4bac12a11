import { beforeEach, describe, expect, it } from 'vitest'
import { type Reception, receiveFromSlack } from '../../src/app/slack/receive.js'
import type { SlackJob } from '../../src/model/slack-job.js'
import {
  command,
  NOW,
  press,
  RESPONSE_URL,
  requestWith,
  SIGNING_SECRET,
  seconds,
  signed,
} from '../support/slack-requests.js'

const jobs: SlackJob[] = []
const seen = new Set<string>()
const reception: Reception = {
  slack: { teamIds: ['T1DC2JH3J'], hooksUrl: 'https://hooks.slack.com' },
  secret: async () => SIGNING_SECRET,
  note: async (signature) => seen.size < seen.add(signature).size,
  start: async (job) => {
    jobs.push(job)
  },
  now: () => NOW,
}
const receive = (request: ReturnType<typeof requestWith>, more: Partial<Reception> = {}) =>
  receiveFromSlack(request, { ...reception, ...more })
const user = { id: 'U2CERLKJA', name: 'roadrunner' }

beforeEach(() => {
  jobs.length = 0
  seen.clear()
})

describe('the front door', () => {
  it('hands a command over, and says that the work has begun', async () => {
    const answer = await receive(requestWith(command('orders-db')))
    expect(answer).toEqual({
      status: 200,
      body: { response_type: 'ephemeral', text: 'Looking at the account now: the answer follows here.' },
    })
    expect(jobs).toEqual([{ user, responseUrl: RESPONSE_URL, asked: { ask: 'show', query: 'orders-db' } }])
    await receive(requestWith(command('')))
    expect(jobs[1]?.asked).toEqual({ ask: 'show' })
  })

  it('tells by itself what the command does', async () => {
    expect((await receive(requestWith(command('help')))).body).toMatchObject({
      text: expect.stringContaining('/ssm-ready NAME'),
    })
    expect(jobs).toEqual([])
  })

  it.each([
    ['connect', { query: 'orders-db' }],
    ['explain', { query: 'orders-db' }],
    ['plan', { vpcIds: ['vpc-0123456789abcdef0'], hostIds: ['i-0123456789abcdef0'] }],
    ['plan', {}],
    ['apply', { planId: 'plan-0123456789abcdef0123', stepId: 'update-agent:eu-west-1:i-0123456789abcdef0' }],
  ])('hands the button %s over', async (ask, value) => {
    expect(await receive(requestWith(press(ask, value)))).toEqual({ status: 200 })
    expect(jobs).toEqual([{ user, responseUrl: RESPONSE_URL, asked: { ask, ...value } }])
  })

  it.each([
    ['restart', {}],
    ['apply', { planId: '../../secrets', stepId: 'x' }],
    ['apply', { planId: 'plan-0123456789abcdef0123' }],
    ['apply', { planId: 'plan-0123456789abcdef0123', stepId: 'all' }],
    ['apply', { planId: 'plan-0123456789abcdef0123', stepId: 'automatic' }],
    ['plan', { vpcIds: ['all'] }],
    ['explain', { query: 'orders-db', ask: 'apply' }],
    ['connect', { query: 'orders-db', user: { id: 'U1' } }],
  ])('knows no button %s with %j', async (ask, value) => {
    const { status } = await receive(requestWith(press(ask, value)))
    expect([status, jobs.map(({ asked }) => asked.ask)]).toEqual(
      // The action is that of the button, whatever its value says.
      ask === 'explain' ? [200, ['explain']] : [400, []],
    )
  })

  it.each([
    ['an unsigned request', requestWith(command(''), seconds(NOW), { headers: new Map() }), 401],
    ['another body', { ...requestWith(command('')), body: Buffer.from(command('other')) }, 401],
    ['an old request', requestWith(command(''), String(Number(seconds(NOW)) - 301)), 401],
    ['one that is no POST', requestWith(command(''), seconds(NOW), { method: 'GET' }), 401],
    ['an unknown workspace', requestWith(command('', { team_id: 'T0THER' })), 403],
    [
      'somebody of an unknown workspace',
      requestWith(press('plan', {}, { user: { id: 'U9', team_id: 'T0THER' } })),
      403,
    ],
    ['an address elsewhere', requestWith(command('', { response_url: 'https://example.com/hook' })), 403],
    ['a form of something else', requestWith('hello=world'), 400],
  ])('sends %s away without a word', async (_, request, status) => {
    const answer = await receive(request)
    expect([answer.status, answer.body, jobs]).toEqual([status, undefined, []])
  })

  it('takes the same request once, also where both come at once', async () => {
    const request = requestWith(command(''))
    const answers = await Promise.all([receive(request), receive(request)])
    expect(answers.map(({ status }) => status)).toEqual([200, 401])
    expect((await receive(request)).status).toBe(401)
    expect(jobs).toHaveLength(1)
    expect([...seen]).toEqual([signed(seconds(NOW), command(''))])
  })

  it('remembers no signature of anybody else', async () => {
    const forged = requestWith(command(''), seconds(NOW), {
      headers: new Map([
        ['x-slack-request-timestamp', seconds(NOW)],
        ['x-slack-signature', `v0=${'0'.repeat(64)}`],
      ]),
    })
    expect((await receive(forged)).status).toBe(401)
    expect([...seen]).toEqual([])
  })

  it('says in a sentence that the work could not begin; of a button Slack says it', async () => {
    const start = () => Promise.reject(new Error('TooManyRequests'))
    const answer = await receive(requestWith(command('')), { start })
    expect(answer).toMatchObject({ status: 200, body: { text: expect.stringContaining('could not be started') } })
    expect(JSON.stringify(answer.body)).not.toContain('TooManyRequests')
    expect(await receive(requestWith(press('plan', {})), { start })).toMatchObject({ status: 503 })
  })
})
