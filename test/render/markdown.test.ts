import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { code, codeBlock, plain } from '../../src/render/markdown/syntax.js'
import { render } from '../../src/render/markdown.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'
import { OPTIONS } from '../support/render-options.js'
import { hostileReport, smallReport, troubledReport } from '../support/reports.js'
import { reportOfSample } from '../support/sample-report.js'

const hostile = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary', maxLength: 80 }))

/** Outside of code blocks and code spans. */
function prose(markdown: string): string {
  const fences = /^( *)(`{3,})sh\n[\s\S]*?\n\1\2$/gm
  return markdown.replace(fences, '').replace(/`[^`\n]+`/g, '')
}

describe('Markdown', () => {
  it('shows verdicts, what is in the way, what was not looked at, what has changed, and how to connect', () => {
    const text = render(troubledReport(), OPTIONS)
    for (const part of [
      '| ✖ BLOCKED | team-002 `vpc-0a002` |',
      '| ✔ READY | orders-001 | team-001 (vpc-0a001) | jump-001 (i-0b001) | `ssm-ready connect orders-001 --region eu-west-1` |  |',
      '    - At `sg-0e9`',
      'ssm-ready fix plan database-sg-ingress',
      '`ec2:DescribeVpcEndpoints` denied',
      'READY → BLOCKED',
      'OPS-42',
      '`i-0gone*`',
    ])
      expect(text).toContain(part)
  })

  it('lists databases as the table does: in the order of what is in the way', async () => {
    const text = render(await reportOfSample('troubled'), OPTIONS)
    const numbers = [...text.matchAll(/^\| [✖?] .* (\d+)\. [^|]*\|$/gmu)].map(([, number]) => Number(number))
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 8])
  })

  it('says once what is to be known of clients, and names before ids in what mends a deviation', async () => {
    const text = render(await reportOfSample('troubled'), OPTIONS)
    expect(text.split('a session ends after 60 idle minutes')).toHaveLength(2)
    expect(text).toMatch(/\n### Good to know\n\n- /)
    expect(text).toMatch(/Fix: Create an interface endpoint of kms, logs, ssm and ssmmessages in billing \(vpc-/)
  })

  it('has every command of what works in a block of its own', () => {
    const report = smallReport()
    const lines = render(report, OPTIONS).split('\n')
    const [tunnel] = report.tunnels
    const [host] = report.hosts
    for (const command of [tunnel?.commands.startSession, tunnel?.commands.client?.[0], host?.commands.shell])
      expect(lines).toContain(command?.bash)
  })

  it('keeps hostile text from being markup, HTML, a link or a row of the table', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const markdown = render(hostileReport(text), OPTIONS)
        expect(markdown).not.toMatch(/[\p{Cs}\p{Bidi_Control}\u2028\u2029]|(?!\n)\p{Cc}/u)
        const outside = prose(markdown)
        expect(outside.replaceAll('<code>', '').replaceAll('</code>', '')).not.toMatch(/<|(?<!\\)`|:\/\//)
        const rows = outside.split('\n').filter((line) => line.startsWith('| '))
        const widths = new Set(rows.map((line) => line.match(/(?<!\\)\|/g)?.length))
        // Of the tables of databases and of VPCs.
        expect([...widths].sort()).toEqual([7, 8])
      }),
      { numRuns: 60 },
    )
  })
})

describe('syntax', () => {
  it.each([
    ['a_b*c*', 'a\\_b\\*c\\*'],
    ['[x](javascript:1)', '\\[x\\](javascript:1)'],
    ['<img>', '&lt;img&gt;'],
    ['&lt;', '&amp;lt;'],
    ['a|b', 'a\\|b'],
    ['a\\|b', 'a\\\\\\|b'],
    ['@team #12', '@&#8203;team #&#8203;12'],
    ['https://x.example', 'https&#58;//x.example'],
    ['www.x.example', 'www&#46;x.example'],
    ['i-0a1 (vpc-0a1): 10.0.0.0/16', 'i-0a1 (vpc-0a1): 10.0.0.0/16'],
  ])('%j as text is %j', (text, expected) => {
    expect(plain(text)).toBe(expected)
  })

  it.each([
    ['vpc-0a1', '`vpc-0a1`'],
    ['a`b', '<code>a\\`b</code>'],
    ['a|b', '<code>a\\|b</code>'],
    ['', ''],
  ])('%j as code is %j', (text, expected) => {
    expect(code(text)).toBe(expected)
  })

  it('fences longer than what is fenced', () => {
    expect(codeBlock('a ```` b')).toEqual(['`````sh', 'a ```` b', '`````'])
    expect(codeBlock('a', '  ')).toEqual(['  ```sh', '  a', '  ```'])
  })
})
