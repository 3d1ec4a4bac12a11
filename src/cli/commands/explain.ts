import { Argument } from 'commander'
import type { AddCommand } from '../add-command.js'
import { completing } from '../completion/completing.js'
import { invocationOf } from '../invocation.js'
import type { Io } from '../io.js'
import { type AccountOptions, addCommonOptions, addSourceOptions } from '../options.js'
import { addFormatOption, formatOf, type PrintOptions, print } from '../print.js'
import { remember } from '../remember.js'
import { progressOn } from '../terminal.js'

type ExplainOptions = AccountOptions & PrintOptions

export const addExplain: AddCommand = (program, io, finish) => {
  const command = program
    .command('explain')
    .description(
      'What is in the way of one host, database or VPC, or of the tunnel from a host to a database, and the fix',
    )
    .addArgument(
      completing(new Argument('<host>', 'id or name of a host; alone also of a database (its best way) or a VPC'), {
        of: ['host', 'database', 'vpc'],
      }),
    )
    .addArgument(
      completing(new Argument('[database]', 'database id or endpoint: the tunnel from the host to it'), {
        of: ['database'],
      }),
    )
    .option('--all', 'every hop and every check, also those that pass')
  addSourceOptions(addCommonOptions(addFormatOption(command))).action(
    async (host: string, database: string | undefined, options: ExplainOptions) =>
      finish(await explain(host, database, options, io)),
  )
}

async function explain(host: string, database: string | undefined, options: ExplainOptions, io: Io): Promise<number> {
  formatOf(options)
  const app = await import('../../app/index.js')
  const { openSource } = await import('../source.js')
  const { renderExplanation } = await import('../../render/explanation.js')
  const progress = progressOn(io, options.quiet === true)
  const source = await openSource(options, io, progress)
  const request = { allHops: true, invocation: invocationOf(options, io.env) }
  const { report } = await app.runAudit(request, source).finally(progress.end)
  print(app.explain(report, host, database), renderExplanation, options, io)
  await remember(report, options, io)
  return 0
}
