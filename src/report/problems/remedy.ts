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
  const commands = [...new Set(remedies.flatMap((remedy) => remedy.command ?? []))]
  const left = texts.length - MOST
  const text = [...texts.slice(0, MOST), ...(left > 0 ? [`And ${left} more like these.`] : [])].join(' ')
  return { text, ...(commands.length > 0 && { command: commands.slice(0, MOST).join('\n') }) }
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
