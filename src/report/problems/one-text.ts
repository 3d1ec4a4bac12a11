const MOST_NAMED = 4

/** Texts of which some differ in one word alone, those as one: `Let sg-1 and sg-2 admit tcp/443.` */
export function joinedTexts(texts: readonly string[]): string[] {
  const joined: Joined[] = []
  for (const text of texts) {
    const words = text.split(' ')
    if (!joined.some((each) => takes(each, words))) joined.push({ words, others: [] })
  }
  return joined.map(written)
}

interface Joined {
  words: string[]
  /** Where the texts differ, once there are two. */
  at?: number
  others: string[]
}

function takes(joined: Joined, words: readonly string[]): boolean {
  if (words.length !== joined.words.length) return false
  const different = words.flatMap((word, i) => (word === joined.words[i] ? [] : [i]))
  const [at] = different
  if (at === undefined || different.length > 1 || (joined.at ?? at) !== at) return false
  const [mine, known] = [parted(words[at] ?? ''), parted(joined.words[at] ?? '')]
  if (mine.end !== known.end) return false
  joined.at = at
  joined.others.push(mine.word)
  return true
}

/** A word and the punctuation that ends it. */
function parted(text: string): { word: string; end: string } {
  const end = /[.,;:]*$/.exec(text)?.[0] ?? ''
  return { word: text.slice(0, text.length - end.length), end }
}

function written({ words, at, others }: Joined): string {
  if (at === undefined) return words.join(' ')
  const { word, end } = parted(words[at] ?? '')
  return words.with(at, listed([word, ...others]) + end).join(' ')
}

function listed(words: readonly string[]): string {
  const left = words.length - MOST_NAMED
  const named = left > 1 ? words.slice(0, MOST_NAMED) : words.slice(0, -1)
  return `${named.join(', ')} and ${left > 1 ? `${left} more` : words.at(-1)}`
}
