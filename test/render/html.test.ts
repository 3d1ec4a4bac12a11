import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change } from '../../src/model/report.js'
import { lanesOf } from '../../src/render/html/lanes.js'
import { render } from '../../src/render/html.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'
import { OPTIONS } from '../support/render-options.js'
import { hostileReport, manyVpcsReport, smallReport, troubledReport } from '../support/reports.js'
import { reportOfSample } from '../support/sample-report.js'
import { withoutNames } from '../support/without-names.js'

const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`
const contentsOf = (page: string, tag: string) =>
  [...page.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))].map(([, content = '']) => content)

/** The page without its own style and script: what the report put there. */
const bodyOf = (page: string) => page.replace(/<style>[\s\S]*?<\/style>/, '').replace(/<script>[\s\S]*?<\/script>/, '')

describe('the html page', () => {
  const page = render(troubledReport(), OPTIONS)

  it('admits its own style and script by hash, and nothing else', () => {
    const policy = page.match(/Content-Security-Policy" content="([^"]*)"/)?.[1]?.replaceAll('&#39;', "'") ?? ''
    const [style = '', ...styles] = contentsOf(page, 'style')
    const [script = '', ...scripts] = contentsOf(page, 'script')
    expect([...styles, ...scripts]).toEqual([])
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `style-src '${hash(style)}'`,
      `script-src '${hash(script)}'`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ])
    expect(script).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|DOMParser/)
  })

  it('asks for nothing: no source, no import, and no address but links', () => {
    expect(page).not.toMatch(/\ssrc=|@import|url\(|<link rel="(?!icon" href="data:)|\sstyle=|\son[a-z]+=/)
  })

  it('says in words what the colours say', () => {
    for (const word of ['BLOCKED', 'UNKNOWN', 'DEGRADED', 'READY', 'NOT APPLICABLE']) {
      expect(page).toMatch(new RegExp(`class="badge is-[A-Z_]+"><span aria-hidden="true">[^<]+</span> ${word}</span>`))
    }
  })

  it('opens with the answer: what can be reached and how, then what is in the way with its fix', () => {
    const text = page.replace(/<style>[\s\S]*?<\/style>/, '')
    const order = [
      '<h1>3 of 5 databases can be reached</h1>',
      '<b>Fix first</b>',
      '<h2 id="databases-name">',
      'ssm-ready connect orders-001',
      '<h2 id="problems-name">',
      '<b>Fix</b>',
      '<h2 id="vpcs-name">',
    ].map((part) => text.indexOf(part))
    expect(order).not.toContain(-1)
    expect(order).toEqual(order.toSorted((a, b) => a - b))
  })

  it('names beside each database that cannot be reached the number and sentence of what is in the way', () => {
    const { databases, problems } = troubledReport()
    const away = databases.filter(({ verdict }) => verdict === 'BLOCKED' || verdict === 'UNKNOWN')
    expect(away).not.toEqual([])
    for (const { databaseId, problem } of away) {
      const card = page.match(new RegExp(`<article class="db[^>]* aria-label="${databaseId}"[\\s\\S]*?</article>`))?.[0]
      const number = problems.filter(({ level }) => level !== 'deviating').findIndex(({ key }) => key === problem) + 1
      expect(card).toContain(`href="#problem-${number}"`)
      expect(page).toContain(`id="problem-${number}"`)
    }
  })

  it('tells each fix once', () => {
    for (const { remedy } of troubledReport().problems)
      if (remedy) expect(withoutNames(page).split(`<b>Fix</b> ${remedy.text}`)).toHaveLength(2)
  })

  it('draws the path that blocks, with its obstacle marked and named', () => {
    expect(page).toContain('aria-label="Path from jump-002 to orders-002: blocked at sg-0e9 (security-group-ingress)"')
    expect(page).toMatch(/class="stop is-fail obstacle">(?:(?!<\/li>).)*sg-0e9<\/span><b class="here">/)
    expect(page).toContain('Nearest: sg-0e9 admits tcp/5432 only from 10.9.0.0/16')
  })

  it('draws what keeps everybody out in every lane, though it is listed once', () => {
    const hop = (kind: string, outcome: 'pass' | 'fail' = 'pass') => ({ at: kind, kind, outcome, code: '', why: '' })
    const lane = (to: string) => [{ ...hop('security-group-egress'), to }, hop('route')]
    const kinds = (outcome: 'pass' | 'fail') =>
      lanesOf([
        ...lane('subnet-0a'),
        hop('security-group-ingress', outcome),
        ...lane('subnet-0b'),
        hop('network-acl-ingress'),
        hop('return-route'),
      ]).lanes.map(({ hops }) => hops.map((each) => each.kind))
    expect(kinds('fail')[1]).toEqual([
      ...['security-group-egress', 'route', 'network-acl-ingress', 'security-group-ingress', 'return-route'],
    ])
    expect(kinds('pass')[1]).not.toContain('security-group-ingress')
  })

  it('tells of each tunnel what is amiss with its own host', async () => {
    const page = render(await reportOfSample('troubled'), OPTIONS)
    for (const host of ['legacy-jump-a', 'legacy-jump-b']) {
      const part = page.match(new RegExp(`<h4>${host} \\([^)]*\\) → legacy-crm[\\s\\S]*?</section>`))?.[0]
      expect(part).toContain(`<li>${host} runs agent`)
    }
  })

  it('draws no way as open to a database that nobody reaches', async () => {
    const page = render(await reportOfSample('troubled'), OPTIONS)
    const paths = [
      ...page.matchAll(/<div class="path" .*?aria-label="Path from \S+ to (\S+): blocked[^"]*">(.*?)<\/div><\/div>/gs),
    ]
    expect(paths.length).toBeGreaterThan(2)
    for (const [, to = '', path = ''] of paths)
      for (const lane of path.split('<div class="lane">').slice(1))
        if (lane.includes(`<b class="name">${to}</b>`)) expect(lane).toContain('(not reached)')
  })

  it('draws a lane for each subnet that is aimed at', () => {
    const hop = (kind: string) => ({ at: 'x', kind, outcome: 'pass' as const, code: 'ALLOWED', why: '' })
    const lane = (to: string) => [{ ...hop('security-group-egress'), to }, hop('route')]
    const { trunk, lanes, tail } = lanesOf([
      hop('network-interface'),
      ...lane('subnet-0a'),
      ...lane('subnet-0b'),
      hop('endpoint-policy'),
    ])
    expect(trunk.map(({ kind }) => kind)).toEqual(['network-interface'])
    expect(lanes.map(({ to, hops }) => [to, hops.length])).toEqual([
      ['subnet-0a', 2],
      ['subnet-0b', 2],
    ])
    expect(tail.map(({ kind }) => kind)).toEqual(['endpoint-policy'])
  })

  it('shows what was not looked at, what changed and what is accepted', () => {
    expect(page).toMatch(/<section id="gaps"[^>]*>[\s\S]*ec2:DescribeVpcEndpoints[\s\S]*denied/)
    expect(page).toMatch(/<section id="changes">[\s\S]*team-002[\s\S]*BLOCKED/)
    expect(page).toMatch(/<section id="accepted">[\s\S]*OPS-42/)
    expect(render(smallReport(), OPTIONS)).toContain(
      'Every call was answered, and so was every question that a check asked.',
    )
  })

  it('has each id once', () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect(ids.filter((id, position) => ids.indexOf(id) !== position)).toEqual([])
  })

  it('leads nowhere that is not there, of few VPCs and of many, and says of what is gone that it is', () => {
    const region = 'eu-west-1'
    for (const report of [troubledReport(), manyVpcsReport(60)]) {
      const vpcId = 'vpc-0a001'
      const changes: Change[] = [
        {
          kind: 'tunnel',
          id: 'i-0b001/orders-001',
          databaseKind: 'instance',
          vpcId,
          region,
          before: 'BLOCKED',
          after: 'READY',
        },
        { kind: 'tunnel', id: 'i-0gone/orders-001', databaseKind: 'instance', vpcId, region, before: 'READY' },
        { kind: 'database', id: 'orders-001', databaseKind: 'instance', vpcId, region, after: 'READY' },
        { kind: 'database', id: 'orders-gone', databaseKind: 'instance', vpcId, region, before: 'READY' },
        { kind: 'host', id: 'i-0b001', vpcId, region, capability: 'shell', before: 'BLOCKED', after: 'READY' },
        { kind: 'host', id: 'i-0gone', name: 'old', vpcId, region, before: 'READY' },
        { kind: 'vpc', id: 'vpc-0gone', name: 'old', vpcId: 'vpc-0gone', region, before: 'READY' },
      ]
      const shown = render({ ...report, changes }, OPTIONS)
      const ids = new Set([...shown.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id))
      const links = [...shown.matchAll(/<a (?:class="[^"]*" )?href="#([^"]*)"/g)].map(([, to = '']) =>
        decodeURIComponent(to),
      )
      expect(links.length).toBeGreaterThan(20)
      expect(links.filter((to) => !ids.has(to))).toEqual([])
      const rows = shown.match(/<section id="changes">[\s\S]*?<\/section>/)?.[0].match(/<tr><td>.*?<\/tr>/g) ?? []
      expect(
        rows.map((row) => row.includes('<a ')),
        rows.join(),
      ).toEqual([true, false, true, false, true, false, false])
      expect(rows[5]).toContain('host old (i-0gone)')
    }
  })

  it('says since when each problem is there', () => {
    const report = troubledReport()
    const problems = report.problems.map((problem) => ({ ...problem, since: '2026-11-20T06:00:00.000Z' }))
    const since = ' · since <time datetime="2026-11-20T06:00:00.000Z">2026-11-20 06:00 UTC</time>'
    expect(render({ ...report, problems }, OPTIONS).split(since).length - 1).toBe(
      problems.filter(({ level }) => level !== 'deviating').length,
    )
    expect(page).not.toContain(' · since ')
  })

  it('of many VPCs says how to connect to any', () => {
    expect(render(manyVpcsReport(60), OPTIONS)).toMatch(/<b>Reach now<\/b> <code>ssm-ready connect NAME<\/code>/)
  })

  it('never says that nothing was left out beside an unknown', () => {
    const report = { ...troubledReport(), gaps: [], complete: true }
    const shown = render(report, OPTIONS)
    expect(shown).not.toMatch(/Not looked at \(0\)|so was every question/)
    expect(shown).toContain(`${report.summary.findings.unknown} finding`)
    expect(shown).toContain('<h2 id="gaps-name">Left open</h2>')
  })

  it('of many VPCs shows what passed as counts', () => {
    const many = render(manyVpcsReport(60), OPTIONS)
    expect(many).toContain('<p class="meta">Passed: ')
    expect(many).not.toContain('<dl class="checks">')
    expect(page).toContain('<dl class="checks">')
  })

  it('of 500 VPCs is at most 3 MB', () => {
    expect(Buffer.byteLength(render(manyVpcsReport(500), OPTIONS))).toBeLessThan(3_000_000)
  })

  it('lets no text become markup', () => {
    const shape = (text: string) =>
      bodyOf(render(hostileReport(text), OPTIONS))
        .match(/<[^>]*>/g)
        ?.map((tag) => tag.replace(/"[^"]*"/g, '""'))
    const expected = shape('harmless')
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary' })), (text) => {
        fc.pre(text.trim() !== '')
        expect(shape(`x${text}`)).toEqual(expected)
      }),
      { numRuns: 40 },
    )
  })
})
