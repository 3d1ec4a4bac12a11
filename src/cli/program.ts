import { Command, CommanderError } from 'commander'
import { TOOL_VERSION } from '../app/version.js'
import { Interrupted } from '../model/errors.js'
import type { AddCommand, Finish } from './add-command.js'
import { addAudit } from './commands/audit.js'
import { addChecks } from './commands/checks.js'
import { addCollect } from './commands/collect.js'
import { addCompletion } from './commands/completion.js'
import { addConnect } from './commands/connect.js'
import { addDoctor } from './commands/doctor.js'
import { addExplain } from './commands/explain.js'
import { addFix } from './commands/fix.js'
import { addHistory } from './commands/history.js'
import { addPolicy } from './commands/policy.js'
import { addProxy } from './commands/proxy.js'
import { sayError } from './errors.js'
import type { Io } from './io.js'

const COMMANDS: AddCommand[] = [
  addAudit,
  addExplain,
  addConnect,
  addProxy,
  addDoctor,
  addCollect,
  addHistory,
  addFix,
  addPolicy,
  addChecks,
  addCompletion,
]

const EXAMPLES = `
Examples:
  $ ssm-ready audit --sample                     a report on an embedded sample account, no AWS needed
  $ ssm-ready audit --profile prod --region eu-west-1
  $ ssm-ready explain orders-db                  what is in the way of a database, a host or a VPC, and the fix
  $ ssm-ready fix plan update-agent

Exit codes: 0 ready · 1 usage, credentials or internal error · 2 a VPC is blocked (see --fail-on) · 3 not certain
`

/** Runs the command line and gives its exit code. Never throws. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let exitCode = 0
  const [own, rest] = splitAtDashes(argv)
  const finish: Finish = (code) => {
    exitCode = code
  }
  const program = createProgram(io, finish, rest)
  try {
    await program.parseAsync([...own], { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1
    sayError(error, io, own.includes('--verbose'))
    return error instanceof Interrupted ? error.exitCode : 1
  }
}

/** What follows `--` of `connect` is another program with its own options; commander forgets where it began. */
function splitAtDashes(argv: readonly string[]): [own: readonly string[], rest: readonly string[]] {
  const at = argv[0] === 'connect' ? argv.indexOf('--') : -1
  return at < 0 ? [argv, []] : [argv.slice(0, at), argv.slice(at + 1)]
}

function createProgram(io: Io, finish: Finish, rest: readonly string[]): Command {
  const program = new Command('ssm-ready')
    .description('Can I reach this private database through AWS Session Manager, with which command, and if not, why?')
    .version(TOOL_VERSION)
    .showSuggestionAfterError()
    .showHelpAfterError(false)
    .addHelpText('after', EXAMPLES)
  configure(program, io)
  for (const add of COMMANDS) add(program, io, finish, rest)
  for (const command of program.commands) configure(command, io)
  return program
}

function configure(command: Command, io: Io): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => io.stdout.write(text),
    writeErr: (text) => io.stderr.write(text),
    outputError: (text, write) => write(oneSentence(text, command)),
  })
  for (const child of command.commands) configure(child, io)
}

/** commander's "error: …\n(Did you mean …?)" as one line; of an argument that is missing, what it may be. */
function oneSentence(text: string, { registeredArguments }: Command): string {
  const line = text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
  const [, missing] = /^missing required argument '(.+)'$/.exec(line) ?? []
  const { description = '' } = registeredArguments.find((argument) => argument.name() === missing) ?? {}
  return `ssm-ready: ${line}${description === '' ? '' : ` (${description})`}\n`
}
