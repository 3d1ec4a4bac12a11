import type { Change, ChangeKind, ModifyEndpointChange } from '../../model/change.js'
import type { Argument, CommandLine } from '../../model/command.js'
import type { ProposedChange } from '../../model/finding.js'
import type { Snapshot } from '../../model/snapshot.js'
import { newName, stepId } from '../../model/step-id.js'
import { textOf } from '../../shell/text-of.js'
import type { ChangeHandler } from '../change-handler.js'
import { mapTexts, NEW_NAME } from '../new-names.js'
import { address } from './address.js'
import { agentUpdateAssociation } from './agent-update-association.js'
import { attachRolePolicy } from './attach-role-policy.js'
import { createKey } from './create-key.js'
import { instanceProfile } from './instance-profile.js'
import { instanceRole } from './instance-role.js'
import { interfaceGroups } from './interface-groups.js'
import { metadataOptions } from './metadata-options.js'
import { rolePolicy } from './role-policy.js'
import { runInstances } from './run-instances.js'
import { securityGroup } from './security-group.js'
import { inboundRule, outboundRule } from './security-group-rule.js'
import { sessionPreferences } from './session-preferences.js'
import { startInstance } from './start-instance.js'
import { updateAgent } from './update-agent.js'
import { vpcAttribute } from './vpc-attribute.js'
import { vpcEndpoint } from './vpc-endpoint.js'
import { vpcEndpointChange } from './vpc-endpoint-change.js'

const HANDLERS: readonly ChangeHandler[] = [
  inboundRule,
  outboundRule,
  agentUpdateAssociation,
  rolePolicy,
  attachRolePolicy,
  instanceRole,
  instanceProfile,
  metadataOptions,
  startInstance,
  runInstances,
  createKey,
  sessionPreferences,
  securityGroup,
  interfaceGroups,
  vpcEndpoint,
  vpcEndpointChange,
  vpcAttribute,
  address,
  updateAgent,
]

const BY_KIND = new Map<ChangeKind, ChangeHandler>(
  HANDLERS.flatMap((handler) => handler.kinds.map((kind): [ChangeKind, ChangeHandler] => [kind, handler])),
)

/** What the program knows of a change's kind. */
export function handlerOf({ kind }: Pick<Change, 'kind'>): ChangeHandler {
  const handler = BY_KIND.get(kind)
  if (!handler) throw new Error(`no handler of ${kind}`)
  return handler
}

/** What makes changes by hand, one after the other. The id of what one makes is asked for where another needs it. */
export function commandsOf(changes: readonly ProposedChange[]): CommandLine[] {
  const lookups = lookupsOf(changes)
  const named = new Set(changes.flatMap(({ change }) => (asksForNames(change) ? [change.vpcEndpointId] : [])))
  return changes
    .filter(({ change }) => !(asksForNames(change) && lookups.has(change.vpcEndpointId)))
    .flatMap(({ remedy, change }) => {
      const lines = commandsWith(change, lookups)
      return named.has(newName(stepId(remedy, change))) ? lines.map(withPrivateDns) : lines
    })
}

const asksForNames = (change: Change): change is ModifyEndpointChange =>
  change.kind === 'modify-vpc-endpoint' && change.privateDns === true

/** People paste one command after the other, and an endpoint that is being made cannot be modified yet. */
const withPrivateDns = (line: CommandLine): CommandLine =>
  line.map((argument) => (argument === '--no-private-dns-enabled' ? '--private-dns-enabled' : argument))

/** What makes the change of each step by hand, by the step's id, on the account as it is; whatever an earlier one makes is asked for. */
export function commandsOfSteps(
  steps: readonly { id: string; remedy: string; change: { input: Change } }[],
  snapshot?: Snapshot,
): Map<string, CommandLine[]> {
  const lookups = lookupsOf(steps.map(({ remedy, change }) => ({ remedy, change: change.input })))
  return new Map(steps.map(({ id, change }) => [id, commandsWith(change.input, lookups, snapshot)]))
}

/** What prints the id of what changes make, by its `new:` name. */
const lookupsOf = (changes: readonly ProposedChange[]): ReadonlyMap<string, CommandLine> =>
  new Map(
    changes.flatMap(({ remedy, change }): [string, CommandLine][] => {
      const lookup = handlerOf(change).lookup?.(change)
      return lookup ? [[newName(stepId(remedy, change)), lookup]] : []
    }),
  )

/** The commands of one change; what nothing prints is a word to replace. `snapshot`: the account before it. */
const commandsWith = (change: Change, lookups: ReadonlyMap<string, CommandLine>, snapshot?: Snapshot): CommandLine[] =>
  handlerOf(change)
    .commands(change, snapshot)
    .map((line) => line.map((argument) => withoutNew(argument, lookups)))

/** What every name of what is still to be made begins with: most arguments have none. */
const NEW = newName('')

/** What no command prints is a word to replace. */
function withoutNew(argument: Argument, lookups: ReadonlyMap<string, CommandLine>): Argument {
  if (typeof argument === 'object') {
    if (!('json' in argument)) return argument
    const whole = JSON.stringify(argument.json)
    if (!whole.includes(NEW)) return argument
    const { text, printed } = withPrinted(whole, lookups)
    const json: unknown = withPlaceholders(JSON.parse(text))
    return { ...argument, json, ...(Object.keys(printed).length > 0 && { printed }) }
  }
  if (!argument.includes(NEW)) return argument
  const lookup = lookups.get(argument)
  if (lookup) return { output: lookup }
  const { text, printed } = withPrinted(argument, lookups)
  const filled = withPlaceholders(text)
  return Object.keys(printed).length > 0 ? { text: filled, printed } : filled
}

/** What is not made yet has the name that its step's id ends in. */
const withPlaceholders = <T>(value: T): T =>
  mapTexts(value, (text) =>
    text.replace(NEW_NAME, (_, id: string) =>
      textOf({ placeholder: (id.split(':').at(-1) ?? id).replace(/[^a-z0-9]+/gi, '_').toUpperCase() }),
    ),
  )

const WORDS = ['NEWID', 'NEXTID', 'THIRDID', 'FOURTHID']

/** A word in place of each name of what is still to be made, the longest first: one may begin like another. */
function withPrinted(text: string, lookups: ReadonlyMap<string, CommandLine>) {
  const found = new Set((text.match(NEW_NAME) ?? []).flatMap((name) => longestOf(lookups, name) ?? []))
  const names = [...found].sort((a, b) => b.length - a.length)
  const printed: Record<string, CommandLine> = {}
  const filled = names.slice(0, WORDS.length).reduce((before, name, i) => {
    const [word, lookup] = [WORDS[i] ?? '', lookups.get(name)]
    if (lookup) printed[word] = lookup
    return before.replaceAll(name, word)
  }, text)
  return { text: filled, printed }
}

/** What follows a name in a text may look like a part of it. */
function longestOf(names: ReadonlyMap<string, unknown>, text: string): string | undefined {
  for (let end = text.length; end > 0; end--) if (names.has(text.slice(0, end))) return text.slice(0, end)
  return undefined
}
