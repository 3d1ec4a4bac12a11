import type { Published } from '../model/destinations.js'
import type { Skipped } from '../publish/publisher.js'

/** Tells one destination, and what became of it: one that fails stops none of the others. */
export async function told(
  destination: Published['destination'],
  publish: () => Promise<string | Skipped | undefined>,
): Promise<Published> {
  try {
    const answer = await publish()
    if (typeof answer === 'string') return { destination, outcome: 'done', message: answer }
    return { destination, outcome: 'skipped', message: answer?.skipped ?? 'nothing was due' }
  } catch (error) {
    return { destination, outcome: 'failed', message: messageOf(error) }
  }
}

/** What an error says; where it says nothing, its name. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error)
