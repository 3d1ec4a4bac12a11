import { afterAll, describe, expect, it } from 'vitest'
import { RecordingBash } from '../../support/shells/bash.js'
import { argvOfCmd } from '../../support/shells/cmd.js'
import { pasteInPowershell } from '../../support/shells/powershell.js'
import { clientOf, expectArgv, targetOf } from './support.js'

const neptune = { kind: 'neptune', endpoint: 'graph.example', port: 8182, iamAuthentication: true } as const
const search = { kind: 'search', endpoint: 'texts.example', port: 443 } as const
const warehouse = { kind: 'warehouse', endpoint: 'facts.example', port: 5439 } as const
const kubernetes = { kind: 'kubernetes', endpoint: 'api.example', port: 443, databaseId: 'fleet' } as const

const PROFILE = `it's $(prod) "x" é`
const recording = new RecordingBash(['aws'])
afterAll(() => recording.remove())

describe('commands of the AWS CLI that come first', () => {
  it.each([
    [
      'redshift',
      { ...warehouse, databaseId: 'facts' },
      'psql',
      ['redshift', 'get-cluster-credentials-with-iam', 'facts', '--db-name', 'shop', '--region', 'eu-west-1'],
    ],
    [
      'redshift-serverless',
      { ...warehouse, databaseId: 'adhoc' },
      'psql',
      ['redshift-serverless', 'get-credentials', 'adhoc', '--db-name', 'shop', '--region', 'eu-west-1'],
    ],
    ['kubernetes', kubernetes, 'kubectl', ['eks', 'update-kubeconfig', '--name', 'fleet', '--region', 'eu-west-1']],
  ] as const)(
    'of %s %j, %s: the same in every shell, with a profile that may hold anything',
    (engine, more, name, words) => {
      const { before } = clientOf({ ...targetOf(engine, more), profile: PROFILE }, name) ?? {}
      const [argv = []] = recording.paste(before?.bash ?? '')
      expect(argv).toEqual(expect.arrayContaining(['aws', ...words, '--profile', PROFILE]))
      expectArgv(recording, before, argv)
    },
  )

  it.each([
    ['opensearch', search, 'curl, signed'],
    ['neptune', neptune, 'curl'],
  ] as const)('fetch the keys for %s with the profile', (engine, more, name) => {
    const { before } = clientOf({ ...targetOf(engine, more), profile: PROFILE }, name) ?? {}
    const argv = (format: string) => [
      ...['aws', 'configure', 'export-credentials', '--profile', PROFILE, '--format', format],
    ]
    expect(before?.bash).toMatch(/^eval /)
    expect(recording.paste(before?.bash.replace('eval', ':') ?? '')).toEqual([argv('env')])
    const [printed = ''] = (before?.powershell ?? '').split(' | Invoke-Expression')
    expect(pasteInPowershell(printed, '7.3', () => '').argvs).toEqual([argv('powershell')])
    const ran: string[][] = []
    argvOfCmd(before?.cmd.replace('do @', 'do ') ?? '', {
      batch: false,
      outputOf: (each) => {
        ran.push(each)
        return 'set'
      },
    })
    expect(ran).toEqual([argv('windows-cmd')])
  })
})
