import type { AddCommand } from '../add-command.js'
import { addCommonOptions, type CommonOptions, list, oneOf } from '../options.js'
import { renderOptions } from '../terminal.js'

const FORMATS = ['table', 'json'] as const

interface ChecksOptions extends CommonOptions {
  format?: string[]
}

export const addChecks: AddCommand = (program, io, finish) => {
  const command = program
    .command('checks')
    .description('List all checks: what each demands, of what, and what a fail takes away')
    .option('--format <format>', FORMATS.join(', '), list)
  addCommonOptions(command).action(async (options: ChecksOptions) => {
    const format = oneOf('--format', FORMATS, options.format?.at(-1) ?? 'table')
    const { catalogue } = await import('../../app/catalogue.js')
    const { renderCatalogue } = await import('../../render/catalogue.js')
    const entries = catalogue()
    io.stdout.write(
      format === 'json'
        ? `${JSON.stringify(entries, null, 2)}\n`
        : `${renderCatalogue(entries, renderOptions(io, options.color))}\n`,
    )
    finish(0)
  })
}
