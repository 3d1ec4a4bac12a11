import type { Argument, CommandLine } from '../model/command.js'
import { quoteCmd } from './cmd.js'
import { textOf } from './text-of.js'

/** The programs that package managers make batch files for on Windows, and those that are some themselves. */
const BATCH_FILES: ReadonlySet<Argument | undefined> = new Set(['ssm-ready', 'npx', 'pnpm', 'yarn', 'bunx'])
const LETTERS = 'GHIJKLMNOPQRSTUVWXYZABCDEFabcdefghijklmnopqrstuvwxyz'

/** What another command prints, cmd.exe has by `for` alone. */
export function cmdLine(line: CommandLine): string {
  const batch = BATCH_FILES.has(line[0])
  const variables = freeVariables(line)
  const loops: string[] = []
  const words = line.map((argument) => {
    if (typeof argument === 'string' || !('output' in argument)) return quoteCmd(textOf(argument), batch)
    const variable = `%${variables[loops.length] ?? ''}`
    loops.push(`for /f "delims=" ${variable} in ('${withinFor(cmdLine(argument.output))}') do `)
    return variable
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
