import { explain, runAudit } from '../../app/index.js'
import { type AccountOptions, addCommonOptions, addSourceOptions, list, oneOf } from '../options.js'
import type { AddCommand } from '../program.js'
import { openSource } from '../source.js'
import { progressOn, renderOptions } from '../terminal.js'

const FORMATS = ['table', 'json'] as const

interface ExplainOptions extends AccountOptions {
  format?: string[]
}

export const addExplain: AddCommand = (program, io, finish) => {
  const command = program
    .command('explain')
    .description('Every hop and every check of one host, or of the tunnel from it to a database, and the fix')
    .argument('<host>', 'instance id or name')
    .argument('[database]', 'database id or endpoint')
    .option('--format <format>', FORMATS.join(', '), list)
  addSourceOptions(addCommonOptions(command)).action(
    async (host: string, database: string | undefined, options: ExplainOptions) => {
      const format = oneOf('--format', FORMATS, options.format?.at(-1) ?? 'table')
      const progress = progressOn(io, options.quiet === true)
      const source = await openSource(options, io, progress)
      const { report } = await runAudit(
        options.profile === undefined ? {} : { profile: options.profile },
        source,
      ).finally(progress.end)
      const explanation = explain(report, host, database)
      const { renderExplanation } = await import('../../render/explanation.js')
      io.stdout.write(
        format === 'json'
          ? `${JSON.stringify(explanation, null, 2)}\n`
          : `${renderExplanation(explanation, renderOptions(io, options.color))}\n`,
      )
      finish(0)
    },
  )
}
