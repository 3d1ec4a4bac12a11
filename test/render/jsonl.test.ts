import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { render } from '../../src/render/jsonl.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'
import { OPTIONS } from '../support/render-options.js'
import { reportOf } from '../support/report-builders.js'
import { hostileReport, troubledReport } from '../support/reports.js'

const read = (text: string) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line))

describe('jsonl', () => {
  it.each<[string, Report]>([
    ['of trouble', troubledReport()],
    ...HOSTILE_TEXTS.map((text): [string, Report] => [`with ${JSON.stringify(text)}`, hostileReport(text)]),
  ])('has a line for each finding, as the report %s has it', (_, report) => {
    const text = render(report, OPTIONS)
    expect(read(text)).toEqual(JSON.parse(JSON.stringify(report.findings)))
    expect(text.endsWith('}\n')).toBe(true)
  })

  it('is empty without findings', () => {
    expect(render(reportOf(), OPTIONS)).toBe('')
  })
})
