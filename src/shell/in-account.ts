import type { CommandLine } from '../model/command.js'
import type { Invocation } from '../model/invocation.js'
import { ownCommand } from './own-command.js'

/** A command in the account that it is about: with what whoever wrote it could not know. So are the commands within. */
export function inAccount(given: CommandLine, region: string, invocation: Invocation): CommandLine {
  const within = (command: CommandLine) => inAccount(command, region, invocation)
  const line = given.map((argument) => {
    if (typeof argument === 'string') return argument
    if ('output' in argument) return { output: within(argument.output) }
    if (!('printed' in argument) || argument.printed === undefined) return argument
    const printed = Object.entries(argument.printed).map(([word, command]) => [word, within(command)])
    return { ...argument, printed: Object.fromEntries(printed) }
  })
  const [program, ...words] = line
  if (program === 'ssm-ready') return ownCommand(words, invocation, region)
  // IAM has no regions, but the CLI takes from it the partition whose IAM is meant.
  const there = line.includes('--region') ? line : [...line, '--region', region]
  return invocation.profile === undefined ? there : [...there, '--profile', invocation.profile]
}
