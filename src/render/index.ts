import type { Format } from '../model/formats.js'
import type { Renderer } from './types.js'

export interface LoadedRenderer {
  render: Renderer
  /** Of the file that holds it, without the dot. */
  extension: string
}

/** Loads one format's renderer; the others stay on disk. */
export async function loadRenderer(format: Format): Promise<LoadedRenderer> {
  const { module, extension } = RENDERERS[format]
  return { render: (await module()).render, extension }
}

const RENDERERS: Record<Format, { module: () => Promise<{ render: Renderer }>; extension: string }> = {
  table: { module: () => import('./table.js'), extension: 'txt' },
  json: { module: () => import('./json.js'), extension: 'json' },
  markdown: { module: () => import('./markdown.js'), extension: 'md' },
  html: { module: () => import('./html.js'), extension: 'html' },
  slack: { module: () => import('./slack.js'), extension: 'slack.json' },
  csv: { module: () => import('./csv.js'), extension: 'csv' },
  junit: { module: () => import('./junit.js'), extension: 'junit.xml' },
  sarif: { module: () => import('./sarif.js'), extension: 'sarif' },
  asff: { module: () => import('./asff.js'), extension: 'asff.json' },
}
