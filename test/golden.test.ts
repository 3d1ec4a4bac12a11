// Golden files, few enough to be read: the article's account in every format, the troubled one in those for people.
// After a change that is meant: `npx --no vitest run --project unit test/golden.test.ts --update`, then read the diff.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FORMATS, type Format } from '../src/model/formats.js'
import type { SampleName } from '../src/model/samples.js'
import { loadRenderer } from '../src/render/index.js'
import type { RenderOptions } from '../src/render/types.js'
import { reportOfSample } from './support/sample-report.js'

/** As `ssm-ready audit --sample NAME` prints it. */
const optionsOf = (sample: SampleName): RenderOptions => ({
  color: false,
  unicode: true,
  width: 100,
  own: { program: ['ssm-ready'] as const, sample },
})
const GOLDENS: readonly [SampleName, readonly Format[]][] = [
  ['article', FORMATS],
  ['troubled', ['table', 'markdown', 'html']],
]

/** SARIF without the rules of checks that nothing was found by, later ones among them, and their numbers. */
function shortened(format: Format, text: string): string {
  if (format !== 'sarif') return text
  const log = JSON.parse(text)
  const { tool, results } = log.runs[0]
  const found = new Set(results.map(({ ruleId }: { ruleId: string }) => ruleId))
  tool.driver.rules = tool.driver.rules.filter(({ id }: { id: string }) => found.has(id))
  for (const result of results) delete result.ruleIndex
  return JSON.stringify(log, undefined, 2)
}

describe.each(GOLDENS)('%s', (sample, formats) => {
  it.each(formats)('as %s', async (format) => {
    const report = await reportOfSample(sample)
    // A later version of the program does not look different for its number.
    const unnumbered = { ...report, tool: { ...report.tool, version: '0.0.0' } }
    const { render, extension } = await loadRenderer(format)
    const ending = extension.split('.').at(-1)
    const file = ending === format ? format : `${format}.${ending}`
    const text = shortened(format, render(unnumbered, optionsOf(sample)))
    await expect(`${text}\n`).toMatchFileSnapshot(`./golden/${sample}.${file}`)
  })
})

it('README shows lines of the troubled report, in their order', () => {
  const linesOf = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8').split('\n')
  const readme = linesOf('../README.md')
  const start = readme.indexOf('```') + 1
  const excerpt = readme
    .slice(start, readme.indexOf('```', start))
    .map((line) => line.replace(/^ssm-ready [\d.]+/, 'ssm-ready 0.0.0'))
  const report = linesOf('./golden/troubled.table.txt')
  let at = 0
  for (const line of excerpt.filter((each) => each !== '  …')) {
    const found = report.indexOf(line, at)
    expect(found, line).toBeGreaterThanOrEqual(at)
    at = found + 1
  }
})
