import { Argument } from 'commander'
import type { AddCommand } from '../add-command.js'
import { complete } from '../completion/answer.js'
import { completing } from '../completion/completing.js'
import { COMPLETION_SHELLS } from '../completion/shells.js'
import { oneOf } from '../options.js'

export const addCompletion: AddCommand = (program, io) => {
  const shell = completing(new Argument('<shell>', COMPLETION_SHELLS.join(', ')), COMPLETION_SHELLS)
  program
    .command('completion')
    .description('Print the script that completes command lines, with the names of the last audit')
    .addArgument(shell)
    .action(async (name: string) => {
      const { completionScript } = await import('../completion/scripts.js')
      io.stdout.write(completionScript(oneOf('completion', COMPLETION_SHELLS, name), program))
    })
  // What the scripts call, after each press of the key.
  program
    .command('__complete', { hidden: true })
    .argument('<shell>')
    .argument('[words...]')
    .action(async (name: string, given: string[]) => {
      io.stdout.write(await complete(program, oneOf('__complete', COMPLETION_SHELLS, name), given, io))
    })
}
