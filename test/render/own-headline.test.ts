import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { runChecks } from '../../src/checks/run.js'
import { render as html } from '../../src/render/html.js'
import { render as markdown } from '../../src/render/markdown.js'
import { render as slack } from '../../src/render/slack.js'
import { render as table } from '../../src/render/table.js'
import { auditOf, reportOf } from '../report/support.js'
import { OPTIONS } from '../support/render-options.js'

const NAMES = ['jump-aurora', 'jump-postgres']

const refused = (databaseId: string, databaseKind: string) => ({
  ...{ hostId: 'i-0a1', databaseId, databaseKind, vpcId: 'vpc-0a1' },
  result: {
    ...{ outcome: 'ok', api: 'ssm:StartSession' },
    value: { at: '2026-11-24T06:00:05.000Z', by: 'session', outcome: 'refused', latencyMs: 5 },
  },
})

/** What a format says beside each database. */
const ROWS: Record<string, (text: string, name: string) => string | undefined> = {
  table: (text, name) => text.split('\n').find((line) => line.includes(`✖ ${name}`)),
  markdown: (text, name) => text.split('\n').find((line) => line.startsWith('|') && line.includes(`| ${name} |`)),
  slack: (text, name) =>
    text
      .match(/"\*Databases\*.*?"/)?.[0]
      .split('\\n')
      .find((line) => line.includes(`\`${name}\``)),
  html: (text, name) => new RegExp(`aria-label="${name}".*?</article>`, 's').exec(text)?.[0],
}

describe('a problem of two databases', () => {
  const probes = [refused('jump-aurora', 'cluster'), refused('jump-postgres', 'instance')]
  const inventory = auditOf([{ at: 'regions.eu-west-1.probes', set: probes }])
  const report = reportOf(inventory, {
    ...{ findings: runChecks(CHECKS, inventory), checks: CHECKS },
    shownChecks: new Set(CHECKS.map(({ id }) => id)),
  })
  const options = { ...OPTIONS, width: 240, all: true }
  const texts = {
    table: table(report, options),
    markdown: markdown(report, options),
    slack: slack(report, options),
    html: html(report, options),
  }

  it('is one, of the first of them', () => {
    const [problem, ...others] = report.problems.filter(({ level }) => level === 'blocked')
    expect(others).toEqual([])
    expect(problem).toMatchObject({ checkId: 'probe-database', headline: expect.stringContaining('jump-aurora') })
  })

  it.each(Object.entries(texts))('says of each what is in its own way: %s', (format, text) => {
    for (const name of NAMES) {
      const row = ROWS[format]?.(text, name)
      expect(row, `${format} ${name}`).toMatch(new RegExp(`could not open \\S+ of ${name}`))
      for (const other of NAMES.filter((each) => each !== name)) expect(row).not.toContain(`of ${other}`)
    }
  })
})
