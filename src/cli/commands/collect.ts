import { resolve } from 'node:path'
import { collectRedacted, loadConfig } from '../../app/index.js'
import { type AccountOptions, addCommonOptions } from '../options.js'
import type { AddCommand } from '../program.js'
import { openAccount } from '../source.js'
import { progressOn } from '../terminal.js'
import { writeFiles } from '../write-files.js'

interface CollectOptions extends AccountOptions {
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
    const { config } = loadConfig(io.cwd, options.config)
    const progress = progressOn(io, options.quiet === true)
    const account = await openAccount(options, io, config)
    const snapshot = await collectRedacted(account, config, {
      redact: options.redact === true,
      onProgress: progress,
    }).finally(progress.end)
    await writeFiles([{ path: resolve(io.cwd, options.out), content: `${JSON.stringify(snapshot)}\n` }])
    finish(0)
  })
}
