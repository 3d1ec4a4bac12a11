import type { History } from '../../model/history.js'
import { printable } from '../../model/printable.js'
import type { RenderOptions } from '../../render/types.js'
import type { AddCommand } from '../add-command.js'
import type { Io } from '../io.js'
import { addCommonOptions, type CommonOptions, listOption, oneOf, valueOption } from '../options.js'
import { renderOptions } from '../terminal.js'

const FORMATS = ['table', 'markdown', 'html', 'csv', 'json'] as const

interface HistoryOptions extends CommonOptions {
  from: string
  since?: string
  format?: string[]
}

/** Some report could not be read: what is told has a hole there. */
const INCOMPLETE = 3

export const addHistory: AddCommand = (program, io, finish) => {
  const command = program
    .command('history')
    .description('What changed when, and how each VPC did in each month, from the reports that were published')
    .addOption(
      valueOption('--from <place>', 'folder of JSON reports, or s3://BUCKET/PREFIX', 'file').default('reports'),
    )
    .option('--since <date>', 'leaves out what came before: 2026-11-01 (UTC) or a time')
    .addOption(listOption('-o, --format <format>', `${FORMATS.join(', ')}; csv: the months alone`, FORMATS))
  addCommonOptions(command).action(async (options: HistoryOptions) => finish(await history(options, io)))
}

async function history(options: HistoryOptions, io: Io): Promise<number> {
  const format = oneOf('--format', FORMATS, options.format?.at(-1) ?? 'table')
  const app = await import('../../app/index.js')
  const { loadConfig } = await import('../../files/config.js')
  const { from, since, profile } = options
  const region = options.region?.[0] ?? (await loadConfig(io.cwd, options.config)).config.regions?.[0]
  const found = await app.history({
    ...{ from, cwd: io.cwd, env: io.env },
    ...(since !== undefined && { since }),
    ...(profile !== undefined && { profile }),
    ...(region !== undefined && region !== 'all' && { region }),
  })
  const text = (await RENDERERS[format]())(found, renderOptions(io, options))
  io.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  for (const { source, reason } of found.unreadable)
    io.stderr.write(`ssm-ready: skipped: ${printable(source)}: ${printable(reason)}\n`)
  return found.unreadable.length > 0 ? INCOMPLETE : 0
}

type Render = (history: History, options: RenderOptions) => string
const RENDERERS: Record<(typeof FORMATS)[number], () => Promise<Render>> = {
  table: async () => (await import('../../render/history/table.js')).renderTable,
  markdown: async () => (await import('../../render/history/markdown.js')).renderMarkdown,
  html: async () => (await import('../../render/history/html.js')).renderHtml,
  csv: async () => (await import('../../render/history/csv.js')).renderCsv,
  json: async () => (value) => JSON.stringify(value, null, 2),
}
