import { describe, expect, it } from 'vitest'
import { lambdaSettings } from '../../src/lambda/settings.js'
import { remainingTime } from '../../src/lambda/time.js'

describe('settings of the functions', () => {
  it('are the defaults without variables', () => {
    const { config, regions, bucket, waits } = lambdaSettings({
      SSM_READY_REGIONS: '',
      SSM_READY_HOSTS: '',
      SSM_READY_CONFIG: '',
    })
    expect({ hosts: config.hosts, regions, bucket, waits }).toEqual({
      hosts: undefined,
      regions: [],
      bucket: undefined,
      waits: {},
    })
  })

  it('come from the environment, single variables before the config', () => {
    const settings = lambdaSettings({
      SSM_READY_CONFIG: JSON.stringify({ regions: ['us-east-1'], hosts: 'all', requireEndpoints: ['kms'] }),
      SSM_READY_REGIONS: 'eu-west-1, eu-central-1',
      SSM_READY_BUCKET: 'reports',
      SSM_READY_COMMAND_SECONDS: '60',
      SSM_READY_REPORT_SECONDS: '30',
    })
    expect(settings).toMatchObject({
      regions: ['eu-west-1', 'eu-central-1'],
      bucket: 'reports',
      waits: { command: 60, report: 30 },
      config: { hosts: 'all', requireEndpoints: ['kms'] },
    })
  })

  it.each([
    ['all', 'all'],
    ['tag:role=jump', { tag: 'role=jump' }],
    ['name:^bastion-', { namePattern: '^bastion-' }],
    ['i-0123456789abcdef0, i-0123456789abcdef1', { ids: ['i-0123456789abcdef0', 'i-0123456789abcdef1'] }],
  ])('SSM_READY_HOSTS=%s', (text, hosts) => {
    expect(lambdaSettings({ SSM_READY_HOSTS: text }).config.hosts).toEqual(hosts)
  })

  it.each([
    [{ SSM_READY_HOSTS: 'jump' }, 'SSM_READY_HOSTS'],
    [{ SSM_READY_HOSTS: 'name:(' }, 'SSM_READY_HOSTS'],
    [{ SSM_READY_HOSTS: 'i-xyz' }, 'SSM_READY_HOSTS'],
    [{ SSM_READY_CONFIG: '{' }, 'SSM_READY_CONFIG'],
    [{ SSM_READY_CONFIG: '[]' }, 'SSM_READY_CONFIG'],
    [{ SSM_READY_CONFIG: '{"targets": 1}' }, 'targets'],
    [{ SSM_READY_COMMAND_SECONDS: 'soon' }, 'SSM_READY_COMMAND_SECONDS'],
  ])('refuses %j, naming it', (env, named) => {
    expect(() => lambdaSettings(env)).toThrow(named)
  })
})

describe('remaining time', () => {
  it('keeps ten seconds for the answer', () => {
    const before = Date.now()
    const deadline = remainingTime({ getRemainingTimeInMillis: () => 60_000 })?.deadline.getTime() ?? 0
    expect(deadline - before).toBeGreaterThanOrEqual(50_000)
    expect(deadline - Date.now()).toBeLessThanOrEqual(50_000)
  })

  it('keeps more to publish, which may have to wait for others', () => {
    const left = (remaining: number) =>
      (remainingTime({ getRemainingTimeInMillis: () => remaining }, true)?.deadline.getTime() ?? 0) - Date.now()
    expect(left(900_000)).toBeLessThanOrEqual(810_000)
    expect(left(100_000)).toBeGreaterThan(70_000)
    expect(left(30_000)).toBeLessThanOrEqual(20_000)
  })

  it('aborts at once when less is left', async () => {
    const time = remainingTime({ getRemainingTimeInMillis: () => 5_000 })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(time?.signal.aborted).toBe(true)
  })

  it('is unlimited outside Lambda', () => {
    expect(remainingTime(undefined)).toBeUndefined()
    expect(remainingTime({})).toBeUndefined()
  })
})

describe('the slash command in the config', () => {
  const slack = (fields: object) => lambdaSettings({ SSM_READY_CONFIG: JSON.stringify({ slack: fields }) }).config.slack
  const signingSecret = 'ssm:/slack/signing-secret'

  it('is the name of a secret and workspaces; nobody approves, and answers go to Slack, unless it says so', () => {
    expect(slack({ signingSecret, teamIds: ['T0123456789'] })).toEqual({
      ...{ signingSecret, teamIds: ['T0123456789'], approvers: [], hooksUrl: 'https://hooks.slack.com' },
      notify: 'on-change',
    })
    expect(slack({ webhookUrl: 'ssm:/slack/hook' })).toMatchObject({ approvers: [], teamIds: [] })
  })

  it.each([
    [{ signingSecret }, 'expected teamIds beside signingSecret'],
    [{ signingSecret: '8f742231b10e8888abcd99yyyzzz85a5', teamIds: ['T0123'] }, 'slack.signingSecret: is a secret'],
    [{ signingSecret, teamIds: ['my-company'] }, "slack.teamIds.0: expected an id of Slack's such as T0123456789"],
    [{ signingSecret, teamIds: ['T0123'], approvers: ['@wile'] }, 'slack.approvers.0'],
    [{ signingSecret, teamIds: ['T0123'], hooksUrl: 'http://example.com' }, 'slack.hooksUrl: expected an address'],
    [{ teamIds: ['T0123'] }, 'or signingSecret and teamIds'],
  ])('is refused as %j', (fields, message) => {
    expect(() => slack(fields)).toThrow(message)
  })
})
