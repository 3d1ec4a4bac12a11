import { describe, expect, it } from 'vitest'
import { explain } from '../../src/app/index.js'
import type { Finding } from '../../src/model/finding.js'
import { FORMATS } from '../../src/model/formats.js'
import { renderExplanation } from '../../src/render/explanation.js'
import { loadRenderer } from '../../src/render/index.js'
import { OPTIONS } from '../support/render-options.js'
import { reportOfSample } from '../support/sample-report.js'
import { withoutNames } from '../support/without-names.js'

const serviceOf = ({ checkId }: Finding) => /^path-(.*)$/.exec(checkId)?.[1]
/** Service names of AWS that a text speaks of. */
const servicesIn = (text: string) =>
  new Set(
    [...text.matchAll(/\b(ssm|ssmmessages|ec2messages|kms|logs|s3)\.eu-west-1\.amazonaws\.com/g)].map((m) => m[1]),
  )

describe('what is said of a path', async () => {
  const report = await reportOfSample('troubled', {}, { allHops: true })
  const paths = report.findings.filter((finding) => serviceOf(finding) !== undefined && finding.status !== 'skip')

  it('names the service that the path leads to, and no other, in its sentence and at every hop', () => {
    expect(new Set(paths.map(({ status }) => status))).toEqual(new Set(['pass', 'fail', 'unknown']))
    for (const finding of paths) {
      expect(servicesIn(finding.message), finding.message).toEqual(new Set([serviceOf(finding)]))
      for (const { why } of finding.hops ?? [])
        expect(
          [...servicesIn(why), serviceOf(finding)].filter((name) => name !== serviceOf(finding)),
          why,
        ).toEqual([])
    }
    for (const { checkId, message } of report.problems.filter((problem) => problem.checkId.startsWith('path-')))
      expect(servicesIn(message), message).toEqual(new Set([checkId.replace('path-', '')]))
  })

  it('says so as slack: by the sentence, or by the check where the hop alone is told', async () => {
    const { render } = await loadRenderer('slack')
    const text = render(report, OPTIONS)
    const leading = report.problems.filter(({ checkId, level }) => checkId.startsWith('path-') && level === 'blocked')
    expect(leading.length).toBeGreaterThan(1)
    const unnamed = leading.filter(({ checkId }) => {
      const service = checkId.replace('path-', '')
      return !text.includes(`cannot reach ${service}.eu-west-1`) && !text.includes(`_${checkId}_`)
    })
    expect(unnamed).toEqual([])
  })

  // Metrics hold no sentences.
  it.each(FORMATS.filter((format) => format !== 'slack' && format !== 'metrics'))('says so as %s', async (format) => {
    const { render } = await loadRenderer(format)
    const text = render(report, { ...OPTIONS, width: 140 }).replace(/\s+/g, ' ')
    const leading = report.problems.filter(({ checkId, level }) => checkId.startsWith('path-') && level === 'blocked')
    expect(leading.length).toBeGreaterThan(0)
    const forPeople = ['table', 'markdown'].includes(format)
    for (const { checkId } of forPeople ? leading : paths.filter(({ status }) => status === 'fail'))
      expect(text).toContain(`cannot reach ${checkId.replace('path-', '')}.eu-west-1.amazonaws.com:443`)
  })

  it('says so in an explanation', () => {
    for (const { subject } of paths.filter(({ status }) => status === 'fail')) {
      const text = renderExplanation(explain(report, subject.id), { ...OPTIONS, width: 140, all: true })
      for (const finding of paths.filter((path) => path.subject.id === subject.id))
        expect(withoutNames(text.replace(/\s+/g, ' '))).toContain(finding.message)
    }
  })
})
