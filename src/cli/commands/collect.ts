import type { AddCommand } from '../add-command.js'
import { type AccountOptions, addCommonOptions } from '../options.js'

export interface CollectOptions extends AccountOptions {
  out: string
  redact?: boolean
}

export const addCollect: AddCommand = (program, io, finish) => {
  const command = program
    .command('collect')
    .description('Write the account snapshot into a file, to audit it later or to send it to someone')
    .requiredOption('--out <file>', 'where to write it')
    .option('--redact', 'replace account ids, names, tags, addresses and host names; verdicts stay the same')
    .option('--sample [name]', 'an embedded sample account: article, troubled or large')
  addCommonOptions(command).action(async (options: CollectOptions) => {
    const { collect } = await import('../run/collect.js')
    finish(await collect(options, io))
  })
}
