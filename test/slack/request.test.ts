import { describe, expect, it } from 'vitest'
import { mayReplyTo } from '../../src/slack/reply-address.js'
import { parseSlackRequest } from '../../src/slack/request.js'
import { command, PUBLISHED, press, RESPONSE_URL } from '../support/slack-requests.js'

const roadrunner = { id: 'U2CERLKJA', name: 'roadrunner' }

describe('what Slack sends', () => {
  it('is a command', () => {
    expect(parseSlackRequest(PUBLISHED.body)).toEqual({
      ...{ teamIds: ['T1DC2JH3J'], user: roadrunner, responseUrl: RESPONSE_URL },
      asked: { by: 'command', text: '' },
    })
    const { asked } = parseSlackRequest(command('  R&amp;D &lt;old&gt; &amp;lt; ')) ?? {}
    expect(asked).toEqual({ by: 'command', text: 'R&D <old> &lt;' })
  })

  it('is a button', () => {
    expect(parseSlackRequest(press('explain', { query: 'orders-db' }))).toEqual({
      ...{ teamIds: ['T1DC2JH3J'], user: roadrunner, responseUrl: RESPONSE_URL },
      asked: { by: 'button', action: 'explain', value: '{"query":"orders-db"}' },
    })
  })

  it('names both workspaces where somebody of another one presses, and the organization where there is none', () => {
    const guest = press('explain', {}, { user: { id: 'U9', team_id: 'T0THER' } })
    expect(parseSlackRequest(guest)?.teamIds).toEqual(['T1DC2JH3J', 'T0THER'])
    const organization = press('explain', {}, { team: null, enterprise: { id: 'E1' }, user: { id: 'U9' } })
    expect(parseSlackRequest(organization)?.teamIds).toEqual(['E1'])
  })

  it.each([
    ['nothing', ''],
    ['no workspace', command('').replace('team_id', 'team')],
    ['no person', command('').replace('user_id', 'user')],
    ['no address for an answer', command('').replace('response_url', 'url')],
    ['no JSON', 'payload=%7B'],
    ['another kind of payload', press('explain', {}, { type: 'view_submission' })],
    ['a button nowhere', press('explain', {}, { team: null })],
    ['no button', press('explain', {}, { actions: [] })],
  ])('is nothing known with %s', (_, body) => {
    expect(parseSlackRequest(body)).toBeUndefined()
  })
})

describe('an answer', () => {
  const SLACK = 'https://hooks.slack.com'
  it.each([
    [RESPONSE_URL, SLACK, true],
    ['https://hooks.slack.com:443/commands/1', SLACK, true],
    ['https://hooks.slack-gov.com/commands/1', SLACK, false],
    ['https://hooks.slack-gov.com/commands/1', 'https://hooks.slack-gov.com', true],
    ['http://hooks.slack.com/commands/1', SLACK, false],
    ['https://hooks.slack.com.example.com/commands/1', SLACK, false],
    ['https://hooks.slack.com@example.com/commands/1', SLACK, false],
    ['https://me:secret@hooks.slack.com/commands/1', SLACK, false],
    ['https://hooks.slack.com:8443/commands/1', SLACK, false],
    ['https://169.254.169.254/latest/meta-data', SLACK, false],
    ['file:///etc/passwd', SLACK, false],
    ['file:///etc/passwd', 'file:///etc', false],
    ['', SLACK, false],
  ])('to %j goes out where hooks are at %s: %s', (address, hooksUrl, allowed) => {
    expect(mayReplyTo(address, hooksUrl)).toBe(allowed)
  })
})
