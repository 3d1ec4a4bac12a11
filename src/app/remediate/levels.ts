import type { Draft } from '../../remediate/engine/draft.js'

type Scope = ReadonlySet<string> | 'everything'

export interface Levelled {
  step: Draft
  touched: Scope
}

/**
 * Steps that can be told apart though they are done together: of each level no two touch the same, and whatever touches the
 * same, or needs the other, keeps its order from level to level.
 * @param steps each after those that it depends on
 */
export function levelsOf(steps: readonly Draft[], touchedBy: (step: Draft) => Scope): Levelled[][] {
  const levels: Levelled[][] = []
  const levelOf = new Map<string, number>()
  const lastOf = new Map<string, number>()
  let lowest = 0
  for (const step of steps) {
    const touched = touchedBy(step)
    const needed = step.dependsOn.map((id) => levelOf.get(id) ?? 0)
    const level =
      touched === 'everything'
        ? levels.length
        : Math.max(lowest, ...needed, ...[...touched].map((key) => (lastOf.get(key) ?? -1) + 1))
    levelOf.set(step.id, level)
    const together = levels[level] ?? []
    together.push({ step, touched })
    levels[level] = together
    if (touched === 'everything') lowest = levels.length
    else for (const key of touched) lastOf.set(key, level)
  }
  return levels
}
