import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { html } from '../../src/render/html/markup.js'
import { asData } from '../../src/render/html/tree.js'
import { render } from '../../src/render/html.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'
import { OPTIONS } from '../support/render-options.js'
import { hostileReport, manyVpcsReport, smallReport, troubledReport } from '../support/reports.js'

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

  it('draws the path of each tunnel, with the blocking hop marked and named', () => {
    expect(page).toContain(
      'aria-label="Path from i-0b002 to orders-002:5432: 7 hops, blocked at sg-0e9 (security-group-ingress)"',
    )
    expect(page.match(/class="ring"/g)).toHaveLength(1)
    expect(page).toContain('Near miss: sg-0e9 admits tcp/5432 only from 10.9.0.0/16')
  })

  it('shows what was not looked at, what changed and what is accepted', () => {
    expect(page).toMatch(/<section id="gaps">[\s\S]*ec2:DescribeVpcEndpoints[\s\S]*denied/)
    expect(page).toMatch(/<section id="changes">[\s\S]*team-002[\s\S]*BLOCKED/)
    expect(page).toMatch(/<section id="accepted">[\s\S]*OPS-42/)
    expect(render(smallReport(), OPTIONS)).toContain('Every question that a check asked was answered.')
  })

  it('has each id once', () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect(ids.filter((id, position) => ids.indexOf(id) !== position)).toEqual([])
  })

  it('keeps the details of many VPCs as data', () => {
    const many = render(manyVpcsReport(60), OPTIONS)
    expect(many.match(/<script type="application\/json">/g)).toHaveLength(60)
    expect(many).not.toContain('<svg')
    expect(page).not.toContain('<script type')
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

describe('markup as data', () => {
  const dataOf = (text: string) => JSON.parse(text.replace(/^<script type="application\/json">|<\/script>$/g, ''))

  it('is the same tree', () => {
    const data = dataOf(
      asData(html`<p class="a" hidden>x <b>y</b><br>z</p>\n<svg viewBox="0 0 1 1"><path d="M0"/></svg>`).toString(),
    )
    expect(data).toEqual([
      ['p', { class: 'a', hidden: '' }, 'x ', ['b', {}, 'y'], ['br', {}], 'z'],
      ['svg', { viewBox: '0 0 1 1' }, ['path', { d: 'M0' }]],
    ])
  })

  it('holds any text unharmed, and never ends its element', () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary' })), (text) => {
        const written = asData(html`<p title="${text}">${`x${text}`}</p>`).toString()
        expect(written.slice(1, -1).match(/</g)).toHaveLength(1)
        expect(dataOf(written)).toEqual([['p', { title: text }, `x${text}`]])
      }),
    )
  })

  it.each(['<p>', '</p>', '<p></b></p>', '<p onclick=x>', '<!-- x -->', '<p <b>'])('refuses %s', (text) => {
    expect(() => asData(html([text]))).toThrow(/Markup that/)
  })
})
