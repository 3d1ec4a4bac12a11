import type { CommandLine } from '../model/command.js'
import type { Finding, JudgedFinding, JudgedProblem, Problem, Remedy, ShownRemedy, Subject } from '../model/finding.js'
import type { Invocation } from '../model/invocation.js'
import { commandLines } from '../shell/command-lines.js'
import { ownCommand } from '../shell/own-command.js'

/** Findings with remedies that can be pasted. */
export const showFinding =
  (invocation: Invocation) =>
  ({ remedy, ...finding }: JudgedFinding): Finding =>
    remedy === undefined
      ? finding
      : { ...finding, remedy: shown(remedy, [finding.subject], finding.subject.region, invocation) }

/** Problems with remedies that can be pasted; a plan mends every subject at once. */
export const showProblem =
  (invocation: Invocation) =>
  ({ remedy, ...problem }: JudgedProblem): Problem =>
    remedy === undefined ? problem : { ...problem, remedy: shown(remedy, [], problem.region, invocation) }

function shown(
  { id, text, commands = [] }: Remedy,
  subjects: readonly Subject[],
  region: string,
  invocation: Invocation,
): ShownRemedy {
  const lines = commands.map((line) => complete(line, region, invocation))
  return {
    ...(id !== undefined && { id }),
    text,
    ...(id !== undefined && { plan: commandLines([planCommand(id, subjects, region, invocation)]) }),
    ...(lines.length > 0 && { command: commandLines(lines) }),
  }
}

/** The plan of one remedy; without hosts for all that need it. */
function planCommand(id: string, subjects: readonly Subject[], region: string, invocation: Invocation): CommandLine {
  const hosts = subjects.filter(({ kind }) => kind === 'host')
  return ownCommand(['fix', 'plan', id, ...hosts.flatMap((host) => ['--host', host.id])], invocation, region)
}

/** With what the check could not know; so are the commands within. */
function complete(given: CommandLine, region: string, invocation: Invocation): CommandLine {
  const line = given.map((argument) =>
    typeof argument === 'object' && 'output' in argument
      ? { output: complete(argument.output, region, invocation) }
      : argument,
  )
  const [program, ...words] = line
  if (program === 'ssm-ready') return ownCommand(words, invocation, region)
  // IAM has no regions, but the CLI takes from it the partition whose IAM is meant.
  const there = line.includes('--region') ? line : [...line, '--region', region]
  return invocation.profile === undefined ? there : [...there, '--profile', invocation.profile]
}
