/**
 * The text in one piece. V8 keeps what templates and `+` make as a tree of their pieces, twice as large and many times the work
 * for the garbage collector; a large account has a million texts that live until its report is written. Reading a character
 * makes one piece of it.
 */
export function inOnePiece(text: string): string {
  text.charCodeAt(0)
  return text
}
