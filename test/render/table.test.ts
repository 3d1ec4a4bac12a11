import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { GLUE, hanging, shorten, wrap } from '../../src/render/table/layout.js'
import { render } from '../../src/render/table.js'
import type { RenderOptions } from '../../src/render/types.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'
import { findingOf, reportOf, subject } from '../support/report-builders.js'
import { hostileReport, manyVpcsReport, smallReport, troubledReport } from '../support/reports.js'
import { reportOfSample } from '../support/sample-report.js'

const OPTIONS: RenderOptions = { color: false, unicode: true, width: 100 }
const linesOf = (report: Report, options: Partial<RenderOptions> = {}) =>
  render(report, { ...OPTIONS, ...options }).split('\n')

const hostile = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary', maxLength: 80 }))

/** A command is never broken over lines. */
const isCommand = (line: string) => /^ +(aws|ssm-ready|psql|mysql|sqlcmd|sqlplus|mariadb) /.test(line)

describe('the table', () => {
  it('begins with what was looked at and ends with the summary', () => {
    const lines = linesOf(troubledReport(), { width: 140 })
    expect(lines[0]).toMatch(
      /^ssm-ready 1\.2\.3 {3}account 123456789012 {3}eu-west-1 {3}5 VPCs · 5 hosts · 5 databases/,
    )
    expect(lines.at(-2)).toBe('5 VPCs: ✔ 1 ready, ⚠ 1 degraded, ✖ 1 blocked, ? 1 unknown, – 1 not applicable')
    expect(lines.at(-1)).toMatch(/^posture .* incomplete: 1 gap$/)
  })

  it('says first which databases can be reached and how, then what is in the way, then the rest', () => {
    const titles = linesOf(troubledReport()).flatMap(
      (line) => /^(Databases|In the way|✔ Commands)/u.exec(line)?.[1] ?? [],
    )
    expect(titles).toEqual(['Databases', 'In the way', '✔ Commands'])
  })

  it('answers on one screen: what can I reach, with what, what do I mend first', async () => {
    const own = { program: ['npx', 'ssm-ready'] as const, sample: 'troubled' }
    const screen = linesOf(await reportOfSample('troubled', {}, { invocation: own }), { own }).slice(0, 24)
    const reachable = screen.filter((line) => line.startsWith('  ✔ '))
    expect(reachable.map((line) => line.trim().split(/ {2,}/)[2])).toEqual([
      'npx ssm-ready connect billing-sqlserver --print --sample troubled',
      'npx ssm-ready connect data-warehouse --print --sample troubled',
      'npx ssm-ready connect orders-db --print --sample troubled',
      'npx ssm-ready connect orders-proxy --print --sample troubled',
    ])
    expect(screen.filter((line) => /^ {2}[✖?] [a-z-]+ +\[\d+\] /u.test(line))).toHaveLength(7)
    expect(screen.find((line) => line.startsWith('[1] '))).toContain('runs agent 3.0.1124.0')
    expect(screen.at(-2)?.trim()).toBe('npx ssm-ready fix plan update-agent --sample troubled')
  })

  it('puts commands below on a narrow terminal, where they would break in the middle', async () => {
    const own = { program: ['ssm-ready'] as const, sample: 'troubled' }
    const report = await reportOfSample('troubled', {}, { invocation: own })
    const lines = linesOf(report, { own, width: 80 })
    const at = lines.findIndex((line) => line.startsWith('  ✔ billing-sqlserver'))
    expect(lines[at]?.trimEnd()).toMatch(/ through billing-bastion$/)
    expect(lines[at + 1]).toBe('    ssm-ready connect billing-sqlserver --print --sample troubled')
    const bare = linesOf(report, { width: 99, own: { program: ['x'] } }).find((line) => / orders-db /.test(line))
    expect(bare).toMatch(/through orders-jump-a +x connect orders-db\b/)
  })

  it('begins with the hosts where there are no databases', () => {
    const report = troubledReport()
    const lines = linesOf({ ...report, databases: [], tunnels: [] })
    expect(lines[2]).toMatch(/^Shells {3}✔ 3 ready · ✖ 1 blocked · \? 1 unknown/)
    expect(lines).toContainEqual(
      expect.stringMatching(/^ {2}✔ jump-001 {2}ssm-ready connect i-0b001 --region eu-west-1$/),
    )
    expect(lines.find((line) => /^ {2}✖ jump-0b9/u.test(line))).toMatch(/\[\d\] /)
  })

  it('says how a host comes to be one where nothing was found', () => {
    const lines = linesOf({ ...troubledReport(), databases: [], tunnels: [], hosts: [], problems: [] })
    expect(lines[2]).toMatch(/^Nothing found to connect to: no databases and no jump hosts\./)
  })

  it('says since when a problem is there, and names both ends of a tunnel that changed', () => {
    const report = troubledReport()
    const [tunnel] = report.tunnels
    const { hostId = '', databaseId = '' } = tunnel ?? {}
    const change = {
      ...{ kind: 'tunnel' as const, id: `${hostId}/${databaseId}`, region: 'eu-west-1' },
      ...{ before: 'BLOCKED', after: 'READY' },
    }
    const problems = report.problems.map((problem) => ({ ...problem, since: '2026-11-20T06:00:00.000Z' }))
    const text = linesOf({ ...report, problems, changes: [change] }).join('\n')
    expect(text).toMatch(/ {6}where .* · since 2026-11-20 06:00 UTC\n/)
    const name = report.hosts.find(({ instanceId }) => instanceId === hostId)?.name
    expect(text).toContain(`tunnel ${name} (${hostId}) to ${databaseId}: BLOCKED → READY`)
  })

  it('shows of a path every hop up to the one that blocks, and the fix that can be planned', () => {
    const text = linesOf(troubledReport()).join('\n')
    expect(text).toContain('eni-0b002 ✔ ─ sg-0h1 ✔ ─ acl-7 ✔ ─ rtb-9 ✔ ─ acl-8 ✔ ─ sg-0e9 ✖')
    expect(text).not.toContain('orders-002 ✔')
    expect(text).toContain('ssm-ready fix plan database-sg-ingress')
  })

  it('says what was not looked at, what has changed, and which acceptances do nothing', () => {
    const text = linesOf(troubledReport()).join('\n')
    expect(text).toContain('ec2:DescribeVpcEndpoints denied in eu-west-1')
    expect(text).toContain('vpc team-002 (vpc-0a002): READY → BLOCKED')
    expect(text).toContain('host-private on i-0gone*: matches nothing')
    expect(text).toContain('accepted  Replaced in the next quarter (OPS-42). (until 2027-03-31)')
  })

  it('shows what an operator may not do, and warnings that bear on nothing', () => {
    const caller = subject('caller', 'arn:aws:iam::123456789012:role/ops')
    const text = linesOf(
      reportOf({
        findings: [
          findingOf('caller-start-session', {
            subject: caller,
            status: 'fail',
            blocks: ['tunnel'],
            message: 'May not.',
          }),
          findingOf('agent-known-issues', {
            subject: subject('host', 'i-0a1'),
            status: 'warn',
            message: 'Known fault.',
          }),
        ],
      }),
    ).join('\n')
    expect(text).toMatch(/\n\[1\] ✖ May not\.\n {6}where {4}arn:aws:iam::123456789012:role\/ops · caller-start-session/)
    expect(text).toMatch(/\nWorth knowing\n {2}⚠ Known fault\. agent-known-issues/)
  })

  it.each([40, 60, 80, 100, 140])('keeps prose within %i columns and every command on one line', (width) => {
    for (const report of [smallReport(), troubledReport()]) {
      const lines = linesOf(report, { width })
      const prose = lines.filter(
        (line) => !isCommand(line) && !/^ {2}\S+ [A-Z ]+ {2}/.test(line) && !/ {2,}/.test(line.trim()),
      )
      for (const line of prose) expect(stringWidth(line), line).toBeLessThanOrEqual(width)
      const commands = report.tunnels.flatMap((t) => t.commands.startSession?.bash ?? [])
      expect(lines.filter((line) => commands.includes(line.trim())).length).toBeGreaterThan(0)
    }
  })

  it.each([40, 50, 60, 70, 80])('fits the rows of the VPCs into %i columns, each with what tells it apart', (width) => {
    const report = troubledReport()
    const [first, second, ...others] = report.vpcs
    if (first === undefined || second === undefined) throw new Error('no two VPCs')
    const vpcs = [{ ...first, name: 'default' }, { ...second, name: 'default' }, ...others]
    const lines = linesOf({ ...report, vpcs, changes: [] }, { width })
    const start = lines.findIndex((line) => /^ {2}STATUS +VPC/.test(line))
    const rows = lines.slice(start, lines.indexOf('', start))
    expect(rows).toHaveLength(vpcs.length + 1)
    for (const row of rows) expect(stringWidth(row), row).toBeLessThanOrEqual(width)
    expect(rows.filter((row) => row.includes(first.vpcId) || row.includes(second.vpcId))).toHaveLength(2)
    expect(rows.filter((row) => row.includes(others[0]?.name ?? '-'))).toHaveLength(1)
  })

  it('keeps a report of 200 VPCs short, problems first, the summary last', () => {
    const lines = linesOf(manyVpcsReport(200))
    expect(lines.length).toBeLessThan(120)
    expect(lines.findIndex((line) => line.startsWith('[1] ✖'))).toBeLessThan(8)
    expect(lines.join('\n')).toContain('… and 4 blocked, 180 ready: --all lists them')
    expect(lines.at(-2)).toBe('200 VPCs: ✔ 180 ready, ✖ 20 blocked')
  })

  it('needs no more than ASCII where the terminal has no more', () => {
    expect(linesOf(troubledReport(), { unicode: false }).join('\n')).toMatch(/^[\n -~]*$/)
  })

  it('differs in colour from the plain one, and in nothing else', () => {
    const colored = render(troubledReport(), { ...OPTIONS, color: true })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the colours
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(render(troubledReport(), OPTIONS))
    expect(colored).not.toBe(render(troubledReport(), OPTIONS))
  })

  it('shows commands of the shell that is used', () => {
    const [tunnel] = smallReport().tunnels
    for (const shell of ['bash', 'powershell', 'cmd'] as const)
      expect(linesOf(smallReport(), { shell }).map((line) => line.trim())).toContain(
        tunnel?.commands.startSession?.[shell],
      )
  })

  it('leaves hostile text inert: no control character, no direction mark, no line of its own', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(render(hostileReport(text), OPTIONS)).not.toMatch(
          /[\p{Cs}\p{Bidi_Control}\u2028\u2029\ufffe\uffff]|(?!\n)\p{Cc}/u,
        )
      }),
      { numRuns: 60 },
    )
  })
})

describe('layout', () => {
  const words = fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 30 }).map((all) => all.join(' '))

  it('wraps to the width and loses nothing but blanks', () => {
    fc.assert(
      fc.property(words, fc.integer({ min: 4, max: 60 }), (text, columns) => {
        const lines = wrap(text, columns)
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(columns)
        expect(lines.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
      }),
    )
  })

  it('does not break where words are glued', () => {
    expect(wrap(`one two${GLUE}three four`, 10)).toEqual(['one', 'two three', 'four'])
  })

  it('hangs further lines under the first', () => {
    expect(hanging('  * ', 'aaaa bbbb cccc dddd eeee ffff', 24)).toEqual(['  * aaaa bbbb cccc dddd', '    eeee ffff'])
  })

  it('shortens to whole characters', () => {
    expect(shorten('👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 5, '…')).toBe('👩‍👩‍👧‍👦👩‍👩‍👧‍👦…')
    expect(shorten('plain', 5, '…')).toBe('plain')
  })
})
