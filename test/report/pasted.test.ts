import { afterAll, expect, it } from 'vitest'
import type { JudgedFinding } from '../../src/model/finding.js'
import type { Invocation } from '../../src/model/invocation.js'
import { commandsOf } from '../../src/remediate/changes/index.js'
import { showFinding } from '../../src/report/remedies.js'
import { PRINTED, RecordingBash } from '../support/shells/bash.js'
import { argvOfCmd } from '../support/shells/cmd.js'
import { pasteInPowershell } from '../support/shells/powershell.js'

const PROFILE = 'it\'s $(prod) `x` "y" !'
const INVOCATION: Invocation = { program: ['npx', 'ssm-ready'], profile: PROFILE }
const HOSTILE = ["a'b", '$(id)', 'x;y', 'a b', '!', '*', '%PATH%', 'a"b', 'c & d', 'e|f^', 'é', '\\', '']
const DOCUMENT = { Statement: [{ Sid: 'it\'s "é" & more' }] }

const bash = new RecordingBash(['aws', 'npx'])
afterAll(() => bash.remove())

const finding: JudgedFinding = {
  ...{ checkId: 'for-a-test', status: 'fail', reason: 'for-a-test', message: 'No.' },
  ...{ doc: 'https://docs.aws.amazon.com/', blocks: [], posture: false, evidence: {} },
  subject: { kind: 'host', id: 'i-1', region: 'eu-west-1', accountId: '123456789012' },
  remedy: {
    text: 'Do it.',
    commands: [
      ['aws', ...HOSTILE, { placeholder: 'ID' }],
      ['aws', '--policy-document', { json: DOCUMENT, file: 'policy.json' }],
      ['aws', '--group-id', { output: ['aws', 'ec2', 'describe-security-groups', ...HOSTILE] }],
      ['ssm-ready', 'policy', 'operator', ...HOSTILE],
    ],
  },
}
const {
  bash: pasted = '',
  powershell = '',
  cmd = '',
} = showFinding({ invocation: INVOCATION, commandsOf })(finding).remedy?.command ?? {}

const IN_ACCOUNT = ['--region', 'eu-west-1', '--profile', PROFILE]
const JSON_TEXT = '{"Statement":[{"Sid":"it\'s \\"\\u00e9\\" & more"}]}'
const EXPECTED = [
  ['aws', ...HOSTILE, 'YOUR_ID', ...IN_ACCOUNT],
  ['aws', '--policy-document', JSON_TEXT, ...IN_ACCOUNT],
  ['aws', 'ec2', 'describe-security-groups', ...HOSTILE, ...IN_ACCOUNT],
  ['aws', '--group-id', PRINTED, ...IN_ACCOUNT],
  ['npx', 'ssm-ready', 'policy', 'operator', ...HOSTILE, '--profile', PROFILE, '--region', 'eu-west-1'],
]

it('a remedy gives its programs the words that the check said, in bash', () => {
  expect(bash.paste(pasted)).toEqual(EXPECTED)
  expect(JSON.parse(JSON_TEXT)).toEqual(DOCUMENT)
})

it.each(['5.1', '7.3'] as const)('in PowerShell %s', (passing) => {
  const ran: string[][] = []
  const { argvs, files } = pasteInPowershell(powershell, passing, (argv) => {
    ran.push(argv)
    return PRINTED
  })
  const [first, document, ...others] = EXPECTED.filter((_, index) => index !== 2)
  expect(argvs).toEqual([first, document?.with(2, 'file://policy.json'), ...others])
  expect([...files]).toEqual([['policy.json', JSON_TEXT]])
  expect(ran).toEqual([EXPECTED[2]])
})

it('in cmd.exe', () => {
  const ran: string[][] = []
  const outputOf = (argv: string[]) => {
    ran.push(argv)
    return PRINTED
  }
  for (const line of cmd.split('\n')) {
    const argv = argvOfCmd(line, { batch: line.startsWith('npx '), outputOf })
    ran.push(argv)
  }
  expect(ran).toEqual(EXPECTED)
})
