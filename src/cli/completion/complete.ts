import type { Argument, Command, Option } from 'commander'
import { list } from '../options.js'
import { type Completion, completionOf } from './completing.js'

/** Where a command line has got to. */
export interface Place {
  command: Command
  /** Values of the options so far, by attribute: `region` → `['eu-west-1']`. */
  given: ReadonlyMap<string, readonly string[]>
  /** Options that may come next. */
  options: readonly Option[]
  /** Commands that may come next. */
  commands: readonly Command[]
  /** Whose value comes next. */
  value?: Option | Argument
  /** What is begun. */
  current: string
  /** What stands before it in the same word, e.g. `--format=json,`. */
  before: string
}

/** Reads the words of a command line, of which the last is not finished, by the definitions of the commands. */
export function placeOf(program: Command, words: readonly string[]): Place {
  const current = words.at(-1) ?? ''
  const reader = new Reader(program)
  for (const word of words.slice(0, -1)) reader.read(word)
  return reader.place(current)
}

class Reader {
  private given = new Map<string, string[]>()
  private positionals = 0
  private onlyArguments = false
  private waiting: Option | undefined
  private command: Command

  constructor(program: Command) {
    this.command = program
  }

  read(word: string): void {
    const waiting = this.waiting
    this.waiting = undefined
    if (waiting && (waiting.required || !word.startsWith('-'))) this.note(waiting, word)
    else if (this.onlyArguments || !/^-./.test(word)) this.readPlain(word)
    else if (word === '--') this.onlyArguments = true
    else this.readOption(word)
  }

  private readOption(word: string): void {
    const [, flag = word, value] = /^(--[^=]+)=(.*)$/su.exec(word) ?? []
    const option = this.option(flag)
    if (!option) return
    this.note(option, value)
    if (value === undefined && (option.required || option.optional)) this.waiting = option
  }

  place(current: string): Place {
    const { command, given, waiting } = this
    const at = { command, given, options: [], commands: [], before: '' }
    const [, before = '', flag = '', begun = ''] = /^((--[^=]+)=)(.*)$/su.exec(current) ?? []
    if (waiting?.required) return valueAt(waiting, current, at)
    if (before !== '' && !this.onlyArguments) {
      const option = this.option(flag)
      return option ? valueAt(option, begun, { ...at, before }) : { ...at, current }
    }
    if (waiting && !current.startsWith('-')) return valueAt(waiting, current, at)
    const commands = this.positionals === 0 ? command.createHelp().visibleCommands(command) : []
    const last = command.registeredArguments.at(-1)
    const argument = command.registeredArguments[this.positionals] ?? (last?.variadic ? last : undefined)
    return {
      ...at,
      current,
      options: this.onlyArguments ? [] : this.options(),
      commands,
      ...(argument && commands.length === 0 && { value: argument }),
    }
  }

  /** Those that can be given again are offered again. */
  private options(): Option[] {
    const visible = this.command.createHelp().visibleOptions(this.command)
    return visible.filter((option) => option.parseArg === list || !this.given.has(option.attributeName()))
  }

  private option(flag: string): Option | undefined {
    return this.command.options.find(({ long, short }) => flag === long || flag === short)
  }

  private readPlain(word: string): void {
    const child = this.positionals === 0 ? this.command.commands.find((c) => c.name() === word) : undefined
    if (child) this.command = child
    else this.positionals += 1
  }

  private note(option: Option, value: string | undefined): void {
    const name = option.attributeName()
    this.given.set(name, [...(this.given.get(name) ?? []), ...(value?.split(',') ?? [])])
  }
}

/** An option that takes a list is at what comes behind the last comma. */
function valueAt(option: Option, current: string, at: Omit<Place, 'current'>): Place {
  const cut = option.parseArg === list ? current.lastIndexOf(',') + 1 : 0
  return { ...at, value: option, before: at.before + current.slice(0, cut), current: current.slice(cut) }
}

/** Finds the words of a completion that is looked up. */
export type LookUp = (completion: Exclude<Completion, 'file'>, place: Place) => Promise<readonly string[]>

/** The whole words that may stand where the last word is begun. */
export async function candidates(place: Place, lookUp: LookUp): Promise<string[]> {
  const { value, current, before, options, commands } = place
  const completion = completionOf(value)
  const found = completion === undefined || completion === 'file' ? [] : await lookUp(completion, place)
  // A comma parts the values of a list, and what begins with a dash is taken for an option.
  const isList = value !== undefined && value.parseArg === list
  const listed = new Set(before.slice(before.indexOf('=') + 1).split(','))
  const values = found.filter((word) => !word.startsWith('-') && !(isList && (word.includes(',') || listed.has(word))))
  const flags = current.startsWith('-') ? options.flatMap(({ long, short }) => long ?? short ?? []) : []
  const words = [...commands.map((command) => command.name()), ...values, ...flags]
  return [...new Set(words)].filter((word) => word !== '' && word.startsWith(current)).map((word) => before + word)
}
