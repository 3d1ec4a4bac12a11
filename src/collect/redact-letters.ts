import { createHmac } from 'node:crypto'

/** Within these every letter that has one image everywhere keeps it, so that hexadecimal stays hexadecimal. */
const CLASSES = ['0123456789', 'abcdef', 'ghijklmnopqrstuvwxyz']

/**
 * The replacement of single letters: by a secret function of the letters before them, save for `free` ones, which have one
 * image wherever they stand. At each place it is a permutation of the alphabet either way, so that no two names become one.
 * @param key what the replacement depends on
 * @param free letters and digits in lower case, of which a wildcard hides what is before them
 */
export function letterCipher(key: string, free: ReadonlySet<string>) {
  const imageOf = new Map<string, string>()
  for (const letters of CLASSES) {
    const drawn = (letter: string) => createHmac('sha256', key).update(`letter ${letter}`).digest('hex')
    const shuffled = [...letters].sort((a, b) => (drawn(a) < drawn(b) ? -1 : 1))
    for (const [i, letter] of [...letters].entries()) if (free.has(letter)) imageOf.set(letter, shuffled[i] ?? letter)
  }
  const ownerOf = new Map([...imageOf].map(([letter, image]) => [image, letter]))
  const inCaseOf = (alphabet: string, letter: string) => (alphabet.includes(letter) ? letter : letter.toUpperCase())

  /** @param turn how far the alphabet is turned at this place */
  return (letter: string, alphabet: string, turn: number): string => {
    const image = imageOf.get(letter.toLowerCase())
    if (image !== undefined) return inCaseOf(alphabet, image)
    for (let from = letter; ; ) {
      const made = alphabet[(alphabet.indexOf(from) + turn) % alphabet.length] ?? letter
      const owner = ownerOf.get(made.toLowerCase())
      if (owner === undefined) return made
      // The place is taken: the letter goes where its owner would have gone.
      from = inCaseOf(alphabet, owner)
    }
  }
}
