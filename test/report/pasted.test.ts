import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { JudgedFinding } from '../../src/model/finding.js'
import type { Invocation } from '../../src/model/invocation.js'
import { commandsOf } from '../../src/remediate/changes/index.js'
import { showFinding } from '../../src/report/remedies.js'
import { textOf } from '../../src/shell/command-lines.js'
import { reportOfSample } from '../support/sample-report.js'

const PROGRAMS = ['aws', 'npx', 'ssh', 'psql', 'mysql', 'mariadb', 'sqlcmd', 'sqlplus']
const PROFILE = 'it\'s $(prod) `x` "y" !'
const INVOCATION: Invocation = { program: ['npx', 'ssm-ready'], profile: PROFILE }
const CLIENTS = new Set(PROGRAMS)

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pasted-'))
  for (const program of PROGRAMS) {
    writeFileSync(join(folder, program), '#!/bin/sh\nprintf "%s\\0" "$(basename "$0")" "$@"\nprintf "\\n\\0"\n')
    chmodSync(join(folder, program), 0o755)
  }
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What the programs that a block of lines starts are given. */
function argvsOf(block: string): string[][] {
  const env = { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`, LC_ALL: 'C.UTF-8', HOME: folder }
  const { stdout, stderr, status } = spawnSync('bash', ['-c', block], { env, encoding: 'utf8' })
  expect({ stderr, status, block }).toEqual({ stderr: '', status: 0, block })
  const runs = stdout.split('\n\0').slice(0, -1)
  return runs.map((run) => run.split('\0').slice(0, -1))
}

it('every command of troubled runs in bash, in the account and region that it speaks of', async () => {
  const { findings, problems, hosts, tunnels } = await reportOfSample('troubled', {}, { invocation: INVOCATION })
  const clients = tunnels.flatMap(({ commands }) => commands.client ?? [])
  const blocks = [
    ...[...findings, ...problems].flatMap(({ remedy }) => [remedy?.plan, remedy?.command]),
    ...hosts.flatMap(({ commands }) => [commands.shell, commands.portForwarding]),
    ...tunnels.flatMap(({ commands }) => [commands.startSession, commands.startReaderSession]),
    ...clients.flatMap((client) => [client.token, ...(CLIENTS.has(client.client) ? [client] : [])]),
  ].flatMap((command) => command?.bash ?? [])
  const distinct = [...new Set(blocks)]
  expect(distinct.length).toBeGreaterThan(30)
  const argvs = argvsOf(distinct.join('\n'))
  expect(argvs).toHaveLength(distinct.join('\n').split('\n').length)
  for (const argv of argvs.filter(([program]) => program === 'aws' || program === 'npx')) {
    expect(argv[argv.indexOf('--profile') + 1]).toBe(PROFILE)
    expect(argv[argv.indexOf('--region') + 1]).toBe('eu-west-1')
  }
})

it('a remedy gives its programs the words that the check said', () => {
  const hostile = ["a'b", '$(id)', 'x;y', 'a b', '!', '*']
  const finding: JudgedFinding = {
    ...{
      checkId: 'for-a-test',
      status: 'fail',
      reason: 'for-a-test',
      message: 'No.',
      doc: 'https://docs.aws.amazon.com/',
    },
    ...{ blocks: [], posture: false, evidence: {} },
    subject: { kind: 'host', id: 'i-1', region: 'eu-west-1', accountId: '123456789012' },
    remedy: {
      text: 'Do it.',
      commands: [
        ['aws', ...hostile, { placeholder: 'ID' }],
        ['aws', '--policy-document', { json: { Statement: ["it's"] }, file: 'policy.json' }],
        ['ssm-ready', 'policy', 'operator'],
      ],
    },
  }
  const { command } = showFinding({ invocation: INVOCATION, commandsOf })(finding).remedy ?? {}
  expect(argvsOf(command?.bash ?? '')).toEqual([
    ['aws', ...hostile, textOf({ placeholder: 'ID' }), '--region', 'eu-west-1', '--profile', PROFILE],
    ['aws', '--policy-document', '{"Statement":["it\'s"]}', '--region', 'eu-west-1', '--profile', PROFILE],
    ['npx', 'ssm-ready', 'policy', 'operator', '--profile', PROFILE, '--region', 'eu-west-1'],
  ])
  expect(command?.powershell.split('\n')[1]).toMatch(
    /^Set-Content -Path policy\.json -Value '\{"Statement":\["it''s"\]\}'; aws --policy-document file:\/\/policy\.json /,
  )
})
