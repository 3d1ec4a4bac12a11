import type { Change } from '../../model/change.js'

/** Anywhere in a text: what step `id` makes. Step ids hold nothing that ends one. */
const NEW = /new:([A-Za-z0-9_.:/@+-]+)/g

/** Ids of the steps that must have made something before. */
export function stepsNamedIn(change: Change): string[] {
  const found = new Set<string>()
  mapTexts(change, (text) => {
    for (const [, id] of text.matchAll(NEW)) if (id !== undefined) found.add(id)
    return text
  })
  return [...found]
}

/** The change with what was made in place of its `new:` names. What is not made yet stays as it is. */
export const withNames = (change: Change, created: ReadonlyMap<string, string>): Change =>
  mapTexts(change, (text) => text.replace(NEW, (whole, id: string) => created.get(id) ?? whole))

function mapTexts<T>(value: T, of: (text: string) => string): T {
  if (typeof value === 'string') return of(value) as T
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, of)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, of)])) as T
}
