import { closest, distance } from 'fastest-levenshtein'

/** The known word that is near enough to be meant, else the first that begins so. */
export function nearestOf(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const guess = closest(word, known)
  if (distance(word, guess) <= Math.max(2, word.length / 3)) return guess
  return word.length < SHORTEST_BEGINNING ? undefined : known.find((each) => beginsLike(word, each))
}

const SHORTEST_BEGINNING = 4

/** A long name is often given by its beginning, which may be misspelt, too. */
const beginsLike = (word: string, known: string): boolean =>
  known.length > word.length && distance(word, known.slice(0, word.length)) <= word.length / 8

/** ` (did you mean X?)`, or nothing where no known word is near. */
export function nearest(word: string, known: readonly string[]): string {
  const guess = nearestOf(word, known)
  return guess === undefined ? '' : ` (did you mean ${guess}?)`
}
