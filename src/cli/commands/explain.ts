import type { AddCommand } from '../add-command.js'
import { type AccountOptions, addCommonOptions, addSourceOptions, list } from '../options.js'

export interface ExplainOptions extends AccountOptions {
  format?: string[]
}

export const addExplain: AddCommand = (program, io, finish) => {
  const command = program
    .command('explain')
    .description('Every hop and every check of one host, or of the tunnel from it to a database, and the fix')
    .argument('<host>', 'instance id or name')
    .argument('[database]', 'database id or endpoint')
    .option('--format <format>', 'table, json', list)
  addSourceOptions(addCommonOptions(command)).action(
    async (host: string, database: string | undefined, options: ExplainOptions) => {
      const { runExplain } = await import('../run/explain.js')
      finish(await runExplain(host, database, options, io))
    },
  )
}
