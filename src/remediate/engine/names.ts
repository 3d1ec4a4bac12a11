import type { Change } from '../../model/change.js'
import { mapTexts, NEW_NAME } from '../new-names.js'

/** The parts of a text: literal ones, and ids of steps in place of `new:` names. */
export function partsOf(text: string): ({ text: string } | { step: string })[] {
  const parts = text.split(NEW_NAME).map((part, i) => (i % 2 === 1 ? { step: part } : { text: part }))
  return parts.filter((part) => !('text' in part && part.text === ''))
}

/** Ids of the steps that must have made something before. */
export function stepsNamedIn(change: Change): string[] {
  const found = new Set<string>()
  mapTexts(change, (text) => {
    for (const [, id] of text.matchAll(NEW_NAME)) if (id !== undefined) found.add(id)
    return text
  })
  return [...found]
}

/** The change with what was made in place of its `new:` names. What is not made yet stays as it is. */
export const withNames = (change: Change, created: ReadonlyMap<string, string>): Change =>
  mapTexts(change, (text) => text.replace(NEW_NAME, (whole, id: string) => created.get(id) ?? whole))
