import type { Collected, CollectFailure } from '../model/collected.js'

/** Thrown by `read` and caught by the check runner alone, which turns it into an `unknown` finding. */
export class Unreadable extends Error {
  override name = 'Unreadable'
  constructor(readonly failure: CollectFailure) {
    super(`${failure.api} could not be read (${failure.outcome}: ${failure.message}).`)
  }
}

/**
 * The value of a collection. The only way for a check to look at one: where it could not be read,
 * the check ends as `unknown` and names the API.
 * @throws Unreadable
 */
export function read<T>(collected: Collected<T>): T {
  if (collected.outcome !== 'ok') throw new Unreadable(collected)
  return collected.value
}

/** Like `read`, for an entry that is collected only where it can matter. */
export function readEntry<T>(entries: Record<string, Collected<T>>, key: string, api: string): T {
  const entry = Object.hasOwn(entries, key) ? entries[key] : undefined
  return read(entry ?? { outcome: 'error', api, message: `not collected for ${key}` })
}
