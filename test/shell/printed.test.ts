import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CommandLine } from '../../src/model/command.js'
import { commandLines } from '../../src/shell/command-lines.js'
import { PRINTED, RecordingBash } from '../support/shells/bash.js'
import { argvOfCmd } from '../support/shells/cmd.js'
import { pasteInPowershell } from '../support/shells/powershell.js'

const GROUP = ['aws', 'ec2', 'describe-security-groups', '--query', 'SecurityGroups[0].GroupId']
const KEY = ['aws', 'kms', 'describe-key', '--key-id', 'alias/it is']
const rule = (id: string) => `IpProtocol=tcp,UserIdGroupPairs=[{GroupId=${id}}]`
const document = (id: string) => ({ inputs: { kmsKeyId: `arn:aws:kms:eu-west-1:1:key/${id}`, runAs: "it's 5 % é" } })

const LINE: CommandLine = [
  'aws',
  'put',
  { text: rule('NEWID'), printed: { NEWID: GROUP } },
  { json: document('NEXTID'), file: 'content.json', printed: { NEXTID: KEY } },
]

describe('a word within an argument that another command prints', () => {
  let bash: RecordingBash
  beforeAll(() => {
    bash = new RecordingBash(['aws'])
  })
  afterAll(() => bash?.remove())

  it('is there in bash', () => {
    const runs = bash.paste(commandLines([LINE]).bash)
    expect(runs.slice(0, 2)).toEqual([GROUP, KEY])
    const [program, verb, group, json = ''] = runs[2] ?? []
    expect([program, verb, group, JSON.parse(json)]).toEqual(['aws', 'put', rule(PRINTED), document(PRINTED)])
  })

  it.each(['5.1', '7.3'] as const)('is there in PowerShell %s', (passing) => {
    const ran: string[][] = []
    const outputOf = (argv: string[]) => `id-${ran.push(argv)}`
    const { argvs, files } = pasteInPowershell(commandLines([LINE]).powershell, passing, outputOf)
    expect(argvs).toEqual([['aws', 'put', rule('id-2'), 'file://content.json']])
    expect(JSON.parse(files.get('content.json') ?? '')).toEqual(document('id-1'))
    expect(ran).toEqual([KEY, GROUP])
  })

  it('is there in cmd.exe', () => {
    const ran: string[][] = []
    const outputOf = (argv: string[]) => `id-${ran.push(argv)}`
    const [program, verb, group, json = ''] = argvOfCmd(commandLines([LINE]).cmd, { outputOf })
    expect([program, verb, group, JSON.parse(json)]).toEqual(['aws', 'put', rule('id-1'), document('id-2')])
    expect(ran).toEqual([GROUP, KEY])
  })
})
