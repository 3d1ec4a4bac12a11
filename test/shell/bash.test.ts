import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseSession, sessionArgv, sessionCommand } from '../../src/report/commands/session.js'
import { cliProxyCommand, ownProxyCommand, sshArgv, sshCommands } from '../../src/report/commands/ssh.js'
import { quotePosix } from '../../src/shell/posix.js'
import { UNPRINTABLE } from '../../src/shell/unprintable.js'
import { HOSTILE_TEXTS } from '../support/hostile-texts.js'

const hostile = fc
  .oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 60 }))
  .map((text) => text.replace(/\p{Surrogate}/gu, '\ufffd').replaceAll('\0', ''))

describe('bash', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'argv-'))
    for (const program of ['aws', 'ssh', 'npx']) {
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
        const session = databaseSession(base, { kind: 'instance', endpoint: host, port: 5432, localPort: 15432 })
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

  it('gives ssh a ProxyCommand that gives the AWS CLI, or this program, the intended argv', () => {
    fc.assert(
      fc.property(hostile, (profile) => {
        const base = { region: 'eu-west-1', profile, target: 'i-0a1' }
        const { ssh, sshConfig } = sshCommands(base, 'Ubuntu', ['npx', 'ssm-ready'])
        const argv = argvOf(ssh.bash)
        expect(['ssh', ...argv]).toEqual(sshArgv(base, 'ubuntu', cliProxyCommand(base)))
        expect(argvOf(expanded((argv[1] ?? '').replace(/^ProxyCommand=/, '')))).toEqual([
          ...['ssm', 'start-session', '--profile', profile, '--region', 'eu-west-1', '--target', 'i-0a1'],
          ...['--document-name', 'AWS-StartSSHSession', '--parameters', 'portNumber=22'],
        ])
        const own = ownProxyCommand(base, ['npx', 'ssm-ready'])
        expect(sshConfig.split('\n')).toContain(`  ProxyCommand ${own}`)
        expect(argvOf(expanded(own))).toEqual([
          ...['ssm-ready', 'proxy', '--profile', profile, '--region', 'eu-west-1', 'i-0a1', '22'],
        ])
      }),
      { numRuns: 100 },
    )
  })

  /** What ssh puts in place of its tokens. */
  const expanded = (proxyCommand: string) =>
    proxyCommand.replace(/%[%hp]/g, (token) => ({ '%%': '%', '%h': 'i-0a1', '%p': '22' })[token] ?? token)

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
