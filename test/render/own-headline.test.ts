import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../src/checks/index.js'
import { runChecks } from '../../src/checks/run.js'
import { entriesOf } from '../../src/cli/commands/connect/picker.js'
import type { Finding } from '../../src/model/finding.js'
import type { Report } from '../../src/model/report.js'
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

describe('a problem of two hosts, of which the second has the best way', () => {
  const report = twoHosts()
  const options = { ...OPTIONS, width: 240, all: true }
  const texts = {
    table: table(report, options),
    markdown: markdown(report, options),
    slack: slack(report, options),
    html: html(report, options),
  }

  it('is one, of the first of them', () => {
    expect(report.problems).toMatchObject([
      { headline: 'bastion-1 is stopped.', subjects: [{ id: 'i-1' }, { id: 'i-2' }] },
    ])
  })

  it.each(Object.entries(texts))('beside the database it says what is in that way: %s', (format, text) => {
    const row = ROWS[format]?.(text, 'jump-postgres')
    expect(row).toContain('bastion-2 is stopped')
    expect(row).not.toContain('bastion-1 is stopped')
  })

  it('and so it does in the picker', () => {
    const entry = entriesOf(report, []).find(({ name }) => name.includes('jump-postgres'))
    expect(entry?.disabled).toBe('bastion-2 is stopped.')
  })

  it('beside each host it says what is amiss with that', () => {
    const lines = table({ ...report, databases: [], tunnels: [] }, options).split('\n')
    for (const name of ['bastion-1', 'bastion-2'])
      expect(lines.find((line) => line.includes(`✖ ${name}`))).toContain(`${name} is stopped`)
  })
})

/** One database, blocked by what is the same with both of its hosts. */
function twoHosts(): Report {
  const report = reportOf(auditOf())
  const { databases, tunnels, hosts } = report
  const [host, tunnel] = [hosts[0], tunnels.find(({ databaseId }) => databaseId === 'jump-postgres')]
  const database = databases.find(({ databaseId }) => databaseId === 'jump-postgres')
  if (!host || !tunnel || !database) throw new Error('the reference account has a host with a tunnel')
  const BLOCKED = 'BLOCKED' as const
  const finding = (n: number): Finding => ({
    ...{ checkId: 'host-running', status: 'fail', reason: 'stopped', message: `bastion-${n} is stopped.`, doc: '' },
    ...{ blocks: ['tunnel', 'shell'], posture: false, evidence: {} },
    subject: { kind: 'host', id: `i-${n}`, region: host.region, accountId: '123456789012', vpcId: host.vpcId },
  })
  const findings = [finding(1), finding(2)]
  return {
    ...report,
    hosts: [1, 2].map((n) => ({
      ...{ ...host, instanceId: `i-${n}`, name: `bastion-${n}` },
      verdicts: { tunnel: BLOCKED, shell: BLOCKED, ssh: BLOCKED, runCommand: BLOCKED },
    })),
    tunnels: [1, 2].map((n) => ({
      ...{ ...tunnel, hostId: `i-${n}`, verdict: BLOCKED, commands: {} },
      blockedBy: [{ checkId: 'host-running', reason: 'stopped' }],
    })),
    databases: [{ ...database, verdict: BLOCKED, via: 'i-2', problem: 'p' }],
    findings,
    problems: [
      {
        ...{ key: 'p', level: 'blocked', checkId: 'host-running', reason: 'stopped', blocks: ['tunnel', 'shell'] },
        ...{ message: 'bastion-1 is stopped.', headline: 'bastion-1 is stopped.', region: host.region },
        ...{ vpcId: host.vpcId, subjects: findings.map(({ subject }) => subject), symptoms: [] },
      },
    ],
  }
}
