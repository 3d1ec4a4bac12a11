import type { Outcome } from '../define.js'

/** A path that nothing at stake hangs on: a failure of it is a warning, and not knowing it bears on nothing. */
export function atMostWarn(outcome: Outcome, blocks: NonNullable<Outcome['blocks']> = []): Outcome {
  if (outcome.status === 'fail') return { ...outcome, status: 'warn', blocks }
  return { ...outcome, blocks: outcome.status === 'unknown' ? [] : blocks }
}
