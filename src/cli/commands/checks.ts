import { renderCatalogue } from '../../render/catalogue.js'
import type { AddCommand } from '../add-command.js'
import type { Io } from '../io.js'
import { addCommonOptions } from '../options.js'
import { addFormatOption, formatOf, type PrintOptions, print } from '../print.js'

export const addChecks: AddCommand = (program, io, finish) => {
  const command = program
    .command('checks')
    .description('List all checks: what each demands, of what, and what a fail takes away')
  addCommonOptions(addFormatOption(command)).action(async (options: PrintOptions) => finish(await checks(options, io)))
}

async function checks(options: PrintOptions, io: Io): Promise<number> {
  formatOf(options)
  const { CATALOGUE } = await import('../../model/check-catalogue.js')
  print(CATALOGUE, renderCatalogue, options, io)
  return 0
}
