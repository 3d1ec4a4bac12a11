// Golden files, few enough to be read: the article's account in every format, the troubled one in those for people.
// After a change that is meant: `npx --no vitest run --project unit test/golden.test.ts --update`, then read the diff.
import { describe, expect, it } from 'vitest'
import { FORMATS, type Format } from '../src/model/formats.js'
import { loadRenderer } from '../src/render/index.js'
import type { RenderOptions } from '../src/render/types.js'
import type { SampleName } from '../src/sample/index.js'
import { reportOfSample } from './support/sample-report.js'

const OPTIONS: RenderOptions = { color: false, unicode: true, width: 100 }
const GOLDENS: readonly [SampleName, readonly Format[]][] = [
  ['article', FORMATS],
  ['troubled', ['table', 'markdown', 'html']],
]

describe.each(GOLDENS)('%s', (sample, formats) => {
  it.each(formats)('as %s', async (format) => {
    const report = await reportOfSample(sample)
    // A later version of the program does not look different for its number.
    const unnumbered = { ...report, tool: { ...report.tool, version: '0.0.0' } }
    const { render, extension } = await loadRenderer(format)
    const file = `./golden/${sample}.${format}.${extension.split('.').at(-1)}`
    await expect(`${render(unnumbered, OPTIONS)}\n`).toMatchFileSnapshot(file)
  })
})
