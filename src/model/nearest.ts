import { closest, distance } from 'fastest-levenshtein'

/** ` (did you mean X?)`, or nothing where no known word is near. */
export function nearest(word: string, known: readonly string[]): string {
  if (known.length === 0) return ''
  const guess = closest(word, known)
  return distance(word, guess) <= Math.max(2, word.length / 3) ? ` (did you mean ${guess}?)` : ''
}
