import { argvOfCommandLine } from './c-runtime.js'

/** How arguments go to a program: as Windows PowerShell 5.1 does it, or as PowerShell does from 7.3 on. */
export type Passing = '5.1' | '7.3'

const SINGLE = "'\u2018\u2019\u201a\u201b"

export interface Pasted {
  /** What each program is given. */
  argvs: string[][]
  /** What `Set-Content` wrote. */
  files: Map<string, string>
}

/**
 * What a pasted line does, by the documented rules of PowerShell, as far as a command may use them: words, single quotes,
 * the backtick, sums of texts and characters in parentheses, a command in parentheses, the choice by how arguments are
 * passed. All else that it reads is an error.
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_parsing
 * @see https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export function pasteInPowershell(
  text: string,
  passing: Passing,
  outputOf: (argv: string[]) => string = (argv) => argv.join(' '),
): Pasted {
  const pasted: Pasted = { argvs: [], files: new Map() }
  const reader = new Reader(text, passing, (words) => outputOf(passed(words, passing)))
  while (!reader.done) {
    const words = reader.statement()
    if (words.length === 0) continue
    const [program, path, name = '', value, content = ''] = words
    if (program !== 'Set-Content') pasted.argvs.push(passed(words, passing))
    else if (path === '-Path' && value === '-Value') pasted.files.set(name, content)
    else throw new Error(`not understood: ${text}`)
  }
  return pasted
}

/** The arguments as they come out of the other end of a Windows command line. */
function passed(words: string[], passing: Passing): string[] {
  return passing === '7.3'
    ? words
    : argvOfCommandLine(
        words
          .filter((word) => word !== '')
          .map(inQuotes)
          .join(' '),
        'go on',
      )
}

/** Windows PowerShell puts a word with blanks outside quotes into quotes, and escapes nothing. */
function inQuotes(word: string): string {
  let quotes = 0
  let needed = false
  for (const c of word) {
    if (c === '"') quotes += 1
    else if (/\s/.test(c) && quotes % 2 === 0) needed = true
  }
  return needed ? `"${word}"` : word
}

class Reader {
  private at = 0
  constructor(
    private readonly text: string,
    private readonly passing: Passing,
    private readonly run: (argv: string[]) => string,
  ) {}

  get done(): boolean {
    return this.at >= this.text.length
  }

  /** The words up to the end of the command. */
  statement(end = ';\n'): string[] {
    const words: string[] = []
    for (;;) {
      while (this.take(' ') || this.take('`\n'));
      if (this.done || end.includes(this.next)) break
      words.push(this.word(end))
    }
    this.at += 1
    return words
  }

  private get next(): string {
    return this.text.charAt(this.at)
  }

  private take(expected: string): boolean {
    const there = this.text.startsWith(expected, this.at)
    if (there) this.at += expected.length
    return there
  }

  private need(expected: string): void {
    if (!this.take(expected)) throw new Error(`${expected} expected at ${this.at}: ${this.text}`)
  }

  private word(end: string): string {
    if (SINGLE.includes(this.next)) return this.literal()
    if (this.take("$(if ($PSNativeCommandArgumentPassing -in 'Windows','Standard') {")) return this.choice()
    if (this.take('(')) return SINGLE.includes(this.next) ? this.sum(')') : this.run(this.statement(')'))
    let word = ''
    while (!this.done && this.next !== ' ' && !end.includes(this.next)) {
      if (this.take('`')) word += this.next
      else if (/[\p{Cc}'"$(){},;|&<>@#\u2018-\u201f\u2013-\u2015]/u.test(this.next))
        throw new Error(`${this.next} is read by PowerShell: ${this.text}`)
      else word += this.next
      this.at += 1
    }
    if (word === '--%' || /^-[^-]*[.:]/.test(word) || (/^[\d.+-]+\w*[a-z]\w*$/i.test(word) && !/^--?[a-z]/i.test(word)))
      throw new Error(`PowerShell reads ${word} otherwise: ${this.text}`)
    return word
  }

  private choice(): string {
    const from73 = this.sum('}')
    this.need(' else {')
    const before = this.sum('}')
    this.need(')')
    return this.passing === '7.3' ? from73 : before
  }

  /** Texts, characters and what commands print, joined; the first is a text. */
  private sum(end: string): string {
    if (this.take('(')) {
      const inner = this.sum(')')
      this.need(end)
      return inner
    }
    let all = this.literal()
    while (this.take('+')) {
      const code = /^\[char\](\d+)/.exec(this.text.slice(this.at))
      if (this.take('(')) all += this.run(this.statement(')'))
      else if (!code) all += this.literal()
      else {
        all += String.fromCharCode(Number(code[1]))
        this.at += code[0].length
      }
    }
    this.need(end)
    return all
  }

  /** Nothing is special in single quotes but the quotes themselves. */
  private literal(): string {
    if (!SINGLE.includes(this.next)) throw new Error(`a text expected at ${this.at}: ${this.text}`)
    this.at += 1
    let text = ''
    for (;;) {
      if (this.done) throw new Error(`an open quote: ${this.text}`)
      const c = this.next
      this.at += 1
      if (!SINGLE.includes(c)) text += c
      else if (this.next !== '' && SINGLE.includes(this.next)) {
        text += this.next
        this.at += 1
      } else return text
    }
  }
}
