import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { render } from '../../src/render/sarif.js'
import { sarifErrors } from '../support/formats/sarif.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'
import { OPTIONS } from '../support/render-options.js'
import { hostileReport, manyVpcsReport, smallReport, troubledReport } from '../support/reports.js'

const runOf = (text: string) => JSON.parse(text).runs[0]

describe('sarif', () => {
  it.each([
    ['small', smallReport()],
    ['troubled', troubledReport()],
    ['hostile', hostileReport(HOSTILE_TEXTS.join(' '))],
    ['of many VPCs', manyVpcsReport(60)],
  ])('is valid SARIF 2.1.0 for a report that is %s', (_, report) => {
    expect(sarifErrors(render(report, OPTIONS))).toEqual([])
  })

  const run = runOf(render(troubledReport(), OPTIONS))

  it('shows what failed, warns or is unknown, and nothing else', () => {
    const levels = run.results.map((result: { ruleId: string; level: string }) => [result.ruleId, result.level])
    expect(levels).toEqual([
      ['database-path', 'error'],
      ['agent-remote-host', 'error'],
      ['host-keyless', 'error'],
      ['path-logs', 'warning'],
      ['path-ssmmessages', 'note'],
    ])
  })

  it('has a rule for each, with its documentation', () => {
    for (const { ruleId, ruleIndex } of run.results) {
      expect(run.tool.driver.rules[ruleIndex]).toMatchObject({ id: ruleId, helpUri: expect.stringMatching(/^https:/) })
    }
  })

  it('suppresses what is accepted', () => {
    const suppressed = run.results.filter((result: { suppressions: unknown[] }) => result.suppressions.length > 0)
    expect(suppressed).toMatchObject([
      {
        ruleId: 'host-keyless',
        suppressions: [{ kind: 'external', justification: 'Replaced in the next quarter (OPS-42).' }],
      },
    ])
  })

  it('gives a finding the same fingerprint whatever it says, and no two the same', () => {
    const prints = (text: string) =>
      runOf(text).results.map(
        (result: { partialFingerprints: Record<string, string> }) => result.partialFingerprints['ssmReady/v1'],
      )
    const before = prints(render(troubledReport(), OPTIONS))
    const later = { ...hostileReport('other words'), generatedAt: '2027-01-01T00:00:00.000Z' }
    expect(prints(render(later, OPTIONS))).toEqual(before)
    expect(new Set(before).size).toBe(before.length)
  })

  it('lists the gaps', () => {
    expect(run.invocations[0]).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [{ descriptor: { id: 'ec2:DescribeVpcEndpoints' } }],
    })
  })

  it('has the rule of every check also where nothing is amiss, with its title and help', () => {
    const { tool, results } = runOf(render(smallReport(), OPTIONS))
    expect(results).toEqual([])
    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(CHECKS.map(({ id }) => id))
    for (const [index, { title, doc, needs }] of CHECKS.entries())
      expect(tool.driver.rules[index]).toMatchObject({
        shortDescription: { text: expect.stringContaining(title) },
        help: {
          text: expect.stringContaining(doc),
          markdown: expect.stringMatching(needs.length > 0 ? /\n\nIt looks at the answers of `/ : /\]\(https:/),
        },
        helpUri: doc,
      })
  })

  it('makes no link of a text from the account', () => {
    const { results } = runOf(render(hostileReport('[click](https://evil.example)'), OPTIONS))
    const texts = results.map((result: { message: { text: string } }) => result.message.text)
    expect(texts.join('\n')).toContain('[click\\](https://evil.example)')
    expect(texts.join('\n')).not.toContain('[click](')
  })
})
