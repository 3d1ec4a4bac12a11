import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { render, renderThread } from '../../src/render/slack.js'
import { slackTexts } from '../support/formats/slack.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'
import { OPTIONS } from '../support/render-options.js'
import { hostileReport, manyVpcsReport, smallReport, troubledReport } from '../support/reports.js'
import { reportOfSample } from '../support/sample-report.js'

/** What Slack would take for markup of its own: every `<` that is ours is the link's. */
function markup(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.match(/<[^>]*>?/g) ?? [])
}

describe('slack', () => {
  it('puts the databases first, then changes, what is in the way with its fix, commands, gaps and the link', () => {
    const texts = slackTexts(render(troubledReport(), OPTIONS))
    const position = (part: string) => texts.findIndex((text) => text.includes(part))
    const order = [
      '*Databases*',
      'Since the last report',
      '*1.* ',
      '*2.* ',
      '*Connect*',
      'Not looked at',
      'Open the full',
    ]
    const places = order.map(position)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(places[0]).toBe(2)
    expect(texts[position('*1.* ')]).toContain('*Fix*')
    expect(texts.join('\n')).toContain('```aws ssm start-session --region eu-west-1 --target i-0b003')
  })

  it('names for each database the host, or what is in the way by its number', () => {
    const databases = slackTexts(render(troubledReport(), OPTIONS)).find((text) => text.startsWith('*Databases*'))
    expect(databases).toContain(
      ':large_green_circle: `orders-001` through `jump-001`: `ssm-ready connect orders-001 --region eu-west-1`',
    )
    expect(databases).toMatch(/:red_circle: `orders-002` \d\. /)
  })

  it('says since when each problem is there, and what it does to databases', () => {
    const report = troubledReport()
    const problems = report.problems.map((problem) => ({ ...problem, since: '2026-11-20T06:00:00.000Z' }))
    const texts = slackTexts(render({ ...report, problems }, OPTIONS))
    expect(texts.find((text) => text.includes('*1.* '))).toMatch(/ · keeps `[^`]+`.* away · since 2026-11-20 06:00 UTC/)
    expect(slackTexts(render(report, OPTIONS)).join()).not.toContain(' · since ')
  })

  it('tells of many alike problems once, with where else they are, and of many databases the numbers', async () => {
    const report = await reportOfSample('large')
    const texts = slackTexts(render(report, OPTIONS))
    expect(texts[2]).toBe(
      '*Databases*\n:large_green_circle: 370 ready, :red_circle: 130 blocked\n`ssm-ready connect NAME` connects to one that is ready',
    )
    const causes = texts.filter((text) => / \*\d+\.\* /.test(text))
    expect(causes[0]).toMatch(/\n_alike:_ `team-0106 \(vpc-[0-9a-f]+\)`, .* and 17 more$/)
    const fixes = causes.flatMap((text) => /\*Fix\* (\S+ \S+ \S+)/.exec(text)?.[1] ?? [])
    expect(fixes).toEqual([
      'First mend path-ec2messages:',
      'Associate an instance',
      'Create an interface',
      expect.stringMatching(/^Let sg-/),
    ])
    expect(causes.at(-1)).toMatch(/_and \d+ alike_/)
    const thread = renderThread(report).map((reply) => slackTexts(reply).join())
    expect(new Set(thread).size).toBe(thread.length)
    expect(thread.length).toBeLessThan(10)
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
    expect(texts.join('\n')).toContain(`:large_green_circle: ${(vpcs * 9) / 10} ready`)
    expect(texts.join('\n')).toContain('and 145 more')
    for (const reply of renderThread(report)) slackTexts(reply)
    expect(renderThread(report).length).toBeGreaterThan(0)
  })

  it('says in the thread what is in the way, cause by cause', () => {
    const report = troubledReport()
    const causes = report.problems.filter(({ level }) => level !== 'deviating')
    expect(renderThread(report).map((reply) => /\*(\d+)\.\*/.exec(slackTexts(reply)[0] ?? '')?.[1])).toEqual(
      causes.map((_, i) => String(i + 1)),
    )
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
