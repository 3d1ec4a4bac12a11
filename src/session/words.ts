import { clip, printableLines } from '../model/printable.js'

/** Characters. Agents cut their own text to 2,500 bytes. */
const LONGEST = 3_000

/** Words of a service, an agent or an account for the user: they do nothing to a terminal, and fit one. */
export const wordsOf = (text: string): string =>
  printableLines(clip(text, LONGEST).replaceAll('\r\n', '\n').replaceAll('\t', ' '))
