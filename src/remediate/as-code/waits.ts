import { Links } from './links.js'
import type { Selection } from './select.js'

/**
 * What each resource has to wait for beside what it refers to, and what that waits for.
 * @param namesOf the resources of a unit
 * @param refersTo the resources that one refers to
 */
export function waits(
  { units, links }: Selection,
  namesOf: (unit: string) => readonly string[],
  refersTo: (name: string) => readonly string[],
): ReadonlyMap<string, string[]> {
  const all = new Links()
  for (const { step } of units)
    for (const name of namesOf(step.id))
      all.add(name, [...refersTo(name), ...links.of(step.id).flatMap((earlier) => namesOf(earlier))])
  const known = new Map<string, ReadonlySet<string>>()
  const earlierThan = (name: string): ReadonlySet<string> => {
    const found = known.get(name) ?? new Set(all.of(name).flatMap((id) => [id, ...earlierThan(id)]))
    known.set(name, found)
    return found
  }
  return new Map(
    units
      .flatMap(({ step }) => namesOf(step.id))
      .map((name) => {
        const referred = refersTo(name)
        const direct = all.of(name)
        const implied = (id: string) => direct.some((other) => other !== id && earlierThan(other).has(id))
        return [name, direct.filter((id) => !referred.includes(id) && !implied(id)).sort()]
      }),
  )
}
