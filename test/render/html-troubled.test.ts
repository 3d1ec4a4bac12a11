import { describe, expect, it } from 'vitest'
import { render } from '../../src/render/html.js'
import { OPTIONS } from '../support/render-options.js'
import { reportOfSample } from '../support/sample-report.js'
import { withoutNames } from '../support/without-names.js'

describe('the html page of the troubled account', async () => {
  const report = await reportOfSample('troubled')
  const shown = render(report, OPTIONS)

  it('shows what mends each deviation', () => {
    const deviating = report.problems.filter(({ level }) => level === 'deviating')
    expect(deviating.length).toBeGreaterThan(2)
    for (const { remedy } of deviating)
      if (remedy) expect(withoutNames(shown).split(`<b>Fix</b> ${remedy.text}`)).toHaveLength(2)
  })

  it('says of each tunnel what refuses it, not another one', () => {
    const section = (from: string) =>
      shown.match(new RegExp(`<h4>${from} \\([^)]*\\) → payments-db[\\s\\S]*?</section>`))?.[0] ?? ''
    expect(section('payments-jump-a')).toMatch(
      /<li>sg-\w+ has no rule that allows tcp\/443 from eni-\w+ \(10\.4\.0\.14\)/,
    )
    expect(section('payments-jump-b')).toMatch(
      /<li>sg-\w+ has no rule that allows tcp\/443 from eni-\w+ \(10\.4\.16\.14\)/,
    )
  })

  it('names before ids in fixes, too', () => {
    expect(shown).toContain('<b>Fix</b> Start data-jump-old (i-0b650240f30accc38)')
  })
})
