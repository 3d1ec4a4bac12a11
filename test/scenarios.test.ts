import { describe, expect, it } from 'vitest'
import { CHECKS } from '../src/checks/index.js'
import { runChecks } from '../src/checks/run.js'
import { auditOf, loadScenarios } from './support/scenario.js'

describe.each(loadScenarios())('$file', ({ file, scenario }) => {
  it('is named after its check', () => {
    expect(file).toBe(`${scenario.check}.json`)
  })

  it.each(scenario.cases)('$name', (scenarioCase) => {
    const check = CHECKS.find((c) => c.id === scenario.check)
    if (!check) throw new Error(`no check ${scenario.check}`)
    const findings = runChecks([check], auditOf(scenarioCase))
    expect(findings.length).toBeGreaterThan(0)
    for (const { subject, hops, ...expected } of scenarioCase.expect) {
      const about = subject === undefined ? findings : findings.filter((f) => f.subject.id === subject)
      expect(about.length, `findings about ${subject}`).toBeGreaterThan(0)
      for (const finding of about) {
        expect({ status: finding.status, reason: finding.reason }, finding.message).toEqual(expected)
        if (hops) expect(finding.hops?.filter((h) => h.outcome !== 'pass').map((h) => h.code)).toEqual(hops)
      }
    }
  })
})
