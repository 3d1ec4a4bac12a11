import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { render, renderThread } from '../../src/render/slack.js'
import { slackTexts } from '../support/formats/slack.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'
import { OPTIONS } from '../support/render-options.js'
import { hostileReport, manyVpcsReport, smallReport, troubledReport } from '../support/reports.js'

/** What Slack would take for markup of its own: every `<` that is ours is the link's. */
function markup(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.match(/<[^>]*>?/g) ?? [])
}

describe('slack', () => {
  it('puts changes first, then problems with their blocking hop, then commands, gaps and the link', () => {
    const texts = slackTexts(render(troubledReport(), OPTIONS))
    const position = (part: string) => texts.findIndex((text) => text.includes(part))
    const order = [
      'Since the last report',
      '*BLOCKED* `team-002`',
      '*UNKNOWN*',
      '*DEGRADED*',
      '*READY*',
      '*Connect*',
      'Not looked at',
      'Open the full report',
    ]
    expect(order.map(position)).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
    expect(texts[3]).toContain('sg-0e9')
    expect(texts[7]).toContain('```aws ssm start-session --region eu-west-1 --target i-0b003')
  })

  it('links to the report only where its address is known', () => {
    expect(markup(slackTexts(render(smallReport(), OPTIONS)))).toEqual([
      '<https://reports.example.com/r.html?a=1&amp;b=%3C2%3E%7C3|Open the full report>',
    ])
    const { reportUrl, ...without } = OPTIONS
    expect(reportUrl).toBeDefined()
    expect(markup(slackTexts(render(smallReport(), without)))).toEqual([])
  })

  it.each([200, 500])('stays within limits with %i VPCs, and says how many it does not show', (vpcs) => {
    const report = manyVpcsReport(vpcs)
    const texts = slackTexts(
      render(
        { ...report, changes: (troubledReport().changes ?? []).flatMap((change) => Array(50).fill(change)) },
        OPTIONS,
      ),
    )
    expect(texts.join('\n')).toContain(`and ${vpcs / 10 - 5} more VPCs: ${vpcs / 10 - 5} blocked`)
    expect(texts.join('\n')).toContain('and 145 more')
    for (const reply of renderThread(report)) slackTexts(reply)
    expect(renderThread(report)).toHaveLength(11)
  })

  it('says in the thread what is wrong with each VPC that is not ready', () => {
    expect(renderThread(troubledReport()).map((reply) => slackTexts(reply)[0]?.split(' ')[1])).toEqual([
      '*BLOCKED*',
      '*UNKNOWN*',
      '*DEGRADED*',
    ])
    expect(renderThread(smallReport())).toEqual([])
  })

  it('lets nobody mention, link or break out of code', () => {
    const hostile = fc.oneof(
      fc.constantFrom(...HOSTILE_TEXTS),
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[<>&`*_!@| ]{1,60}$/),
    )
    fc.assert(
      fc.property(hostile, (text) => {
        const report = hostileReport(text)
        for (const rendered of [render(report, OPTIONS), ...renderThread(report)]) {
          const texts = slackTexts(rendered)
          expect(markup(texts).filter((found) => !found.endsWith('|Open the full report>'))).toEqual([])
          for (const each of texts) {
            expect(each).not.toMatch(/&(?!amp;|lt;|gt;)/)
            expect((each.match(/```/g) ?? []).length % 2).toBe(0)
            expect((each.replaceAll('```', '').match(/`/g) ?? []).length % 2).toBe(0)
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  it('keeps commands whole or leaves them out', () => {
    const report = smallReport()
    const long = 'x'.repeat(2000)
    const tunnels = report.tunnels.map((tunnel) => ({
      ...tunnel,
      commands: { startSession: { bash: long, powershell: long, cmd: long } },
    }))
    const texts = slackTexts(render({ ...report, tunnels }, OPTIONS)).join('\n')
    expect(texts).not.toContain('xxx')
  })
})
