import { Argument } from 'commander'
import { UsageError } from '../../model/errors.js'
import { POLICY_KINDS, type PolicyKind } from '../../model/policy-kinds.js'
import type { AddCommand } from '../add-command.js'
import { completing } from '../completion/completing.js'
import type { Io } from '../io.js'
import { type AccountOptions, addCommonOptions, addSourceOptions, oneOf } from '../options.js'
import { progressOn } from '../terminal.js'

interface PolicyOptions extends AccountOptions {
  runCommand?: boolean
}

export const addPolicy: AddCommand = (program, io, finish) => {
  const command = program
    .command('policy')
    .description(
      "Print the minimal IAM policy of the hosts' role, of people who open tunnels, or of audit --probe, for this account",
    )
    .addArgument(completing(new Argument('<kind>', POLICY_KINDS.join(', ')), POLICY_KINDS))
    .option(
      '--run-command',
      "of probe: what its commands need besides, for the agents' diagnoses and where no session may be opened",
    )
  addSourceOptions(addCommonOptions(command)).action(async (kind: string, options: PolicyOptions) =>
    finish(await policy(kind, options, io)),
  )
}

async function policy(kindText: string, options: PolicyOptions, io: Io): Promise<number> {
  const { auditOf, minimalPolicy } = await import('../../app/index.js')
  const { openSource } = await import('../source.js')
  const kind = oneOf('policy', POLICY_KINDS, kindText)
  const asked = options.runCommand === true ? ofCommands(kind) : kind
  const progress = progressOn(io, options.quiet === true)
  const source = await openSource(options, io, progress)
  const inventory = await auditOf(source).finally(progress.end)
  const { document, notes } = minimalPolicy(inventory, asked)
  for (const note of notes) io.stderr.write(`ssm-ready: ${note}\n`)
  io.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
  return 0
}

/** A root shell on the hosts is not to be granted along with sessions to one document. */
function ofCommands(kind: PolicyKind): 'probe-commands' {
  if (kind !== 'probe') throw new UsageError(`policy ${kind} --run-command: only a probe runs commands.`)
  return 'probe-commands'
}
