/**
 * Does it for each, one after the other, whatever fails; then says how many failed, and why the first one did.
 * @param what what they are called, as in `2 of 5 hosts`
 */
export async function forEach<T>(items: readonly T[], what: string, act: (item: T) => Promise<void>): Promise<void> {
  const failures: string[] = []
  for (const item of items) {
    try {
      await act(item)
    } catch (error) {
      failures.push(error instanceof Error ? error.message || error.name : String(error))
    }
  }
  if (failures.length > 0) throw new Error(`${failures.length} of ${items.length} ${what} failed: ${failures[0]}`)
}

/** Parts of at most so many. */
export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size)
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size))
}
