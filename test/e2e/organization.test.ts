import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { GetObjectCommand, ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunSummary } from '../../src/app/organization/summarize.js'
import type { Report } from '../../src/model/report.js'
import { refusals } from './support/function-role.js'
import { unusedRights } from './support/granted.js'
import { type Execution, MANAGEMENT, organization } from './support/organization.js'
import { type CallRow, CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'
import { serviceFolder, sls } from './support/sls.js'

/** Every function that the state machine calls is a process of its own here: forty accounts take minutes. */
const MANY = process.env['SSM_READY_LONG'] !== undefined
const ACCOUNTS = MANY ? 40 : 6
const TOLERATED = MANY ? 10 : 40
const REGIONS = ['eu-central-1', 'eu-west-1', 'us-east-1']
const EXTERNAL_ID = 'of-the-test'
const LONG = 1_800_000

describe.skipIf(!simAvailable)(
  `${ACCOUNTS} accounts × ${REGIONS.length} regions by the deployed state machine, roles enforced`,
  () => {
    let sim: Sim
    let folder: string
    let bucket: string
    let execution: Execution
    let summary: RunSummary
    let report: Report
    let firstCalls: CallRow[]
    let members: string[]
    let s3: S3Client
    /** Trusts somebody else; may not list VPCs; fails whatever it is asked; is busy at first. */
    let [refusing, hiding, failing, busy]: string[] = []

    beforeAll(async () => {
      sim = await freshSim()
      await sim.article()
      s3 = new S3Client({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS, forcePathStyle: true })
      const { create, deployRoles, ended } = organization(sim)
      members = await create(ACCOUNTS - 1)
      ;[refusing, hiding, failing, busy] = members
      const trusted = {
        TrustedAccount: MANAGEMENT,
        TrustedRoles: `arn:aws:iam::${MANAGEMENT}:role/ssm-ready-dev-${REGION}-organization`,
      }
      for (const id of members)
        await deployRoles(id, { ...trusted, ExternalId: id === refusing ? 'of-somebody-else' : EXTERNAL_ID })
      await sim.settings({ enforceRoles: true })
      folder = await serviceFolder()
      const params = {
        ...{ organization: 'all', organizationExternalId: EXTERNAL_ID, organizationToleratedFailures: TOLERATED },
        ...{ organizationConcurrency: 1, regions: REGIONS.join(','), publish: 'sns,eventbridge,compliance' },
      }
      const given = Object.entries(params).map(([name, value]) => `--param=${name}=${value}`)
      const { stdout, stderr } = await sls(['deploy', ...given], sim.env, folder)
      expect(stderr, stdout).toContain('Service deployed')
      const denied = { service: 'ec2', operation: 'DescribeVpcs', kind: 'denied' } as const
      const broken = { service: 'ec2', operation: 'DescribeRegions', kind: 'server-error' } as const
      const throttled = { service: 'ec2', operation: 'DescribeRegions', kind: 'throttle', times: 8 } as const
      await sim.faults([
        ...[
          { ...denied, account: hiding ?? '' },
          { ...broken, account: failing ?? '' },
        ],
        { ...throttled, account: busy ?? '' },
      ])
      await sim.clearCalls()
      const ticks = (await sim.tick()) as { rule: string; executionArn?: string }[]
      const started = ticks.find(({ executionArn }) => executionArn !== undefined)?.executionArn
      expect(started, JSON.stringify(ticks)).toBeDefined()
      execution = await ended(started ?? '')
      expect(execution, `${JSON.stringify(execution)}\n${await notes()}`).toMatchObject({ status: 'SUCCEEDED' })
      summary = JSON.parse(execution.output ?? '{}')
      bucket = /^s3:\/\/([^/]+)/.exec(summary.locations[0] ?? '')?.[1] ?? ''
      report = await json('organization/latest.json')
      firstCalls = await sim.calls()
    }, LONG)
    afterAll(async () => {
      await sim?.clearFaults()
      await sim?.settings({ enforceRoles: false })
      s3?.destroy()
      if (folder) await rm(folder, { recursive: true, force: true })
    })

    /** What the state machine noted of failures, for whoever reads why this one failed. */
    const notes = async () => {
      const { Buckets = [] } = await s3.send(new ListBucketsCommand({}))
      bucket = Buckets.map(({ Name = '' }) => Name).find((name) => name.includes('reportbucket')) ?? ''
      const files = (await keys('organization/run=')).filter((file) => file.endsWith('failed.json'))
      const texts = files.map(
        async (file) => `${file} ${JSON.stringify(await json(`organization/run=${file}`)).slice(0, 400)}`,
      )
      return (await Promise.all(texts)).join('\n')
    }
    const json = async (Key: string) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }))
      return JSON.parse((await Body?.transformToString()) ?? '')
    }
    const keys = async (Prefix: string) => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }))
      return Contents.map(({ Key = '' }) => Key.slice(Prefix.length))
    }
    const account = (id: string | undefined, of = report) =>
      of.scope.accounts?.find(({ accountId }) => accountId === id)
    const gapsOf = (id: string | undefined) =>
      report.gaps
        .filter(({ accountId }) => accountId === id)
        .map(({ api, outcome, region }) => `${api} ${outcome} ${region}`)

    it('sums up every account in one valid report', () => {
      expect(report.scope.accounts?.map(({ accountId }) => accountId).sort()).toEqual([MANAGEMENT, ...members].sort())
      expect(report.scope.accountId).toBe(MANAGEMENT)
      const schema = JSON.parse(readFileSync(new URL('../../schema/report.schema.json', import.meta.url), 'utf8'))
      const ajv = new Ajv2020({ strict: true, allErrors: true })
      addFormats.default(ajv)
      expect(ajv.validate(schema, report), JSON.stringify(ajv.errors?.slice(0, 3))).toBe(true)
      expect(summary).toMatchObject({ accounts: ACCOUNTS, failedAccounts: 2, complete: false })
      expect(summary.vpcs).toEqual(report.summary.vpcs)
    })

    it('judges the VPCs of the own account, which it enters without a role, as an audit of it alone does', () => {
      const own = report.vpcs.filter(({ accountId }) => accountId === MANAGEMENT)
      expect(own.map(({ verdict }) => verdict)).toContain('READY')
      expect(report.tunnels.some(({ accountId, verdict }) => accountId === MANAGEMENT && verdict === 'READY')).toBe(
        true,
      )
    })

    it('says of an account that lets nobody in what AWS said', () => {
      expect(account(refusing)).toMatchObject({ entered: false, reason: 'denied' })
      expect(JSON.stringify(account(refusing))).toContain('not authorized to perform: sts:AssumeRole')
      expect(gapsOf(refusing)).toEqual(['sts:AssumeRole denied global'])
    })

    it('says of an account that hides a list which one, and calls nothing fine there', () => {
      expect(account(hiding)).toMatchObject({ entered: true, regions: REGIONS })
      expect(gapsOf(hiding)).toEqual(REGIONS.map((region) => `ec2:DescribeVpcs denied ${region}`))
      expect(report.vpcs.filter(({ accountId, verdict }) => accountId === hiding && verdict === 'READY')).toEqual([])
    })

    it('tries an account that fails again, and then says so', () => {
      expect(account(failing)).toMatchObject({ entered: false, reason: 'timeout' })
      expect(gapsOf(failing)).toEqual(['ec2:DescribeRegions timeout global'])
      const entries = firstCalls.filter(
        ({ operation, params }) => operation === 'AssumeRole' && params['RoleArn']?.includes(`::${failing}:`),
      )
      expect(entries).toHaveLength(1 + 3)
    })

    it('tries an account that is busy again, until it is not', () => {
      expect(account(busy)).toMatchObject({ entered: true, regions: REGIONS })
      expect(gapsOf(busy)).toEqual([])
    })

    it('reads all others completely', () => {
      const troubled = new Set([refusing, hiding, failing])
      const others = [MANAGEMENT, ...members].filter((id) => !troubled.has(id))
      expect(others.map((id) => account(id)?.entered)).toEqual(others.map(() => true))
      expect(others.flatMap(gapsOf)).toEqual([])
    })

    it('is refused what the faults refuse, and nothing else; every other account is entered with the external id', () => {
      const calls = firstCalls.filter(({ role }) => /Organization|-organization$|ssm-ready-read/.test(role ?? ''))
      expect(calls.length).toBeGreaterThan(100)
      expect([...new Set(refusals(calls))].sort()).toEqual([
        'ec2:DescribeVpcs: UnauthorizedOperation',
        'sts:AssumeRole: AccessDenied',
      ])
      const entries = firstCalls.filter(({ operation }) => operation === 'AssumeRole')
      expect(new Set(entries.map(({ params }) => params['ExternalId']))).toEqual(new Set([EXTERNAL_ID]))
      expect(new Set(entries.map(({ params }) => params['RoleArn'])).size).toBe(ACCOUNTS - 1)
    })

    it('has no right that none of this has used', async () => {
      const unused = await unusedRights(sim, /Organization\w*Role|-organization$/, firstCalls)
      // Of a first report nothing has changed; `deployed.test.ts` has the same publishers told of changes.
      const whereVerdictsChange = /OrganizationSummaryRole\S* (sns:Publish|events:PutEvents)$/
      expect(unused.filter((right) => !whereVerdictsChange.test(right))).toEqual([])
    })

    it('keeps the report of every account and region, and notes what failed', async () => {
      const files = await keys(`organization/run=${summary.run}/`)
      const reports = files.filter((file) => /^account=\d{12}\/region=[a-z0-9-]+\.json$/.test(file))
      expect(reports).toHaveLength((ACCOUNTS - 2) * REGIONS.length)
      expect(files.filter((file) => file.endsWith('failed.json')).sort()).toEqual(
        [refusing, failing].map((id) => `account=${id}/failed.json`).sort(),
      )
    })

    it('is published once, and tells of one account alone nobody who takes no other', () => {
      const outcomes = summary.published.map(({ destination, outcome }) => `${destination} ${outcome}`)
      expect(outcomes).toEqual(['s3 done', 'sns skipped', 'eventbridge skipped', 'compliance skipped'])
      expect(summary.run).toMatch(/^scheduled-\d{4}-/)
    })

    it(
      'goes on with a run where it failed, and does no harm when it is started once more',
      async () => {
        const { start, ended, stateMachines } = organization(sim)
        const [machine = ''] = await stateMachines()
        const again = async () => {
          await sim.clearCalls()
          const { output = '{}', ...done } = await ended(await start(machine, { run: summary.run }))
          expect(done).toMatchObject({ status: 'SUCCEEDED' })
          const regions = (await sim.calls({ operation: 'DescribeSubnets' })).filter(
            ({ role }) => role === 'ssm-ready-read',
          )
          return {
            summary: JSON.parse(output) as RunSummary,
            audited: [...new Set(regions.map((call) => call.account))],
          }
        }
        await sim.clearFaults()
        const second = await again()
        expect(second.audited).toEqual([failing])
        expect(second.summary).toMatchObject({
          failedAccounts: 1,
          published: expect.arrayContaining([expect.objectContaining({ destination: 's3', outcome: 'done' })]),
        })
        const latest: Report = await json('organization/latest.json')
        expect(account(failing, latest)).toMatchObject({ entered: true, regions: REGIONS })
        const third = await again()
        expect(third.audited).toEqual([])
        expect(third.summary.published).toEqual([expect.objectContaining({ destination: 's3', outcome: 'skipped' })])
        expect(await json('organization/latest.json')).toEqual(latest)
      },
      LONG,
    )
  },
)
