import { describe, expect, it } from 'vitest'
import { render } from '../../src/render/json.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'
import { OPTIONS } from '../support/render-options.js'
import { hostileReport, troubledReport } from '../support/reports.js'

describe('json', () => {
  it('is the report and nothing else, whatever the terminal', () => {
    const text = render(troubledReport(), OPTIONS)
    expect(JSON.parse(text)).toEqual(troubledReport())
    expect(text.startsWith('{\n "schemaVersion": 1,')).toBe(true)
    expect(render(troubledReport(), { color: true, unicode: false, width: 40 })).toBe(text)
  })

  it.each(HOSTILE_TEXTS)('keeps %j as it is, in characters that a terminal does not act on', (text) => {
    const shown = render(hostileReport(text), OPTIONS)
    expect(JSON.parse(shown).vpcs[0].name).toBe(text)
    expect(shown).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u)
  })
})
