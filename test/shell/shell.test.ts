import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { remoteHostSession, sessionArgv, sessionCommand } from '../../src/report/commands/session.js'
import { sshArgv, sshCommands } from '../../src/report/commands/ssh.js'
import { quoteCmd } from '../../src/shell/cmd.js'
import { quotePosix } from '../../src/shell/posix.js'
import { quotePowershell } from '../../src/shell/powershell.js'
import { UNPRINTABLE } from '../../src/shell/unprintable.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'

const hostile = fc
  .oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 60 }))
  .map((text) => text.replace(/\p{Surrogate}/gu, '\ufffd').replaceAll('\0', ''))

/** What arrives where a program cannot be given everything. */
const without = (text: string, gone: RegExp) => [...text].filter((c) => !gone.test(c)).join('')

describe('bash', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'argv-'))
    for (const program of ['aws', 'ssh']) {
      writeFileSync(join(folder, program), '#!/bin/sh\nprintf "%s\\0" "$@"\n')
      chmodSync(join(folder, program), 0o755)
    }
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  /** The argv that a program gets when the line is pasted into bash. */
  function argvOf(line: string): string[] {
    const env = { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`, LC_ALL: 'C.UTF-8', HOME: folder }
    const { stdout, stderr, status } = spawnSync('bash', ['-c', line], { env, encoding: 'utf8' })
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
    return stdout.split('\0').slice(0, -1)
  }

  it('gives the AWS CLI the intended argv, whatever host, profile and target are', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (host, profile, target) => {
        const base = { region: 'eu-west-1', profile, target }
        const session = remoteHostSession(base, { host, port: 5432, localPort: 15432 })
        const { bash } = sessionCommand(session)
        expect(bash).not.toMatch(UNPRINTABLE)
        const argv = argvOf(bash)
        expect(['aws', ...argv]).toEqual(sessionArgv(session))
        expect(JSON.parse(argv.at(-1) ?? '')).toEqual({
          host: [host],
          portNumber: ['5432'],
          localPortNumber: ['15432'],
        })
      }),
      { numRuns: 150 },
    )
  })

  it('gives ssh a ProxyCommand that gives the AWS CLI the intended argv', () => {
    fc.assert(
      fc.property(hostile, (profile) => {
        const base = { region: 'eu-west-1', profile, target: 'i-0a1' }
        const argv = argvOf(sshCommands(base, 'Ubuntu').ssh.bash)
        expect(['ssh', ...argv]).toEqual(sshArgv(base, 'ubuntu'))
        const proxy = (argv[1] ?? '').replace(/^ProxyCommand=/, '')
        // What ssh puts in place of its tokens.
        const expanded = proxy.replace(/%[%hp]/g, (token) => ({ '%%': '%', '%h': 'i-0a1', '%p': '22' })[token] ?? token)
        expect(argvOf(expanded)).toEqual([
          ...['ssm', 'start-session', '--profile', profile, '--region', 'eu-west-1', '--target', 'i-0a1'],
          ...['--document-name', 'AWS-StartSSHSession', '--parameters', 'portNumber=22'],
        ])
      }),
      { numRuns: 100 },
    )
  })

  it.each([
    ['i-0a1', 'i-0a1'],
    ['', "''"],
    ["it's", "'it'\\''s'"],
    ['$(id)`id`$HOME', "'$(id)`id`$HOME'"],
    ['=ls', "'=ls'"],
    ['a\nb', "$'a\\012b'"],
    ['\u001b[31m', "$'\\033[31m'"],
    ['\u202egnp', "$'\\342\\200\\256gnp'"],
    ["\u0007it's \\", "$'\\007it\\'s \\\\'"],
  ])('quotes %j as %s', (text, expected) => {
    expect(quotePosix(text)).toBe(expected)
  })
})

describe('PowerShell', () => {
  /** What PowerShell makes of one argument: nothing is special in single quotes but the quotes themselves. */
  function parse(argument: string): string {
    if (/^[\w+:./-]+$/.test(argument)) return argument
    expect(argument).toMatch(/^'.*'$/su)
    const inner = argument.slice(1, -1)
    expect(inner.replace(/(['\u2018\u2019\u201a\u201b])\1/g, '')).not.toMatch(/['\u2018\u2019\u201a\u201b]/)
    return inner.replace(/(['\u2018\u2019\u201a\u201b])\1/g, '$1')
  }

  it('keeps all but double quotes, which its older versions lose, and what cannot be shown', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const quoted = quotePowershell(text)
        expect(quoted).not.toMatch(UNPRINTABLE)
        expect(parse(quoted)).toBe(without(text, UNPRINTABLE).replaceAll('"', ''))
      }),
    )
  })

  it.each([
    ['i-0a1', 'i-0a1'],
    ['$(calc)', "'$(calc)'"],
    ["it's", "'it''s'"],
    ['it\u2019s', "'it\u2019\u2019s'"],
    ['a"b', "'ab'"],
    ['@args', "'@args'"],
    ['a,b', "'a,b'"],
    ['a\r\nb', "'ab'"],
  ])('quotes %j as %s', (text, expected) => {
    expect(quotePowershell(text)).toBe(expected)
  })
})

describe('cmd.exe', () => {
  /** First what cmd.exe does with carets and quotes, then how the C runtime takes an argument apart. */
  function parse(argument: string): string {
    return runtime(shell(argument))
  }

  function shell(line: string): string {
    let out = ''
    let quoted = false
    for (let i = 0; i < line.length; i++) {
      const c = line.charAt(i)
      if (c === '^' && !quoted) {
        i += 1
        out += line.charAt(i)
        continue
      }
      if (c === '"') quoted = !quoted
      else if (!quoted) expect('&|<>()%!').not.toContain(c)
      // Variables are expanded in quotes too.
      else expect('%!').not.toContain(c)
      out += c
    }
    return out
  }

  function runtime(argument: string): string {
    let out = ''
    let quoted = false
    for (let i = 0; i < argument.length; ) {
      const slashes = /^\\*/.exec(argument.slice(i))?.[0].length ?? 0
      i += slashes
      if (argument.charAt(i) === '"') {
        out += '\\'.repeat(Math.floor(slashes / 2))
        if (slashes % 2 === 1) out += '"'
        else quoted = !quoted
        i += 1
      } else {
        out += '\\'.repeat(slashes)
        if (i < argument.length) expect(quoted || !/[ \t]/.test(argument.charAt(i))).toBe(true)
        out += argument.charAt(i)
        i += 1
      }
    }
    expect(quoted).toBe(false)
    return out
  }

  it('keeps all but what cannot be shown', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const quoted = quoteCmd(text)
        expect(quoted).not.toMatch(UNPRINTABLE)
        expect(parse(quoted)).toBe(without(text, UNPRINTABLE))
      }),
    )
  })

  it.each([
    ['i-0a1', 'i-0a1'],
    ['', '""'],
    ['host=a,portNumber=1', '"host=a,portNumber=1"'],
    ['%PATH%', '^"^%PATH^%^"'],
    ['a & calc', '^"a ^& calc^"'],
    ['a"b', '^"a\\^"b^"'],
    ['ends in \\', '"ends in \\\\"'],
  ])('quotes %j as %s', (text, expected) => {
    expect(quoteCmd(text)).toBe(expected)
  })
})

describe('a session on Windows', () => {
  it('has its parameters as name=value, since JSON would lose its quotes', () => {
    const base = { region: 'eu-west-1', target: 'i-0a1' }
    const { powershell, cmd } = sessionCommand(
      remoteHostSession(base, { host: 'db.example.com', port: 5432, localPort: 15432 }),
    )
    const parameters = 'host=db.example.com,portNumber=5432,localPortNumber=15432'
    const start =
      'aws ssm start-session --region eu-west-1 --target i-0a1 --document-name AWS-StartPortForwardingSessionToRemoteHost --parameters'
    expect(powershell).toBe(`${start} '${parameters}'`)
    expect(cmd).toBe(`${start} "${parameters}"`)
  })

  it('cannot be given further parameters through the host name', () => {
    const base = { region: 'eu-west-1', target: 'i-0a1' }
    const { cmd } = sessionCommand(remoteHostSession(base, { host: 'a,portNumber=22" & calc', port: 1, localPort: 2 }))
    expect(cmd).toMatch(/--parameters "host=aportNumber22calc,portNumber=1,localPortNumber=2"$/)
  })
})
