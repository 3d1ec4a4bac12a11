import { beforeEach, describe, expect, it } from 'vitest'
import { remember } from '../../src/app/memory.js'
import type { Report } from '../../src/model/report.js'
import { fakeBucket } from '../support/bucket.js'
import { troubledReport } from '../support/reports.js'

const { files, folder, fill } = fakeBucket()
const PREFIX = 'reports/account=111122223333/region=eu-west-1'
const FIRST = '2026-11-01T06:00:00.000Z'
const put = (name: string, report: Report) =>
  files.set(`${PREFIX}/${name}`, { text: JSON.stringify(report), version: 1 })

describe('the report before, where it is incomplete', () => {
  beforeEach(fill)

  const whole = troubledReport()
  const problem = whole.problems.find(({ level }) => level === 'blocked')
  if (problem === undefined) throw new Error('the troubled report has no problem')
  const since = (report: Report | undefined) => report?.problems.find(({ key }) => key === problem.key)?.since
  const incomplete = (status: 'unknown' | 'pass'): Report => ({
    ...whole,
    ...{ generatedAt: '2026-12-01T06:00:00.000Z', complete: false },
    problems: whole.problems.filter(({ key }) => key !== problem.key),
    findings: whole.findings.map((f) => (f.checkId === problem.checkId ? { ...f, status } : f)),
  })

  it('knows since when the problems are there that it could not see', async () => {
    put('latest.json', { ...whole, problems: whole.problems.map((each) => ({ ...each, since: FIRST })) })
    put('incomplete.json', incomplete('unknown'))
    const { previous } = await remember(folder)
    expect(previous?.complete).toBe(false)
    expect(since(previous)).toBe(FIRST)
  })

  it('knows nothing of those that it saw to be gone', async () => {
    put('latest.json', whole)
    put('incomplete.json', incomplete('pass'))
    expect(since((await remember(folder)).previous)).toBeUndefined()
  })
})
