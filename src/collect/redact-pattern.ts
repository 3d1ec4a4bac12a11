import { globMatches, globOf } from '../model/glob.js'

/** Replaces names in a text, equal ones by equal ones. */
export interface RedactText {
  (text: string): string
  /** A pattern with wildcards, as one or more that together match what it matched. */
  pattern(text: string): string[]
}

/** Before a word that would stay: it is replaced all the same. */
export const REPLACED = '\uE000'

/** Letters and wildcards that stand together, with a wildcard among them. */
const PIECE = /([A-Za-z0-9*?]*[*?][A-Za-z0-9*?]*)/
/** More combinations than these are not written down: nobody writes such patterns. */
const MOST = 256

/** The letters in front of which a wildcard hides others, or which may be the beginning of a hexadecimal id. */
export function hiddenLetters(pattern: string): string[] {
  const behind = [...pattern.matchAll(/[*?]([A-Za-z0-9]+)/g)]
  const hexadecimal = [...pattern.matchAll(/(?<![A-Za-z0-9])([0-9a-f]+)(?=[*?])/g)]
  return [...behind, ...hexadecimal].flatMap(([, letters = '']) => [...letters.toLowerCase()])
}

/**
 * A pattern as several that together match, once names are replaced, what it matched: words that stay and that it covers
 * only in part are written out, and one that stays although the pattern goes on is replaced besides.
 * @param kept words that stay, in lower case
 */
export function patternsOf(pattern: string, kept: ReadonlySet<string>): string[] {
  const pieces = pattern.split(PIECE)
  const options = pieces.map((piece, i) => (i % 2 === 0 ? [piece] : optionsOf(piece, kept)))
  const count = options.reduce((product, { length }) => product * length, 1)
  if (count > MOST) return [pattern]
  return options.reduce<string[]>((made, each) => made.flatMap((start) => each.map((end) => start + end)), [''])
}

function optionsOf(piece: string, kept: ReadonlySet<string>): string[] {
  if (/^[*?]+$/.test(piece)) return [piece]
  const covering = globOf(piece.toLowerCase())
  const [lead, trail] = [piece.startsWith('*') ? '*' : '', piece.endsWith('*') ? '*' : '']
  const whole = [...kept].filter((word) => globMatches(covering, word)).map((word) => `${lead}${word}${trail}`)
  const replaced = piece.replace(/[A-Za-z0-9]+/g, (word) => (kept.has(word.toLowerCase()) ? REPLACED + word : word))
  return [...new Set([piece, ...whole, replaced])]
}
