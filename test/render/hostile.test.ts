import fc from 'fast-check'
import { XMLValidator } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { printable } from '../../src/model/printable.js'
import { render as asff } from '../../src/render/asff.js'
import { render as csv } from '../../src/render/csv.js'
import { render as html } from '../../src/render/html.js'
import { render as jsonl } from '../../src/render/jsonl.js'
import { render as junit } from '../../src/render/junit.js'
import { render as metrics } from '../../src/render/metrics.js'
import { render as sarif } from '../../src/render/sarif.js'
import { render as slack } from '../../src/render/slack.js'
import { parseCsv } from '../support/csv.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'
import { OPTIONS } from '../support/render-options.js'
import { hostileReport } from '../support/reports.js'

const FORMATS = { asff, csv, html, jsonl, junit, metrics, sarif, slack }
const hostile = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary', maxLength: 80 }))

describe.each(Object.entries(FORMATS))('hostile text in %s', (_, render) => {
  it('leaves no control character, no direction mark and no broken character', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const rendered = render(hostileReport(text), OPTIONS)
        expect(rendered).not.toMatch(/[\p{Cs}\p{Bidi_Control}\u2028\u2029\ufffe\uffff]|(?![\r\n])\p{Cc}/u)
      }),
      { numRuns: 40 },
    )
  })
})

describe('hostile text stays readable', () => {
  it.each(HOSTILE_TEXTS)('%j', (text) => {
    const shown = printable(text)
    const report = hostileReport(text)
    const rows = parseCsv(csv(report, OPTIONS))
    expect(rows.filter((row) => row.some((cell) => cell.includes(shown))).length).toBeGreaterThan(10)
    for (const row of rows) {
      for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/)
    }
    const { runs } = JSON.parse(sarif(report, OPTIONS))
    expect(JSON.stringify(runs[0].results[0].message)).toContain(JSON.stringify(shown).slice(1, -1))
    const xml = junit(report, OPTIONS)
    expect(XMLValidator.validate(xml)).toBe(true)
    expect(xml).not.toContain(']]>')
  })
})
