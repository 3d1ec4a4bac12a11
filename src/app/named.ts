import type { Collected } from '../model/collected.js'
import { UsageError } from '../model/errors.js'
import { nearest } from '../model/nearest.js'

interface Named {
  id: string
  name?: string | undefined
}

/**
 * The ids of what is asked for by id or name.
 * @param kind for the messages: `VPC`, `instance`
 * @param lists of every region; one that could not be read says nothing against an id
 * @throws UsageError when a name is that of several, with their ids, or when nothing is named so
 */
export function idsNamed(
  kind: string,
  queries: readonly string[],
  lists: readonly Collected<readonly Named[]>[],
  regions: string,
): string[] {
  const complete = lists.every(({ outcome }) => outcome === 'ok')
  const known = lists.flatMap((list) => (list.outcome === 'ok' ? list.value : []))
  const ids = queries.map((query) => {
    if (known.some(({ id }) => id === query)) return query
    const found = known.filter(({ name }) => name === query)
    const [only] = found
    if (only && found.length === 1) return only.id
    if (only)
      throw new UsageError(
        `${kind} ${JSON.stringify(query)} is the name of ${found.length}: name one of ${found.map(({ id }) => id).join(', ')}.`,
      )
    if (!complete) return query
    const words = known.flatMap(({ id, name }) => (name ? [name, id] : [id]))
    throw new UsageError(`No ${kind} ${query} in ${regions}${nearest(query, words) || listed(known)}.`)
  })
  return [...new Set(ids)]
}

const MOST_LISTED = 8

/** Where no name is near, the first there are. */
function listed(known: readonly Named[]): string {
  const names = known.slice(0, MOST_LISTED).map(({ id, name }) => name || id)
  return names.length === 0
    ? ': there is none'
    : `: there are ${names.join(', ')}${known.length > MOST_LISTED ? ', …' : ''}`
}
