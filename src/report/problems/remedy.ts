import type { Finding, Remedy } from '../../model/finding.js'
import type { Trouble } from './cause.js'

const MOST = 5

/** One remedy for a cause that asks for the same thing in several places: every different text and command, up to five. */
export function joinedRemedy(remedies: readonly Remedy[]): Remedy | undefined {
  const [first] = remedies
  if (first === undefined) return undefined
  const { id } = first
  // A remedy by name mends all of its subjects at once.
  if (id !== undefined && remedies.every((remedy) => remedy.id === id)) return first
  const texts = [...new Set(remedies.map((remedy) => remedy.text))]
  const every = [...new Set(remedies.flatMap((remedy) => remedy.command ?? []))]
  const commands = withoutClashes(every)
  const left = texts.length - MOST
  const text = [
    ...texts.slice(0, MOST),
    ...(left > 0 ? [`And ${left} more like these.`] : []),
    ...(commands.length < every.length ? ['Audit again after the command: the next entry takes the next number.'] : []),
  ].join(' ')
  return { text, ...(commands.length > 0 && { command: commands.slice(0, MOST).join('\n') }) }
}

/** Entries of a network ACL are numbered as if each were the only new one: of those with one number the first. */
function withoutClashes(commands: readonly string[]): string[] {
  const taken = new Set<string>()
  return commands.filter((command) => {
    const numbers = [...command.matchAll(/--network-acl-id \S+ --(?:in|e)gress --rule-number \d+/g)].map(([all]) => all)
    if (numbers.some((number) => taken.has(number))) return false
    for (const number of numbers) taken.add(number)
    return true
  })
}

/** A symptom's remedy names the check that found its cause, and only that one: what mends the symptom comes after it. */
export function withCausesNamed(findings: readonly Finding[], causes: ReadonlyMap<Trouble, Trouble>): Finding[] {
  const causeOf = new Map([...causes].map(([symptom, cause]) => [symptom.finding, cause.finding.checkId]))
  return findings.map((finding) => {
    const { remedy, hops } = finding
    const cause = causeOf.get(finding)
    // The remedy of a path is the hop's own.
    if (cause === undefined || remedy === undefined || hops !== undefined) return finding
    return { ...finding, remedy: { ...remedy, text: `First follow the finding of ${cause}. ${remedy.text}` } }
  })
}
