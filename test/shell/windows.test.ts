import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Argument, CommandLine } from '../../src/model/command.js'
import { databaseSession, sessionCommand } from '../../src/report/commands/session.js'
import { quoteCmd } from '../../src/shell/cmd.js'
import { commandLines } from '../../src/shell/command-lines.js'
import { quotePowershell } from '../../src/shell/powershell.js'
import { textOf } from '../../src/shell/text-of.js'
import { UNPRINTABLE, withoutUnprintable } from '../../src/shell/unprintable.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'
import { runs } from '../support/runs.js'
import { argvOfCmd } from '../support/shells/cmd.js'
import { pasteInPowershell } from '../support/shells/powershell.js'

/** Signs that one of the shells, or the runtime behind them, reads. */
const SIGNS = [
  ...'"\'\\%^&|<>()!$`;,=:~ \t\n@{}#*G',
  '\u2019',
  '\u201c',
  '\u2013',
  '--%',
  '%PATH%',
  '%x:~0,1%',
  '\\"',
  '""',
]
const hostile = fc
  .oneof(
    fc.constantFrom(...HOSTILE_TEXTS),
    fc
      .array(fc.oneof(fc.constantFrom(...SIGNS), fc.string({ maxLength: 2 })), { maxLength: 12 })
      .map((all) => all.join('')),
    fc.string({ unit: 'binary', maxLength: 40 }),
  )
  .map((text) => text.replace(/\p{Surrogate}/gu, '\ufffd').replaceAll('\0', ''))
const plain: fc.Arbitrary<Exclude<Argument, { output: CommandLine }>> = fc.oneof(
  { weight: 4, arbitrary: hostile },
  fc.constant({ placeholder: 'KEY_ARN' }),
  fc
    .record({ Sid: hostile, Resource: fc.array(hostile, { maxLength: 2 }) })
    .map((json) => ({ json, file: 'policy.json' })),
)
const lineOf = (program: string) => fc.array(plain, { maxLength: 4 }).map((words) => [program, ...words])

describe('a command means the same', () => {
  it.each(['5.1', '7.3'] as const)('in PowerShell %s, its documents by files', (passing) => {
    fc.assert(
      fc.property(lineOf('aws'), (line) => {
        const { powershell } = commandLines([line])
        expect(powershell).not.toMatch(UNPRINTABLE)
        const { argvs, files } = pasteInPowershell(powershell, passing)
        const [argv = []] = argvs
        expect(argv.map((word) => (word === 'file://policy.json' ? 'a document' : word))).toEqual(
          line.map((argument) =>
            typeof argument === 'object' && 'json' in argument ? 'a document' : textOf(argument),
          ),
        )
        const documents = line.flatMap((argument) =>
          typeof argument === 'object' && 'json' in argument ? [argument] : [],
        )
        expect(files.get('policy.json')).toEqual(documents.length === 0 ? undefined : textOf(documents.at(-1) ?? ''))
      }),
      runs(300, 5000),
    )
  })

  it.each([
    ['a program', 'aws', false],
    ['a batch file, which reads its line again', 'npx', true],
  ])('in cmd.exe to %s, but for what cannot be shown', (_, program, batch) => {
    fc.assert(
      fc.property(lineOf(program), (line) => {
        const { cmd } = commandLines([line])
        expect(cmd).not.toMatch(UNPRINTABLE)
        expect(argvOfCmd(cmd, { batch })).toEqual(line.map((argument) => withoutUnprintable(textOf(argument))))
      }),
      runs(300, 5000),
    )
  })

  it('with the word that another command prints', () => {
    const texts = fc.array(hostile, { maxLength: 3 })
    fc.assert(
      fc.property(texts, texts, texts, (before, inner, after) => {
        const printing = ['aws', ...inner]
        const { powershell, cmd } = commandLines([['aws', ...before, { output: printing }, ...after]])
        const ran: string[][] = []
        const outputOf = (argv: string[]) => `sg-${ran.push(argv)}`
        for (const passing of ['5.1', '7.3'] as const) {
          const { argvs } = pasteInPowershell(powershell, passing, outputOf)
          expect(argvs).toEqual([['aws', ...before, `sg-${ran.length}`, ...after]])
        }
        expect(ran).toEqual([printing, printing])
        const shown = (words: string[]) => words.map(withoutUnprintable)
        expect(argvOfCmd(cmd, { outputOf })).toEqual(['aws', ...shown(before), 'sg-3', ...shown(after)])
        expect(ran.at(-1)).toEqual(shown(printing))
      }),
      runs(300, 5000),
    )
  })
})

describe('PowerShell', () => {
  it.each([
    ['i-0a1', 'i-0a1'],
    ['$(calc)', "'$(calc)'"],
    ["it's", "'it''s'"],
    ['it\u2019s', "'it\u2019\u2019s'"],
    ['@args', "'@args'"],
    ['a,b', "'a,b'"],
    ['-a.b', "'-a.b'"],
    ['1kb', "'1kb'"],
    ['a\r\nb', "('a'+[char]13+[char]10+'b')"],
    ['\u202egnp', "(''+[char]8238+'gnp')"],
    ['a"b', "$(if ($PSNativeCommandArgumentPassing -in 'Windows','Standard') {'a\"b'} else {'\"a\"\"b\"'})"],
    ['', "$(if ($PSNativeCommandArgumentPassing -in 'Windows','Standard') {''} else {'\"\"'})"],
  ])('quotes %j as %s', (text, expected) => {
    expect(quotePowershell(text)).toBe(expected)
  })
})

describe('cmd.exe', () => {
  it.each([
    ['i-0a1', 'i-0a1'],
    ['', '""'],
    ['host=a,portNumber=1', '"host=a,portNumber=1"'],
    ['%PATH%', '^"^%PATH^%^"'],
    ['%PATH:~0%', '^"^%PATH^:~0^%^"'],
    ['a & calc', '^"a ^& calc^"'],
    ['a"b', '^"a\\^"b^"'],
    ['ends in \\', '"ends in \\\\"'],
  ])('quotes %j as %s', (text, expected) => {
    expect(quoteCmd(text)).toBe(expected)
  })

  it('gives a batch file quotes that it cannot take for closing ones', () => {
    expect(quoteCmd('a" & calc', true)).toBe('^"a^"^" ^& calc^"')
    expect(() => argvOfCmd(`npx ${quoteCmd('a" & calc')}`, { batch: true })).toThrow('& is read by cmd.exe')
  })

  it('has what another command prints by a loop, whose letter nothing else uses', () => {
    const lookup = {
      output: ['aws', 'ec2', 'describe-vpcs', '--query', 'Vpcs[0].VpcId', '--filters', 'Name=tag:a,Values=b'],
    }
    expect(commandLines([['aws', 'ec2', 'delete-vpc', '--vpc-id', lookup]]).cmd).toBe(
      'for /f "delims=" %G in (\'aws ec2 describe-vpcs --query "Vpcs[0].VpcId" --filters "Name=tag:a,Values=b"\') do aws ec2 delete-vpc --vpc-id %G',
    )
    expect(commandLines([['aws', 'a%G%', lookup]]).cmd).toMatch(/^for \/f "delims=" %H in .* do aws \^"a\^%G\^%\^" %H$/)
  })
})

describe('a session on Windows', () => {
  it('has its parameters as name=value, since JSON would lose its quotes', () => {
    const base = { region: 'eu-west-1', target: 'i-0a1' }
    const { powershell, cmd } = sessionCommand(
      databaseSession(base, { kind: 'instance', endpoint: 'db.example.com', port: 5432, localPort: 15432 }),
    )
    const parameters = 'host=db.example.com,portNumber=5432,localPortNumber=15432'
    const start =
      'aws ssm start-session --region eu-west-1 --target i-0a1 --document-name AWS-StartPortForwardingSessionToRemoteHost --parameters'
    expect(powershell).toBe(`${start} '${parameters}'`)
    expect(cmd).toBe(`${start} "${parameters}"`)
  })

  it('cannot be given further parameters through the host name', () => {
    const base = { region: 'eu-west-1', target: 'i-0a1' }
    const { cmd } = sessionCommand(
      databaseSession(base, { kind: 'target', endpoint: 'a,portNumber=22" & calc', port: 1, localPort: 2 }),
    )
    expect(cmd).toMatch(/--parameters "host=aportNumber22calc,portNumber=1,localPortNumber=2"$/)
  })
})
