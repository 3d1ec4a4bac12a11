/**
 * Every item after those that it depends on; else as they come. Dependencies outside of the list do not count.
 * @throws Error when items depend on each other in a circle
 */
export function inOrder<T extends { id: string; dependsOn: readonly string[] }>(items: readonly T[]): T[] {
  const byId = new Map(items.map((item) => [item.id, item]))
  const ordered = new Set<T>()
  const entered = new Set<T>()
  const visit = (item: T): void => {
    if (ordered.has(item)) return
    if (entered.has(item)) throw new Error(`step ${item.id} depends on itself`)
    entered.add(item)
    for (const id of item.dependsOn) {
      const earlier = byId.get(id)
      if (earlier) visit(earlier)
    }
    ordered.add(item)
  }
  for (const item of items) visit(item)
  return [...ordered]
}
