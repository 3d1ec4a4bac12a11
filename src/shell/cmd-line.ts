import type { Argument, CommandLine } from '../model/command.js'
import { quoteCmd } from './cmd.js'
import { printedIn, textOf } from './text-of.js'

/** The programs that package managers make batch files for on Windows, and those that are some themselves. */
const BATCH_FILES: ReadonlySet<Argument | undefined> = new Set(['ssm-ready', 'npx', 'pnpm', 'yarn', 'bunx'])
const LETTERS = 'GHIJKLMNOPQRSTUVWXYZABCDEFabcdefghijklmnopqrstuvwxyz'

/** What another command prints, cmd.exe has by `for` alone. */
export function cmdLine(line: CommandLine): string {
  const batch = BATCH_FILES.has(line[0])
  let variables: string[] | undefined
  const loops: string[] = []
  const variableOf = (command: CommandLine): string => {
    variables ??= freeVariables(line)
    const variable = `%${variables[loops.length] ?? ''}`
    loops.push(`for /f "delims=" ${variable} in ('${withinFor(cmdLine(command))}') do `)
    return variable
  }
  const words = line.map((argument) => {
    if (typeof argument === 'object' && 'output' in argument) return variableOf(argument.output)
    const quoted = quoteCmd(textOf(argument), batch)
    return printedIn(argument).reduce((text, [word, command]) => text.replaceAll(word, variableOf(command)), quoted)
  })
  return loops.join('') + words.join(' ')
}

/** Letters that no argument has behind a percent sign, where `for` would put its value. */
function freeVariables(line: CommandLine): string[] {
  const texts = line.flatMap((argument) =>
    typeof argument === 'object' && 'output' in argument ? [] : textOf(argument),
  )
  const taken = texts.filter((text) => text.includes('%')).join('')
  return [...LETTERS].filter((letter) => !taken.includes(letter))
}

/** A line that cmd.exe reads twice: between quotes it stays as it is; carets need carets of their own, and all else with them. */
const withinFor = (line: string): string => (line.includes('^') ? line.replace(/[()%!^"<>&|:=,;]/g, '^$&') : line)
