import type { CommandLine } from '../model/command.js'
import type { Invocation } from '../model/invocation.js'
import { ownCommand } from './own-command.js'

/** A command in the account that it is about: with what whoever wrote it could not know. So are the commands within. */
export function inAccount(given: CommandLine, region: string, invocation: Invocation): CommandLine {
  const line = given.map((argument) =>
    typeof argument === 'object' && 'output' in argument
      ? { output: inAccount(argument.output, region, invocation) }
      : argument,
  )
  const [program, ...words] = line
  if (program === 'ssm-ready') return ownCommand(words, invocation, region)
  // IAM has no regions, but the CLI takes from it the partition whose IAM is meant.
  const there = line.includes('--region') ? line : [...line, '--region', region]
  return invocation.profile === undefined ? there : [...there, '--profile', invocation.profile]
}
