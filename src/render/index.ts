import type { Format } from '../model/formats.js'
import type { Report } from '../model/report.js'
import type { PartsRenderer, Renderer, RenderOptions } from './types.js'

interface LoadedRenderer {
  render: Renderer
  /** Of the file that holds it, without the dot. */
  extension: string
}

/** A file of the report: `suffix` goes behind the name that all files of one report share. */
export interface RenderedFile {
  suffix: string
  content: string
}

interface FormatModule {
  render: Renderer
  renderParts?: PartsRenderer
}

/** Loads one format's renderer; the others stay on disk. */
export async function loadRenderer(format: Format): Promise<LoadedRenderer> {
  const { module, extension } = RENDERERS[format]
  return { render: (await module()).render, extension }
}

/** One format as files: `.html` mostly; `.asff.json`, `-2.asff.json` and so on where one file may not hold all. */
export async function renderFiles(report: Report, format: Format, options: RenderOptions): Promise<RenderedFile[]> {
  const { module, extension } = RENDERERS[format]
  const { render, renderParts } = await module()
  const parts = renderParts ? renderParts(report) : [render(report, options)]
  return parts.map((content, part) => ({ suffix: suffixOf(extension, part), content: withNewline(content) }))
}

/** Whether the format may need several files. */
export const isSplit = (format: Format): boolean => format === 'asff'

/** Of the n-th file of a format, counted from 0. */
export const partSuffix = (format: Format, part: number): string => suffixOf(RENDERERS[format].extension, part)

const suffixOf = (extension: string, part: number) => `${part === 0 ? '' : `-${part + 1}`}.${extension}`

const withNewline = (text: string) => (text.endsWith('\n') ? text : `${text}\n`)

const RENDERERS: Record<Format, { module: () => Promise<FormatModule>; extension: string }> = {
  table: { module: () => import('./table.js'), extension: 'txt' },
  json: { module: () => import('./json.js'), extension: 'json' },
  jsonl: { module: () => import('./jsonl.js'), extension: 'jsonl' },
  markdown: { module: () => import('./markdown.js'), extension: 'md' },
  html: { module: () => import('./html.js'), extension: 'html' },
  slack: { module: () => import('./slack.js'), extension: 'slack.json' },
  csv: { module: () => import('./csv.js'), extension: 'csv' },
  junit: { module: () => import('./junit.js'), extension: 'junit.xml' },
  sarif: { module: () => import('./sarif.js'), extension: 'sarif' },
  asff: { module: () => import('./asff.js'), extension: 'asff.json' },
  metrics: { module: () => import('./metrics.js'), extension: 'prom' },
}
