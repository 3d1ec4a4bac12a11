import type { Change } from '../../model/change.js'
import type { Invocation } from '../../model/invocation.js'
import type { ShellCommand } from '../../model/shell-command.js'
import type { Snapshot } from '../../model/snapshot.js'
import { commandsOfSteps } from '../../remediate/changes/index.js'
import { commandLines } from '../../shell/command-lines.js'
import { inAccount } from '../../shell/in-account.js'

interface Step {
  id: string
  remedy: string
  change: { input: Change }
}

/** What does each step by hand, in the account and region of the plan; all of its steps, since one may need another's. */
export function stepCommands(
  steps: readonly Step[],
  snapshot: Snapshot,
  invocation: Invocation,
): (step: Step) => ShellCommand {
  const commands = commandsOfSteps(steps, snapshot)
  return ({ id, change }) =>
    commandLines((commands.get(id) ?? []).map((line) => inAccount(line, change.input.region, invocation)))
}
