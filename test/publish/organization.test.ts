import { beforeEach, describe, expect, it } from 'vitest'
import type { Account } from '../../src/app/account.js'
import { audited } from '../../src/app/organization/audit-region.js'
import { beginRun } from '../../src/app/organization/begin-run.js'
import { regionsLeft } from '../../src/app/organization/note-regions.js'
import { runResults } from '../../src/app/organization/run-results.js'
import { summarizeRun } from '../../src/app/organization/summarize.js'
import type { Report } from '../../src/model/report.js'
import { RENDERERS } from '../../src/render/published.js'
import { FIRST, reportIn, SECOND, THIRD } from '../report/support-accounts.js'
import { fakeBucket } from '../support/bucket.js'

const { files, folder: bucket, fill } = fakeBucket()
const FOURTH = '888899990000'
const folder = { ...bucket, prefix: 'organization/run=r' }
const organization = { ...bucket, prefix: 'organization' }
const REGION = 'eu-west-1'
const now = () => new Date('2026-11-28T06:10:00Z')

const put = (name: string, value: unknown) =>
  files.set(`${folder.prefix}/${name}`, { text: JSON.stringify(value), version: 1 })
const failed = (errorType: string, errorMessage: string) => ({
  Error: errorType,
  Cause: JSON.stringify({ errorType, errorMessage, trace: [] }),
})
const gap = (outcome: 'throttled' | 'denied' | 'timeout'): Report['gaps'] => [
  { api: 'ec2:DescribeVpcs', accountId: SECOND, region: REGION, outcome, message: 'it said so', affects: [] },
]
const report = reportIn(SECOND, '2')

beforeEach(() => {
  fill()
  put('run.json', {
    run: 'r',
    startedAt: '2026-11-28T06:00:00.000Z',
    leftOut: [{ accountId: FOURTH, name: 'old', state: 'SUSPENDED' }],
  })
  put('accounts.json', [
    { accountId: SECOND, name: 'team-2' },
    { accountId: THIRD, name: '' },
  ])
  put(`account=${SECOND}/regions.json`, { regions: [REGION, 'us-east-1'], notEnabled: ['af-south-1'] })
  put(`account=${SECOND}/region=${REGION}.json`, report)
})

const resultsOf = async () => (await runResults(folder, (whole) => whole)).results

describe('the results of a run', () => {
  it('are a report, or why there is none, for each account and region; nothing heard is a failure, too', async () => {
    put(`account=${SECOND}/region=us-east-1.failed.json`, failed('Throttled', 'ec2:DescribeVpcs: slowly'))
    const silence = {
      outcome: 'error',
      api: 'lambda:InvokeFunction',
      message: expect.stringContaining('nothing was heard'),
    }
    expect(await resultsOf()).toEqual([
      { accountId: SECOND, name: 'team-2', report: expect.objectContaining({ generatedAt: report.generatedAt }) },
      {
        ...{ accountId: SECOND, name: 'team-2', region: 'us-east-1' },
        failure: { outcome: 'throttled', api: 'ec2:DescribeVpcs', message: 'slowly' },
      },
      { accountId: THIRD, failure: silence },
      { accountId: FOURTH, name: 'old', leftOut: 'Its state in the organization is SUSPENDED.' },
    ])
  })

  it('take a report before a failure that was noted earlier', async () => {
    put(`account=${SECOND}/region=${REGION}.failed.json`, failed('Throttled', 'ec2:DescribeVpcs: slowly'))
    put(`account=${SECOND}/failed.json`, failed('AccountRefused', 'sts:AssumeRole: no'))
    const [first] = await resultsOf()
    expect(first).toHaveProperty('report')
  })

  it('of an account without any of the regions are none', async () => {
    put(`account=${THIRD}/regions.json`, { regions: [], notEnabled: ['af-south-1'] })
    expect((await resultsOf()).filter(({ accountId }) => accountId === THIRD)).toEqual([
      { accountId: THIRD, leftOut: 'None of the regions is enabled there: af-south-1.' },
    ])
  })

  it('of a run that never began are an error', async () => {
    await expect(runResults({ ...folder, prefix: 'organization/run=other' }, (whole) => whole)).rejects.toThrow(
      'There is no such run',
    )
  })
})

describe('going on with a run', () => {
  it('leaves out what has a report, unless another attempt may make it complete', async () => {
    expect(await regionsLeft(SECOND, folder)).toEqual(['us-east-1'])
    expect(await regionsLeft(THIRD, folder)).toBeUndefined()
    put(`account=${SECOND}/region=${REGION}.json`, { ...report, gaps: gap('throttled') })
    expect(await regionsLeft(SECOND, folder)).toEqual([REGION, 'us-east-1'])
    put(`account=${SECOND}/region=${REGION}.json`, { ...report, gaps: gap('timeout') })
    expect(await audited(SECOND, REGION, folder)).toBeUndefined()
    put(`account=${SECOND}/region=${REGION}.json`, { ...report, complete: false, gaps: gap('denied') })
    expect(await audited(SECOND, REGION, folder)).toEqual({ outcome: 'done', complete: false })
  })

  it('lists no accounts anew', async () => {
    const nobody = { clients: {}, identity: { partition: 'aws' }, regions: [REGION], now } as unknown as Account
    const selection = { all: true, parents: [], accountIds: [], tags: [] }
    const accounts = await beginRun({ run: 'r', selection, regions: [], env: {} }, nobody, folder)
    expect(accounts.map(({ accountId }) => accountId)).toEqual([SECOND, THIRD])
  })
})

describe('the report of a run', () => {
  const summarize = () =>
    summarizeRun({
      account: { identity: { accountId: FIRST, partition: 'aws' }, now } as unknown as Account,
      config: { targets: [], requireEndpoints: [], operators: [], accept: [], connections: {} },
      renderers: RENDERERS,
      publishers: [],
      secret: async () => '',
      env: {},
      folders: { run: folder, organization },
      delivery: { until: new Date('2026-11-28T06:20:00Z') },
    })
  const latest = (): Report => JSON.parse(files.get('organization/latest.json')?.text ?? '')

  it('leaves out what passes, and counts it', async () => {
    expect(await summarize()).toMatchObject({ run: 'r', complete: false, accounts: 3, failedAccounts: 2 })
    const { findings, summary, durationMs } = latest()
    expect(report.findings.some(({ status }) => status === 'pass')).toBe(true)
    expect(findings.filter(({ status }) => status === 'pass' || status === 'skip')).toEqual([])
    expect(summary.findings).toEqual(report.summary.findings)
    expect(durationMs).toBe(600_000)
  })

  it('is published once for the same results, and anew when there are more', async () => {
    expect((await summarize()).published).toMatchObject([{ destination: 's3', outcome: 'done' }])
    const before = [...files.keys()]
    expect((await summarize()).published).toMatchObject([{ destination: 's3', outcome: 'skipped' }])
    expect([...files.keys()]).toEqual(before)
    put(`account=${SECOND}/region=us-east-1.json`, reportIn(SECOND, '3'))
    expect((await summarize()).published).toMatchObject([{ destination: 's3', outcome: 'done' }])
    expect(latest().gaps.map(({ accountId }) => accountId)).toEqual([THIRD])
  })
})
