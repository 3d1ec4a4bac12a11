import { describe, expect, it } from 'vitest'
import { failureOf } from '../../src/app/organization/failure.js'
import { typedError } from '../../src/app/organization/typed-error.js'
import { parseOrganizationAudit, parseOrganizationSummary, runOf } from '../../src/lambda/organization-events.js'
import { organizationSettings } from '../../src/lambda/organization-settings.js'
import { parseSelection } from '../../src/model/organization-selection.js'

const SCHEDULED = {
  source: 'aws.scheduler',
  'detail-type': 'Scheduled Event',
  id: 'of-one-attempt',
  time: '2026-11-28T06:00:00Z',
  resources: ['arn:aws:scheduler:eu-west-1:123456789012:schedule/default/daily'],
}

describe('the name of a run', () => {
  it("is the execution's, unless the input names one to go on with", () => {
    expect(runOf({ execution: '4f1c', input: {} })).toBe('4f1c')
    expect(runOf({ execution: '4f1c', input: { run: 'of-today' } })).toBe('of-today')
    expect(runOf({ execution: 'with spaces/é', input: {} })).toBe('with-spaces--')
  })

  it('is that of the time that was meant, however often a schedule delivers', () => {
    const first = runOf({ execution: 'a', input: SCHEDULED })
    expect(first).toBe('scheduled-2026-11-28T06-00-00Z')
    expect(runOf({ execution: 'b', input: { ...SCHEDULED, id: 'of-another-attempt' } })).toBe(first)
    expect(runOf({ execution: 'b', input: { ...SCHEDULED, time: 'once' } })).toBe('b')
  })
})

describe('events of the organisation', () => {
  it.each([
    [{ execution: 'a', input: { runs: 'b' } }, 'organization input: unknown field "runs" (did you mean run?)'],
    [{ execution: 'a', input: { run: '../latest' } }, 'run'],
    [{ execution: 'a', input: {}, accounts: [] }, 'unknown field "accounts"'],
  ])('refuse %j', (event, message) => {
    expect(() => runOf(event)).toThrow(message)
  })

  it.each([
    [{ run: 'r', accountId: '1' }, 'accountId'],
    [{ run: 'r', accountId: '111122223333', region: 'all' }, 'region'],
    [{ run: 'r', accountId: '111122223333', role: 'admin' }, 'unknown field "role"'],
  ])('of an account refuse %j', (event, message) => {
    expect(() => parseOrganizationAudit(event)).toThrow(message)
  })

  it('of the summary refuse what is unknown', () => {
    expect(parseOrganizationSummary({ run: 'r' })).toEqual({ run: 'r' })
    expect(() => parseOrganizationSummary({ run: 'r', publish: false })).toThrow('unknown field "publish"')
  })
})

describe('which accounts', () => {
  it.each([
    ['all', { all: true }],
    ['ou-ab12-11111111, r-ab12', { parents: ['ou-ab12-11111111', 'r-ab12'] }],
    ['111122223333,444455556666', { accountIds: ['111122223333', '444455556666'] }],
    ['tag:stage=prod', { all: true, tags: [{ key: 'stage', value: 'prod' }] }],
    ['ou-ab12-11111111,tag:audited', { parents: ['ou-ab12-11111111'], tags: [{ key: 'audited' }] }],
  ])('%s', (text, expected) => {
    const none = { all: false, parents: [], accountIds: [], tags: [] }
    expect(parseSelection(text, 'it')).toEqual({ ...none, ...expected })
  })

  it.each(['', 'everything', '1111', 'ou-1'])('%j is refused, with what is expected', (text) => {
    expect(() => parseSelection(text, 'SSM_READY_ORGANIZATION')).toThrow(/^SSM_READY_ORGANIZATION: .*expected all, ids/)
  })
})

describe('errors by their names', () => {
  const of = (name: string, status?: number, code?: string) =>
    Object.assign(new Error('said'), {
      name,
      ...(status && { $metadata: { httpStatusCode: status } }),
      ...(code && { code }),
    })

  it.each([
    [of('ThrottlingException', 400), 'Throttled'],
    [of('TooManyRequestsException', 429), 'Throttled'],
    [of('AccessDenied', 403), 'AccountRefused'],
    [of('InternalFailure', 500), 'Unavailable'],
    [of('TimeoutError'), 'Unavailable'],
    [of('Error', undefined, 'ECONNRESET'), 'Unavailable'],
  ])('%s is %s', (error, name) => {
    expect(typedError(error, 'sts:AssumeRole')).toMatchObject({
      name,
      message: expect.stringMatching(/^sts:AssumeRole: .*said/),
    })
  })

  it('leaves an error of another kind as it is', () => {
    const error = of('ValidationError', 400)
    expect(typedError(error, 'sts:AssumeRole')).toBe(error)
  })
})

describe('what the state machine notes of a failure', () => {
  const noted = (name: string, cause: string) => JSON.stringify({ Error: name, Cause: cause })
  const thrown = (errorType: string, errorMessage: string) =>
    noted(errorType, JSON.stringify({ errorType, errorMessage, trace: [] }))

  it.each([
    [
      thrown('AccountRefused', 'sts:AssumeRole: AccessDenied: not you'),
      { outcome: 'denied', api: 'sts:AssumeRole', message: 'AccessDenied: not you' },
    ],
    [
      thrown('Throttled', 'ec2:DescribeRegions: slowly'),
      { outcome: 'throttled', api: 'ec2:DescribeRegions', message: 'slowly' },
    ],
    [
      noted('Sandbox.Timedout', '{"errorMessage":"Task timed out after 900.00 seconds"}'),
      {
        outcome: 'timeout',
        api: 'lambda:InvokeFunction',
        message: 'Sandbox.Timedout: Task timed out after 900.00 seconds',
      },
    ],
    [
      noted('Runtime.ExitError', 'RequestId: 1 Error: Runtime exited'),
      {
        outcome: 'error',
        api: 'lambda:InvokeFunction',
        message: 'Runtime.ExitError: RequestId: 1 Error: Runtime exited',
      },
    ],
  ])('%s', (text, failure) => {
    expect(failureOf(text)).toEqual(failure)
    // A text may be written as JSON's text.
    expect(failureOf(JSON.stringify(text))).toEqual(failure)
  })

  it.each(['', '[]', '{"Error": 1}', 'no JSON'])('%j is a failure all the same', (text) => {
    expect(failureOf(text)).toMatchObject({ outcome: 'error', api: 'lambda:InvokeFunction' })
  })
})

describe('the environment of the functions', () => {
  const ENV = {
    ...{ SSM_READY_BUCKET: 'b', SSM_READY_ACCOUNT: '111122223333', SSM_READY_PARTITION: 'aws' },
    ...{ AWS_REGION: 'eu-west-1', SSM_READY_MEMBER_ROLE: 'ssm-ready-read' },
  }

  it('names how accounts are entered', () => {
    expect(organizationSettings({ ...ENV, SSM_READY_EXTERNAL_ID: 'x' })).toMatchObject({
      ...{ roleName: 'ssm-ready-read', externalId: 'x', home: 'eu-west-1' },
      own: { accountId: '111122223333', partition: 'aws' },
    })
    expect(organizationSettings(ENV)).not.toHaveProperty('externalId')
  })

  it.each(Object.keys(ENV))('without %s says so', (name) => {
    expect(() => organizationSettings({ ...ENV, [name]: '' })).toThrow(`Environment variable ${name}: it is missing`)
  })
})
