import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { runCli } from '../support/cli.js'
import { articleIn, auditor, EXTERNAL_ID, HOME, ROLE, readRoleIn } from './support/accounts.js'
import { useSim } from './support/audits.js'
import { audit, refusals } from './support/function-role.js'
import { rawCalls } from './support/raw-calls.js'
import { type ArticleIds, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'

const MEMBER = '222233334444'
const CLOSED = '333344445555'
const AS = ['--assume-role', ROLE, '--external-id', EXTERNAL_ID, '--region', REGION]
/** The home account has no such role: there the audit reads with the rights of whoever asks. */
const OWN = [...audit, { Effect: 'Allow', Action: ['organizations:ListAccounts'], Resource: '*' }]

describe.skipIf(!simAvailable)('audit of several accounts, with roles that are enforced', () => {
  let sim: Sim
  let folder: string
  let restore: () => void
  let members: Record<string, ArticleIds>

  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
    members = { [HOME]: await sim.article(), [MEMBER]: await articleIn(MEMBER, sim) }
    await readRoleIn(MEMBER, sim)
    await readRoleIn(CLOSED, sim, 'of-somebody-else')
    Object.assign(process.env, await auditor(sim, OWN))
    await sim.settings({ enforceRoles: true })
  })
  afterAll(async () => {
    restore?.()
    await rm(folder, { recursive: true, force: true })
  })

  const audited = async (accounts: string, ...more: string[]) => {
    await sim.clearCalls()
    const ran = await runCli(['audit', '--format', 'json', '--accounts', accounts, ...AS, ...more], { cwd: folder })
    return { ...ran, report: ran.stdout === '' ? undefined : (JSON.parse(ran.stdout) as Report) }
  }

  it('is one report, in which the account that lets nobody in is a gap', async () => {
    const { exitCode, report, stderr } = await audited([HOME, MEMBER, CLOSED].join(','))
    expect(stderr).toBe('')
    expect(exitCode).toBe(3)
    expect(report?.scope).toMatchObject({ accountId: HOME, regions: [REGION] })
    expect(report?.scope.accounts).toMatchObject([
      { accountId: HOME, entered: true, as: expect.stringContaining('assumed-role/auditor/') },
      { accountId: MEMBER, entered: true, as: `arn:aws:sts::${MEMBER}:assumed-role/${ROLE}/ssm-ready-audit` },
      { accountId: CLOSED, entered: false, reason: 'denied', message: expect.stringContaining('sts:AssumeRole') },
    ])
    expect(report?.complete).toBe(false)
    expect(report?.gaps).toMatchObject([{ api: 'sts:AssumeRole', accountId: CLOSED, outcome: 'denied' }])
    const verdicts = report?.vpcs.filter(({ verdict }) => verdict !== 'NOT_APPLICABLE')
    expect(verdicts?.map(({ accountId, vpcId, verdict }) => [accountId, vpcId, verdict])).toEqual(
      [HOME, MEMBER].map((id) => [id, members[id]?.vpcId, 'READY']),
    )
    expect(report?.summary.apiCalls['sts:AssumeRole']).toBeGreaterThanOrEqual(3)
    // The home account's attempt, and the one that the trust of the closed one refuses; nothing else is refused to anybody.
    expect(refusals(await sim.calls())).toEqual(Array.from({ length: 2 }, () => 'sts:AssumeRole: AccessDenied'))
  })

  it('prints commands for the account that they are about', async () => {
    const { report } = await audited(`${HOME},${MEMBER}`)
    const member = report?.scope.accounts?.find(({ accountId }) => accountId === MEMBER)
    expect(member).toMatchObject({ profile: `ssm-ready-${MEMBER}` })
    expect(JSON.stringify(member)).toContain(
      `aws configure set role_arn arn:aws:iam::${MEMBER}:role/${ROLE} --profile ssm-ready-${MEMBER}`,
    )
    for (const { accountId, commands } of report?.tunnels ?? [])
      expect(commands.startSession?.bash.includes(` --profile ssm-ready-${MEMBER}`)).toBe(accountId === MEMBER)
  })

  it('takes a file, and the profile that the reader has for an account', async () => {
    await writeFile(join(folder, 'accounts.txt'), `# production\n${MEMBER}  # orders\n\n`)
    const config = join(folder, 'config')
    await writeFile(config, `[profile orders]\nsso_account_id = ${MEMBER}\nsso_role_name = dba\n`)
    process.env['AWS_CONFIG_FILE'] = config
    const { exitCode, report } = await audited('accounts.txt').finally(() => {
      process.env['AWS_CONFIG_FILE'] = '/nonexistent'
    })
    expect(exitCode).toBe(0)
    expect(report?.scope.accounts).toMatchObject([{ accountId: MEMBER, entered: true, profile: 'orders' }])
    expect(report?.hosts.map(({ commands }) => commands.shell?.bash)).toEqual([
      expect.stringMatching(/^aws ssm start-session --profile orders /),
    ])
  })

  it('names a file that holds something else, with its line', async () => {
    await writeFile(join(folder, 'accounts.txt'), `${MEMBER}\n1234\n`)
    const { exitCode, stderr } = await audited('accounts.txt')
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(
      /^ssm-ready: --accounts accounts.txt, line 2: expected a 12-digit account id [^\n]+"1234"\.\n$/,
    )
  })

  it('throttled when it assumes the role, tries again', async () => {
    await sim.faults([{ service: 'sts', operation: 'AssumeRole', kind: 'throttle', times: 2 }])
    const { exitCode } = await audited(MEMBER).finally(() => sim.clearFaults())
    expect(exitCode).toBe(0)
  })

  it('of an account that is in no organization says what to do instead', async () => {
    const { exitCode, stderr } = await audited('organization')
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(
      /^ssm-ready: --accounts organization: this account is in no organization[^\n]+--accounts ID,ID[^\n]+\n$/,
    )
  })

  describe('an organization', () => {
    const names = new Map<string, string>()

    beforeAll(async () => {
      const { organizations } = rawCalls(sim)
      await organizations('CreateOrganization', { FeatureSet: 'ALL' })
      for (const AccountName of ['orders', 'billing', 'retired']) {
        const { CreateAccountStatus } = await organizations('CreateAccount', {
          ...{ AccountName, Email: `${AccountName}@example.com` },
        })
        names.set(AccountName, CreateAccountStatus.AccountId)
      }
      await organizations('CloseAccount', { AccountId: names.get('retired') })
      await readRoleIn(names.get('orders') ?? '', sim)
      await readRoleIn(names.get('billing') ?? '', sim, 'of-somebody-else')
    })

    it('has all of its accounts in the report, and says which are closed', async () => {
      const { exitCode, report, stderr } = await audited('organization')
      expect(stderr).toBe('')
      expect(exitCode).toBe(3)
      const said = new Map(report?.scope.accounts?.map((account) => [account.name ?? '', account]))
      expect(said.size).toBe(4)
      expect(said.get('orders')).toMatchObject({ accountId: names.get('orders'), entered: true })
      expect(said.get('billing')).toMatchObject({ accountId: names.get('billing'), entered: false, reason: 'denied' })
      expect(said.get('retired')).toMatchObject({ entered: false, reason: 'left-out' })
      expect(report?.gaps.map(({ accountId }) => accountId)).toEqual([names.get('billing')])
      expect(report?.scope.accounts?.find(({ accountId }) => accountId === HOME)).toMatchObject({ entered: true })
    })

    it('that may not be listed: one sentence with the right to grant', async () => {
      await sim.faults([{ service: 'organizations', operation: 'ListAccounts', kind: 'denied' }])
      const { exitCode, stdout, stderr } = await audited('organization').finally(() => sim.clearFaults())
      expect([exitCode, stdout]).toEqual([1, ''])
      expect(stderr).toMatch(/^ssm-ready: --accounts organization: grant organizations:ListAccounts to arn:[^\n]+\n$/)
    })
  })
})
