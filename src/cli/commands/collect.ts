import { resolve } from 'node:path'
import type { AddCommand } from '../add-command.js'
import type { Io } from '../io.js'
import { type AccountOptions, addCommonOptions, addSampleOption, valueOption } from '../options.js'
import { progressOn } from '../terminal.js'

interface CollectOptions extends AccountOptions {
  out: string
  redact?: boolean
  probe?: boolean
}

export const addCollect: AddCommand = (program, io, finish) => {
  const command = program
    .command('collect')
    .description('Write the account snapshot into a file, to audit it later or to send it to someone')
    .addOption(valueOption('--out <file>', 'where to write it', 'file').makeOptionMandatory())
    .option('--probe', 'try the tunnels that are not blocked for real first, as audit --probe does')
    .option('--redact', 'replace account ids, names, tags, addresses and host names; verdicts stay the same')
  addCommonOptions(addSampleOption(command)).action(async (options: CollectOptions) =>
    finish(await collect(options, io)),
  )
}

async function collect(options: CollectOptions, io: Io): Promise<number> {
  const { collectRedacted } = await import('../../app/index.js')
  const { writeFiles } = await import('../../files/write-files.js')
  const { PRIVATE } = await import('../../files/write-private.js')
  const { openAccount, probeOf } = await import('../source.js')
  const progress = progressOn(io, options.quiet === true)
  const { account, config } = await openAccount(options, io)
  const redact = options.redact === true
  const snapshot = await collectRedacted(account, config, {
    redact,
    onProgress: progress,
    ...(options.probe === true && { probe: probeOf(options, account, io, progress) }),
  }).finally(progress.end)
  await writeFiles([{ path: resolve(io.cwd, options.out), content: `${JSON.stringify(snapshot)}\n`, mode: PRIVATE }])
  return 0
}
