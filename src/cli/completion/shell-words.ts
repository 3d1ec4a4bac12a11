import type { Env } from '../../model/env.js'
import { bashRest, powershellWord, readWord } from '../../shell/begun-word.js'
import { type CompletionShell, WORDBREAKS_VARIABLE, WORDS_VARIABLE } from './shells.js'

interface Line {
  /** What the words mean. The last is not finished. */
  words: string[]
  /** Writes whole words in the place of the last one. */
  write: (words: readonly string[]) => string
}

/** Reads the words as a shell's script hands them over. */
export function lineOf(shell: CompletionShell, given: readonly string[], env: Env): Line {
  switch (shell) {
    case 'bash':
      return bashLine(given, env[WORDBREAKS_VARIABLE] ?? ' \t\n"\'@><=;|&(:')
    case 'zsh':
      // Takes whole words and quotes them itself.
      return { words: plain(given), write: (words) => words.map((word) => `${word}\u0000`).join('') }
    case 'fish':
      // Quotes by itself, but takes lines, and descriptions behind a tab.
      return { words: plain(given), write: (words) => lines(words.filter((word) => !/\p{Cc}/u.test(word))) }
    case 'powershell':
      return { words: plain(wordsIn(env)), write: forPowershell }
  }
}

const plain = (words: readonly string[]) => words.map((word) => readWord(word).text)

const lines = (words: readonly string[]) => words.map((word) => `${word}\n`).join('')

/** Bash takes what is to stand behind the last break of the word. */
function bashLine(given: readonly string[], breaks: string): Line {
  const raw = joined(given, breaks)
  const last = raw.at(-1) ?? ''
  const { open } = readWord(last)
  const standing = readWord(last.slice(0, replacedFrom(last, breaks))).text
  const write = (words: readonly string[]) =>
    lines(
      words.filter((word) => word.startsWith(standing)).flatMap((w) => bashRest(w.slice(standing.length), open) ?? []),
    )
  return { words: plain(raw), write }
}

/** Bash hands over `--format=js` in three words. */
function joined(given: readonly string[], breaks: string): string[] {
  const words: string[] = []
  let goesOn = false
  for (const word of given) {
    const isBreak = word !== '' && [...word].every((c) => '=:@'.includes(c) && breaks.includes(c))
    if ((isBreak || goesOn) && words.length > 0) words.push(`${words.pop() ?? ''}${word}`)
    else words.push(word)
    goesOn = isBreak
  }
  return words
}

/** Where readline begins to replace: behind the quote that is open, else behind the last break that is not quoted. */
function replacedFrom(word: string, breaks: string): number {
  let from = 0
  let quote = ''
  let opened = 0
  for (let at = 0; at < word.length; at += 1) {
    const c = word.charAt(at)
    if (c === '\\' && quote !== "'") at += 1
    else if (quote !== '') quote = c === quote ? '' : quote
    else if (c === "'" || c === '"') {
      quote = c
      opened = at + 1
    } else if (breaks.includes(c)) from = at + 1
  }
  return quote === '' ? from : opened
}

interface Result {
  /** What is put on the line. */
  text: string
  /** What the list shows. */
  shown: string
}

/** JSON in ASCII, whatever the console's encoding. */
function forPowershell(words: readonly string[]): string {
  const results = words.flatMap((shown): Result[] => {
    const text = powershellWord(shown)
    return text === undefined ? [] : [{ text, shown }]
  })
  return JSON.stringify(results).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function wordsIn(env: Env): string[] {
  try {
    const words: unknown = JSON.parse(env[WORDS_VARIABLE] ?? '[]')
    return Array.isArray(words) ? words.filter((word) => typeof word === 'string') : []
  } catch {
    return []
  }
}
