import type { Argument, CommandLine } from '../model/command.js'

/** An argument that is known before anything runs. */
export type PlainArgument = Exclude<Argument, { output: CommandLine }>

/** What an argument says: a placeholder as a word that nobody takes for a value. */
export function textOf(argument: PlainArgument): string {
  if (typeof argument === 'string') return argument
  if ('text' in argument) return argument.text
  return 'json' in argument ? ascii(JSON.stringify(argument.json)) : `YOUR_${argument.placeholder}`
}

/** Words of an argument that stand for what other commands print, and those. */
export const printedIn = (argument: PlainArgument): [word: string, command: CommandLine][] =>
  typeof argument === 'object' && 'printed' in argument ? Object.entries(argument.printed ?? {}) : []

/** Every shell hands it over, and a file means the same in every encoding. */
const ascii = (json: string) =>
  json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
