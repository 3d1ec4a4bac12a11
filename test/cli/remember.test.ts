import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { remember } from '../../src/cli/remember.js'
import { readAuditedNames } from '../../src/files/audited-names.js'
import { auditOf, reportOf } from '../report/support.js'
import { audited, merged, reportIn, SECOND, THIRD } from '../report/support-accounts.js'
import { runCli } from '../support/cli.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('the report of several accounts', () => {
  it('is completed from in each of them, under its profile', async () => {
    const env = { XDG_STATE_HOME: folder }
    const own = reportOf(auditOf())
    const other = reportIn(SECOND, '9')
    const report = merged([audited(own), audited(other, { profile: 'orders' }), audited(reportIn(THIRD, '7'))])
    await remember(report, { profile: 'auditor', color: false }, { env } as unknown as Parameters<typeof remember>[2])
    const of = (profile: string) => readAuditedNames(env, { profile, regions: [] })
    const idsOf = ({ vpcs, hosts, databases }: Awaited<ReturnType<typeof of>>) =>
      [vpcs, hosts, databases].map((list) => list.map(({ id }) => id))
    const expected = ({ vpcs, hosts, databases }: typeof own) => [
      ...[vpcs.map(({ vpcId }) => vpcId), hosts.map(({ instanceId }) => instanceId)],
      databases.map(({ databaseId }) => databaseId),
    ]
    expect(idsOf(await of('auditor'))).toEqual(expected(own))
    expect(idsOf(await of('orders'))).toEqual(expected(other))
    // An account that nobody has a profile for is asked for by no command.
    expect(idsOf(await of(''))).toEqual([[], [], []])
  })

  it.each(['vpc', 'host'])('is not narrowed by --%s: the refusal has the command that is', async (option) => {
    const argv = ['audit', '--accounts', SECOND, '--assume-role', 'reader', `--${option}`, 'orders a']
    const { exitCode, stderr } = await runCli(argv, { cwd: folder })
    expect(exitCode).toBe(1)
    expect(stderr).toContain(`ssm-ready audit --${option} 'orders a' --profile PROFILE`)
  })
})
