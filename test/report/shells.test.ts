import { afterAll, describe, expect, it } from 'vitest'
import type { Invocation } from '../../src/model/invocation.js'
import { SAMPLE_NAMES } from '../../src/model/samples.js'
import type { ShellCommand } from '../../src/model/shell-command.js'
import { render as html } from '../../src/render/html.js'
import { render as markdown } from '../../src/render/markdown.js'
import { render as slack } from '../../src/render/slack.js'
import { render as table } from '../../src/render/table.js'
import { OPTIONS } from '../support/render-options.js'
import { MANY } from '../support/runs.js'
import { reportOfSample } from '../support/sample-report.js'
import { PRINTED, RecordingBash } from '../support/shells/bash.js'
import { argvOfCmd } from '../support/shells/cmd.js'
import { pasteInPowershell } from '../support/shells/powershell.js'
import { commandsOf, commandsOfMarkdown, commandsOfPage, commandsOfSlack } from '../support/shells/printed.js'

const CLIENTS = ['ssh', 'psql', 'mysql', 'mariadb', 'sqlcmd', 'sqlplus']
const PROGRAMS = ['aws', 'npx', ...CLIENTS]
const bash = new RecordingBash(PROGRAMS)
afterAll(() => bash.remove())

const PROFILE = 'it\'s $(prod) `x` "y" %PATH% R&D | ^ é 日本'
const INVOCATIONS: Record<string, (sample: string) => Invocation> = {
  'an account': () => ({ program: ['npx', 'ssm-ready'], profile: PROFILE, config: 'C:\\my files\\' }),
  'a sample': (sample) => ({ program: ['npx', 'ssm-ready'], sample }),
}
/** Of the large account a part, from all over the report. */
const MOST = MANY ? 2000 : 200
const spread = <T>(all: readonly T[]) => all.filter((_, i) => i % Math.ceil(all.length / MOST) === 0)
const startsProgram = (line: string) => PROGRAMS.includes(line.split(' ')[0] ?? '')

/** Windows has the parameters of sessions as `name=value,…`. */
function asOnWindows(argv: string[]): string[] {
  const at = argv.indexOf('--parameters') + 1
  if (argv[1] !== 'ssm' || at === 0 || !argv[at]?.startsWith('{')) return argv
  const lists: Record<string, string[]> = JSON.parse(argv[at])
  return argv.with(
    at,
    Object.entries(lists)
      .map(([name, [value]]) => `${name}=${value}`)
      .join(','),
  )
}

/** What each program that the commands start is given, which is the same in every shell. */
function run(commands: readonly ShellCommand[]): string[][] {
  const lines = (shell: keyof ShellCommand) => commands.flatMap((command) => command[shell].split('\n'))
  const expected = bash.paste(lines('bash').join('\n')).map(asOnWindows)
  for (const passing of ['5.1', '7.3'] as const)
    expect(lines('powershell').flatMap((line) => inPowershell(line, passing))).toEqual(expected)
  expect(lines('cmd').flatMap(inCmd)).toEqual(expected)
  return expected
}

function inPowershell(line: string, passing: '5.1' | '7.3'): string[][] {
  const { ran, outputOf } = recording()
  const { argvs, files } = pasteInPowershell(line, passing, outputOf)
  const document = (word: string) =>
    word.startsWith('file://') ? (files.get(word.slice('file://'.length)) ?? word) : word
  return [...ran, ...argvs].map((argv) => argv.map(document))
}

function inCmd(line: string): string[][] {
  const { ran, outputOf } = recording()
  const argv = argvOfCmd(line, { batch: line.startsWith('npx '), outputOf })
  return [...ran, argv]
}

/** Notes what runs inside other commands. */
function recording() {
  const ran: string[][] = []
  const outputOf = (argv: string[]) => {
    ran.push(argv)
    return PRINTED
  }
  return { ran, outputOf }
}

describe.each(SAMPLE_NAMES)('every command printed for %s', (sample) => {
  const invocations = Object.entries(INVOCATIONS).slice(0, MANY || sample !== 'large' ? undefined : 1)
  it.each(invocations)('means the same in three shells and every format: %s', async (_, of) => {
    const invocation = of(sample)
    const report = await reportOfSample(sample, {}, { invocation })
    const options = { ...OPTIONS, own: invocation }
    const page = commandsOfPage(html(report, options))
    const commands = [...commandsOf(JSON.parse(JSON.stringify(report))), ...page].filter(({ bash: text }) =>
      startsProgram(text),
    )
    const distinct = [...new Map(commands.map((command) => [JSON.stringify(command), command])).values()]
    const argvs = run(spread(distinct))
    for (const argv of argvs) {
      if (argv[0] === 'npx') expect(argv.slice(0, 2)).toEqual(['npx', 'ssm-ready'])
      if (argv[0] !== 'aws' && argv[0] !== 'npx') continue
      const { profile, sample: own } = invocation
      if (profile !== undefined) expect(argv[argv.indexOf('--profile') + 1]).toBe(profile)
      if (own !== undefined && argv[0] === 'npx') expect(argv[argv.indexOf('--sample') + 1]).toBe(own)
      if (own === undefined || argv[0] === 'aws') expect(argv[argv.indexOf('--region') + 1]).toBe('eu-west-1')
    }
    // The other formats print commands that the report or the page has, letter by letter.
    const known = { bash: new Set<string>(), powershell: new Set<string>(), cmd: new Set<string>() }
    for (const command of distinct)
      for (const shell of ['bash', 'powershell', 'cmd'] as const)
        for (const line of command[shell].split('\n')) known[shell].add(line)
    const printed = [
      ...commandsOfMarkdown(markdown(report, options), PROGRAMS),
      ...commandsOfSlack(slack(report, options)),
    ]
    const lines = printed.flatMap((text) => text.split('\n')).filter(startsProgram)
    expect(lines.filter((line) => !known.bash.has(line))).toEqual([])
    for (const shell of ['bash', 'powershell', 'cmd'] as const) {
      const shown = table(report, { ...options, shell, all: true })
        .split('\n')
        .map((line) => line.trim())
        .filter(startsProgram)
      expect({ shell, unknown: shown.filter((line) => !known[shell].has(line)) }).toEqual({ shell, unknown: [] })
      if (sample !== 'large') expect(shown.length).toBeGreaterThan(sample === 'article' ? 3 : 10)
    }
    expect(argvs.length).toBeGreaterThan(sample === 'article' ? 10 : 40)
  })
})
