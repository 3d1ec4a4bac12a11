import type { CommandLine } from '../../model/command.js'
import type { JudgedFinding, Remedy } from '../../model/finding.js'
import type { Trouble } from './cause.js'
import { joinedTexts } from './one-text.js'

const MOST = 5
/** An endpoint for each service, and their security group. */
const MOST_COMMANDS = 10

/** One remedy for a cause that asks for the same thing in several places: every different text and command, up to a few. */
export function joinedRemedy(remedies: readonly Remedy[]): Remedy | undefined {
  const [first] = remedies
  if (first === undefined) return undefined
  const { id } = first
  // A remedy by name mends all of its subjects at once.
  const named = id !== undefined && remedies.every((remedy) => remedy.id === id)
  const different = [...new Set(remedies.map((remedy) => remedy.text))]
  const alike = different.length > 1 ? [`The same for ${different.length - 1} more.`] : []
  const texts = named && remedies.every(isOfHosts) ? [first.text, ...alike] : joinedTexts(different)
  const changes = distinct(remedies.flatMap(({ changes = [], refused }) => (refused ? [] : changes)))
  const after = distinct(remedies.flatMap((remedy) => remedy.after ?? []))
  const every = distinct(remedies.flatMap((remedy) => remedy.commands ?? []))
  const commands = withoutClashes(every)
  const left = texts.length - MOST
  const text = [
    ...texts.slice(0, MOST),
    ...(left > 0 ? [`And ${left} more like these.`] : []),
    ...(commands.length > MOST_COMMANDS ? [`Audit again after these ${MOST_COMMANDS} commands: there are more.`] : []),
    ...(commands.length < every.length ? ['Audit again after the command: the next entry takes the next number.'] : []),
  ].join(' ')
  return {
    ...(named && { id }),
    text,
    ...(changes.length > 0 && { changes }),
    ...(after.length > 0 && { after }),
    ...(commands.length > 0 && { commands: commands.slice(0, MOST_COMMANDS) }),
  }
}

/** Entries of a network ACL are numbered as if each were the only new one: of those with one number the first. */
function withoutClashes(commands: readonly CommandLine[]): CommandLine[] {
  const taken = new Set<string>()
  return commands.filter((command) => {
    if (!command.includes('create-network-acl-entry')) return true
    const option = (name: string) => command[command.indexOf(name) + 1]
    const number = JSON.stringify([option('--network-acl-id'), command.includes('--egress'), option('--rule-number')])
    if (taken.has(number)) return false
    taken.add(number)
    return true
  })
}

/** What is done to each host alike is told once. */
const isOfHosts = ({ changes = [] }: Remedy) => changes.every(({ change }) => 'instanceId' in change)

function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()]
}

/** A symptom's remedy names the check that found its cause, and only that one: what mends the symptom comes after it. */
export function withCausesNamed(
  findings: readonly JudgedFinding[],
  causes: ReadonlyMap<Trouble, Trouble>,
): JudgedFinding[] {
  const causeOf = new Map([...causes].map(([symptom, cause]) => [symptom.finding, cause.finding.checkId]))
  return findings.map((finding) => {
    const { remedy, hops } = finding
    const cause = causeOf.get(finding)
    // The remedy of a path is the hop's own.
    if (cause === undefined || remedy === undefined || hops !== undefined) return finding
    return { ...finding, remedy: { ...remedy, text: `First follow the finding of ${cause}. ${remedy.text}` } }
  })
}
