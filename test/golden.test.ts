// Golden files: what each sample's report looks like in every format. After a change that is meant, look at what
// `UPDATE_GOLDEN=1 npx --no vitest run --project unit test/golden.test.ts && git diff test/golden` shows, and commit it.
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { FORMATS, type Format } from '../src/model/formats.js'
import type { Report } from '../src/model/report.js'
import { loadRenderer } from '../src/render/index.js'
import type { RenderOptions } from '../src/render/types.js'
import type { SampleName } from '../src/sample/index.js'
import { reportOfSample } from './support/sample-report.js'

const FOLDER = new URL('./golden/', import.meta.url)
const OPTIONS: RenderOptions = { color: false, unicode: true, width: 100 }
const LARGE = { vpcs: 12, instances: 60, databases: 20 }

/** A later version of the program does not look different for its number. */
async function reportOf(sample: SampleName): Promise<Report> {
  const report = await reportOfSample(sample, {}, {}, { large: LARGE })
  return { ...report, tool: { ...report.tool, version: '0.0.0' } }
}

async function expectGolden(name: string, report: Report, format: Format, options: Partial<RenderOptions> = {}) {
  const { render, extension } = await loadRenderer(format)
  const file = new URL(`${name}.${extension.split('.').at(-1)}`, FOLDER)
  const rendered = `${render(report, { ...OPTIONS, ...options })}\n`
  if (process.env['UPDATE_GOLDEN']) writeFileSync(file, rendered)
  const lines = rendered.split('\n')
  const golden = readFileSync(file, 'utf8').split('\n')
  // The first line that differs says more than a diff of a megabyte.
  const at = lines.findIndex((line, i) => line !== golden[i])
  expect(lines[at], `line ${at + 1} of ${file.pathname}`).toBe(golden[at])
  expect(lines).toHaveLength(golden.length)
}

describe.each(['article', 'troubled', 'large'] as const)('%s', (sample) => {
  it('is the same on every run', async () => {
    expect(await reportOf(sample)).toEqual(await reportOf(sample))
  })

  it.each(FORMATS)('as %s', async (format) => {
    await expectGolden(`${sample}.${format}`, await reportOf(sample), format)
  })
})

describe('troubled as a table', () => {
  it.each<[string, Partial<RenderOptions>]>([
    ['80-columns', { width: 80 }],
    ['140-columns', { width: 140 }],
    ['ascii', { unicode: false }],
    ['color', { color: true }],
    ['powershell', { shell: 'powershell' }],
    ['cmd', { shell: 'cmd' }],
  ])('%s', async (variant, options) => {
    await expectGolden(`troubled.table-${variant}`, await reportOf('troubled'), 'table', options)
  })
})
