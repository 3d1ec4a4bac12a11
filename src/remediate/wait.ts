import type { ChangeContext } from './change-handler.js'

/** Milliseconds that one more look at AWS and the answer to the caller may take. */
const MARGIN = 1_000

/** True when the process has no time to wait `ms` more. */
export function deadlineWithin({ deadline, now }: Pick<ChangeContext, 'deadline' | 'now'>, ms: number): boolean {
  return deadline !== undefined && now().getTime() + ms + MARGIN > deadline.getTime()
}

/**
 * Looks again and again, with growing pauses, until `look` gives a value.
 * @param seconds how long at most
 * @returns the value, or why the waiting ended without one
 */
export async function poll<T>(
  look: () => Promise<T | undefined>,
  seconds: number,
  context: ChangeContext,
): Promise<{ value: T } | { ended: 'time-out' | 'deadline' }> {
  const { now, sleep, waits } = context
  const end = now().getTime() + seconds * 1000
  for (let pause = waits.pollFirst * 1000; ; pause = Math.min(pause * 1.5, waits.pollMax * 1000)) {
    const value = await look()
    if (value !== undefined) return { value }
    if (now().getTime() >= end) return { ended: 'time-out' }
    const next = Math.min(pause, Math.max(end - now().getTime(), 1))
    if (deadlineWithin(context, next)) return { ended: 'deadline' }
    await sleep(next)
  }
}
