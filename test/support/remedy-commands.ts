import type { CommandLine } from '../../src/model/command.js'
import type { Remedy } from '../../src/model/finding.js'
import { commandsOf } from '../../src/remediate/changes/index.js'

/** The commands of a remedy, those of its changes first, as a report prints them. */
export const commandsOfRemedy = ({
  changes = [],
  commands = [],
}: Pick<Remedy, 'changes' | 'commands'>): CommandLine[] => [
  ...commandsOf(changes.filter((change) => !change.printed)),
  ...commands,
]
