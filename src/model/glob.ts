/** A pattern as code units, in which these two stand for any text and for one character. */
export type Glob = readonly number[]
export const ANY = -1
export const ONE = -2

const [STAR, QUESTION_MARK] = [42, 63]

/** A text in which `*` is any text and `?` one character. */
export const globOf = (text: string): number[] =>
  codesOf(text).map((code) => (code === STAR ? ANY : code === QUESTION_MARK ? ONE : code))

/** A text that stands for itself. */
export const codesOf = (text: string): number[] => Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))

/** Goes back only to the last `*`, so that a hostile pattern cannot take exponential time, as in a regular expression it could. */
export function globMatches(pattern: Glob, text: string): boolean {
  let p = 0
  let t = 0
  let star = -1
  let mark = 0
  while (t < text.length) {
    const code = pattern[p]
    if (code === ANY) {
      star = p++
      mark = t
    } else if (code === ONE || code === text.charCodeAt(t)) {
      p++
      t++
    } else if (star >= 0) {
      p = star + 1
      t = ++mark
    } else return false
  }
  while (pattern[p] === ANY) p++
  return p === pattern.length
}
