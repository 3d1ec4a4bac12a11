import type { AddCommand } from '../add-command.js'
import { type AccountOptions, addCommonOptions, addSourceOptions } from '../options.js'

export const addPolicy: AddCommand = (program, io, finish) => {
  const command = program
    .command('policy')
    .description("Print the minimal IAM policy of the hosts' role, or of people who open tunnels, for this account")
    .argument('<kind>', 'instance, operator')
  addSourceOptions(addCommonOptions(command)).action(async (kind: string, options: AccountOptions) => {
    const { runPolicy } = await import('../run/policy.js')
    finish(await runPolicy(kind, options, io))
  })
}
