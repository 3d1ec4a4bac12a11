import type { AddCommand } from '../add-command.js'
import type { Io } from '../io.js'
import { type AccountOptions, addCommonOptions, addSourceOptions, oneOf } from '../options.js'
import { progressOn } from '../terminal.js'

export const addPolicy: AddCommand = (program, io, finish) => {
  const command = program
    .command('policy')
    .description("Print the minimal IAM policy of the hosts' role, or of people who open tunnels, for this account")
    .argument('<kind>', 'instance, operator')
  addSourceOptions(addCommonOptions(command)).action(async (kind: string, options: AccountOptions) =>
    finish(await policy(kind, options, io)),
  )
}

async function policy(kindText: string, options: AccountOptions, io: Io): Promise<number> {
  const { auditOf, minimalPolicy, POLICY_KINDS } = await import('../../app/index.js')
  const { openSource } = await import('../source.js')
  const kind = oneOf('policy', POLICY_KINDS, kindText)
  const progress = progressOn(io, options.quiet === true)
  const source = await openSource(options, io, progress)
  const inventory = await auditOf(source).finally(progress.end)
  const { document, notes } = minimalPolicy(inventory, kind)
  for (const note of notes) io.stderr.write(`ssm-ready: ${note}\n`)
  io.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
  return 0
}
