import { closest, distance } from 'fastest-levenshtein'

/** The known word that is near enough to be meant. */
export function nearestOf(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined
  const guess = closest(word, known)
  return distance(word, guess) <= Math.max(2, word.length / 3) ? guess : undefined
}

/** ` (did you mean X?)`, or nothing where no known word is near. */
export function nearest(word: string, known: readonly string[]): string {
  const guess = nearestOf(word, known)
  return guess === undefined ? '' : ` (did you mean ${guess}?)`
}
