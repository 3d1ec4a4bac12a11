import pc from 'picocolors'
import type { CatalogueEntry } from '../model/catalogue.js'
import type { RenderOptions } from './types.js'

/** The catalogue as lines: id, what a fail takes away, the good condition. */
export function renderCatalogue(entries: readonly CatalogueEntry[], options: RenderOptions): string {
  const colors = pc.createColors(options.color)
  const width = Math.max(...entries.map((entry) => entry.id.length))
  const lines = entries.map((entry) => {
    const effects = [...entry.blocks, ...(entry.posture ? ['posture'] : [])].join(', ') || '-'
    return `${colors.bold(entry.id.padEnd(width))}  ${entry.subject.padEnd(8)}  ${entry.title}\n${' '.repeat(width + 2)}${colors.dim(`a fail takes away: ${effects}`)}`
  })
  return [...lines, '', `${entries.length} checks`].join('\n')
}
