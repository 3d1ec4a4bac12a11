import { describe, expect, it } from 'vitest'
import { eventId, parseAuditEvent, parseRemediateEvent } from '../../src/lambda/events.js'

const PLAN = 'plan-0123456789abcdef0123'

describe('audit event', () => {
  const schedule = {
    version: '0',
    id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '123456789012',
    time: '2026-11-24T06:00:00Z',
    region: 'eu-west-1',
    resources: ['arn:aws:events:eu-west-1:123456789012:rule/ssm-ready'],
    detail: {},
  }
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['no text', ''],
    ['an empty object', {}],
    ['a schedule of EventBridge', schedule],
    ['a schedule of EventBridge Scheduler', { ...schedule, source: 'aws.scheduler' }],
  ])('%s asks for the configured scope', (_, event) => {
    expect(parseAuditEvent(event)).toEqual({})
  })

  it('takes every field of the contract', () => {
    const event = {
      regions: ['eu-west-1', 'us-gov-west-1', 'all'],
      vpcIds: ['vpc-0123456789abcdef0'],
      hostIds: ['i-0123456789abcdef0'],
      checks: ['host-keyless'],
      excludeChecks: ['host-private'],
      formats: ['json'],
      publish: true,
      probe: true,
    }
    expect(parseAuditEvent(event)).toEqual(event)
  })

  it.each([
    [{ region: ['eu-west-1'] }, 'region', 'did you mean regions'],
    [{ regions: 'eu-west-1' }, 'regions', 'array'],
    [{ regions: ['Ireland'] }, 'regions.0', 'eu-west-1'],
    [{ vpcIds: ['10.0.0.0'] }, 'vpcIds.0', 'vpc-'],
    [{ hostIds: ['jump'] }, 'hostIds.0', 'i-'],
    [{ checks: [1] }, 'checks.0', 'string'],
    [{ publish: 'yes' }, 'publish', 'boolean'],
    [{ formats: ['pdf'] }, 'formats.0', 'json'],
    [{ probe: 'yes' }, 'probe', 'boolean'],
    [{ source: 'aws.s3', detail: {} }, 'source', 'expected regions'],
    [['eu-west-1'], 'audit event', 'object'],
  ])('refuses %j, naming the field and what is accepted', (event, field, accepted) => {
    expect(() => parseAuditEvent(event)).toThrow(field)
    expect(() => parseAuditEvent(event)).toThrow(accepted)
  })
})

describe('remediate event', () => {
  it.each([
    { action: 'plan' },
    { action: 'plan', remedies: ['update-agent'], hostIds: ['i-0123456789abcdef0'] },
    { action: 'apply', planId: PLAN, approve: ['all'] },
    { action: 'verify', planId: PLAN },
    { action: 'apply', planId: PLAN, approve: ['all'], remedies: ['update-agent'], hostIds: ['i-0123456789abcdef0'] },
    { action: 'revert', planId: PLAN },
    { action: 'revert', planId: PLAN, steps: ['update-agent:eu-west-1:i-0123456789abcdef0'] },
  ])('takes %j', (event) => {
    expect(parseRemediateEvent(event)).toEqual(event)
  })

  it.each([
    [undefined, 'action', '"plan"'],
    [{}, 'action', '"plan"'],
    [{ action: 'destroy' }, 'action', '"apply"'],
    [{ action: 'apply' }, 'planId', 'planId'],
    [{ action: 'apply', planId: '../../etc/passwd' }, 'planId', 'plan-'],
    [{ action: 'plan', remedies: ['reboot'] }, 'remedies.0', 'update-agent'],
    [{ action: 'apply', planId: PLAN, approve: 'all' }, 'approve', 'array'],
    [{ action: ['plan'] }, 'action', '"verify"'],
    ['plan', 'remediate event', 'expected object'],
    [['plan'], 'remediate event', 'expected object'],
    [{ action: 'apply', planId: 7 }, 'planId', 'the id of a plan such as plan-'],
    [{ action: 'apply', planId: null }, 'planId', 'the id of a plan such as plan-'],
    [{ action: 'apply', planId: '' }, 'planId', 'the id of a plan such as plan-'],
    [{ action: 'apply', plan_id: PLAN }, 'plan_id', 'did you mean planId'],
    [{ action: 'apply', planId: PLAN, approve: [7] }, 'approve.0', 'the id of a step of the plan, all or automatic'],
    [{ action: 'apply', planId: PLAN, approve: [''] }, 'approve.0', 'the id of a step of the plan, all or automatic'],
    [{ action: 'apply', planId: PLAN, approve: null }, 'approve', 'an array such as ["all"]'],
    [{ action: 'apply', planId: PLAN, approve: true }, 'approve', 'an array such as ["all"]'],
    [{ action: 'revert', planId: PLAN, steps: 'update-agent' }, 'steps', 'an array such as ["the id of a step'],
    [{ action: 'revert', planId: PLAN, steps: [''] }, 'steps.0', 'the id of a step of the plan'],
    [{ action: 'revert', planId: PLAN, steps: [] }, 'steps', 'without this field all are taken back'],
    [{ action: 'revert', planId: PLAN, remedies: ['update-agent'] }, 'remedies', 'planId, steps'],
    [{ action: 'plan', remedies: 'all' }, 'remedies', 'an array such as ["update-agent"]'],
    [{ action: 'plan', remedies: [7] }, 'remedies.0', '"all"'],
    [{ action: 'plan', vpcIds: 'vpc-0123456789abcdef0' }, 'vpcIds', 'an array such as ["vpc-'],
    [{ action: 'plan', vpcIds: [null] }, 'vpcIds.0', 'a VPC id such as vpc-'],
    [{ action: 'plan', vpcIds: ['i-0123456789abcdef0'] }, 'vpcIds.0', 'a VPC id such as vpc-'],
    [{ action: 'plan', hostIds: {} }, 'hostIds', 'an array such as ["i-'],
    [{ action: 'plan', hostIds: ['jump'] }, 'hostIds.0', 'an instance id such as i-'],
    [{ action: 'plan', planId: PLAN }, 'planId', 'remedies, vpcIds, hostIds'],
    [{ action: 'plan', regions: ['eu-west-1'] }, 'regions', 'expected action, remedies'],
    [JSON.parse('{"action": "plan", "__proto__": {}}'), '__proto__', 'expected action'],
    [{ action: 'plan', hosts: [] }, 'hosts', 'hostIds'],
    [{ action: 'plan', approve: ['all'] }, 'approve', 'remedies, vpcIds, hostIds'],
    [{ action: 'apply', planId: PLAN, approve: ['all'], steps: ['one'] }, 'steps', 'planId, approve'],
    [{ action: 'verify', planId: PLAN, hostIds: [] }, 'hostIds', 'planId'],
    [{ action: 'revert', planId: PLAN, hostIds: ['i-0123456789abcdef0'] }, 'hostIds', 'planId, steps'],
  ])('refuses %j, naming the field and what is accepted, in one sentence', (event, field, accepted) => {
    expect(() => parseRemediateEvent(event)).toThrow(field)
    expect(() => parseRemediateEvent(event)).toThrow(accepted)
    expect(() => parseRemediateEvent(event)).toThrow(/^remediate event: [^\n]+\.$/)
  })
})

describe('what tells one schedule event from another', () => {
  const rule = { source: 'aws.events', 'detail-type': 'Scheduled Event', id: 'e1', time: '2026-11-24T06:00:00Z' }
  const schedule = {
    ...{ source: 'aws.scheduler', 'detail-type': 'Scheduled Event', time: '2026-11-24T06:00:00Z' },
    resources: ['arn:aws:scheduler:eu-west-1:111122223333:schedule/default/daily'],
  }

  it("is a rule's id, and of Scheduler, which gives each attempt its own, the time that was meant", () => {
    expect(eventId(rule)).toBe('e1')
    const [first, second] = ['a1', 'a2'].map((id) => eventId({ ...schedule, id }))
    expect(first).toBe(second)
    expect(eventId({ ...schedule, id: 'a1', time: '2026-11-25T06:00:00Z' })).not.toBe(first)
    expect(eventId({ ...schedule, id: 'a1', resources: ['another'] })).not.toBe(first)
    expect(eventId({ ...schedule, id: 'a1', resources: [] })).toBe('a1')
  })

  it('is nothing of an event on demand', () => {
    for (const event of [{}, undefined, { publish: true }, { id: 'e1' }]) expect(eventId(event)).toBeUndefined()
  })
})
