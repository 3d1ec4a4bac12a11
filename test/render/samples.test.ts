import stringWidth from 'string-width'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { render as asff } from '../../src/render/asff.js'
import { render as csv } from '../../src/render/csv.js'
import { render as html } from '../../src/render/html.js'
import { render as junit } from '../../src/render/junit.js'
import { render as markdown } from '../../src/render/markdown.js'
import { render as metrics } from '../../src/render/metrics.js'
import { render as sarif } from '../../src/render/sarif.js'
import { renderThread, render as slack } from '../../src/render/slack.js'
import { render as table } from '../../src/render/table.js'
import { parseCsv } from '../support/csv.js'
import { readAsff } from '../support/formats/asff.js'
import { readJunit } from '../support/formats/junit.js'
import { readOpenMetrics } from '../support/formats/openmetrics.js'
import { sarifErrors } from '../support/formats/sarif.js'
import { slackTexts } from '../support/formats/slack.js'
import { OPTIONS } from '../support/render-options.js'
import { reportOfSample } from '../support/sample-report.js'

const LARGE = { vpcs: 24, instances: 150, databases: 40 }

describe.each(['troubled', 'large'] as const)('the report of %s', (sample) => {
  let report: Report
  beforeAll(async () => {
    report = await reportOfSample(sample, {}, {}, { large: LARGE })
  })

  it('is the same on every run', async () => {
    expect(await reportOfSample(sample, {}, {}, { large: LARGE })).toEqual(report)
  })

  it('is valid in the formats of other programs, with every finding', () => {
    expect(sarifErrors(sarif(report, OPTIONS))).toEqual([])
    const troubles = report.findings.filter(({ status }) => status !== 'pass' && status !== 'skip')
    expect(readAsff(asff(report, OPTIONS))).toHaveLength(troubles.length)
    expect(readOpenMetrics(metrics(report, OPTIONS)).get('ssm_ready_vpc_verdict')?.samples).toHaveLength(
      report.vpcs.length * 5,
    )
    expect(readJunit(junit(report, OPTIONS)).tests).toBe(report.findings.length)
    const [head = [], ...rows] = parseCsv(csv(report, OPTIONS))
    expect(rows).toHaveLength(report.findings.length)
    for (const row of rows) expect(row).toHaveLength(head.length)
    for (const message of [slack(report, OPTIONS), ...renderThread(report)]) slackTexts(message)
  })

  it('names every VPC in the formats for people', () => {
    for (const text of [html(report, OPTIONS), markdown(report, OPTIONS), table(report, { ...OPTIONS, all: true })])
      for (const { vpcId } of report.vpcs) expect(text).toContain(vpcId)
  })

  it('fits terminals of any width, of ASCII alone and of other shells', () => {
    const sessions = (shell: 'bash' | 'powershell' | 'cmd') =>
      report.tunnels.flatMap(({ commands }) => commands.startSession?.[shell] ?? [])
    for (const width of [60, 80, 140])
      for (const line of table(report, { ...OPTIONS, width }).split('\n'))
        if (!isWhole(line)) expect(stringWidth(line), line).toBeLessThanOrEqual(width)
    expect(table(report, { ...OPTIONS, unicode: false })).toMatch(/^[\n -~]*$/)
    for (const shell of ['bash', 'powershell', 'cmd'] as const) {
      const lines = table(report, { ...OPTIONS, shell }).split('\n')
      expect(lines.filter((line) => sessions(shell).includes(line.trim())).length).toBeGreaterThan(3)
    }
  })
})

/** A command, which is never broken, or a line in columns, which is as wide as its names. */
const isWhole = (line: string) =>
  /^ +(aws|ssm-ready|psql|mysql|sqlcmd|sqlplus|mariadb) /.test(line) || / {2,}/.test(line.trim())
