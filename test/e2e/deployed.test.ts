import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { ListComplianceItemsCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { refusals } from './support/function-role.js'
import { unusedRights } from './support/granted.js'
import { rawCalls } from './support/raw-calls.js'
import { type ArticleIds, type CallRow, CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'
import { serviceFolder, sls } from './support/sls.js'

const PUBLISH = 'sns,eventbridge,compliance,security-hub,metrics'
const CONFIG = { slack: { webhookUrl: 'ssm:/slack/ssm-ready', notify: 'always' } }

describe.skipIf(!simAvailable)('the deployed stack, its roles enforced', () => {
  let sim: Sim
  let ids: ArticleIds
  let folder: string
  let answer: Report
  let event: object
  const slack: string[] = []
  const server = createServer((request, response) => {
    request.on('data', (chunk) => slack.push(String(chunk))).on('end', () => response.end('ok'))
  })
  const options = () => ({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS })

  beforeAll(async () => {
    sim = await freshSim()
    ids = await sim.article()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const Value = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
    const ssm = new SSMClient(options())
    await ssm.send(new PutParameterCommand({ Name: '/slack/ssm-ready', Type: 'SecureString', Value }))
    ssm.destroy()
    await rawCalls(sim).enableSecurityHub()
    await sim.settings({ enforceRoles: true })
    folder = await serviceFolder()
    const params = [`--param=publish=${PUBLISH}`, `--param=config=${JSON.stringify(CONFIG)}`]
    const { stdout, stderr } = await sls(['deploy', ...params], sim.env, folder)
    expect(stderr, stdout).toContain('Service deployed')
    await sim.clearCalls()
    const ticks = await sim.tick()
    expect(ticks, JSON.stringify(ticks)).toMatchObject([
      { rule: expect.stringContaining('AuditSchedule'), status: 200 },
    ])
    const [tick] = ticks
    answer = tick?.payload as Report
    event = tick?.event ?? {}
  }, 240_000)
  afterAll(async () => {
    server.close()
    await sim?.settings({ enforceRoles: false })
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  const keys = async () => {
    const s3 = new S3Client({ ...options(), forcePathStyle: true })
    const bucket = /s3\/object\/([^?"\\]+)/.exec(slack.join(''))?.[1]
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'reports/' }))
    s3.destroy()
    return Contents.map(({ Key }) => Key ?? '')
  }
  const invoke = async (payload: object): Promise<Report> => {
    const lambda = new LambdaClient(options())
    const { Payload } = await lambda.send(
      new InvokeCommand({ FunctionName: 'ssm-ready-dev-audit', Payload: JSON.stringify(payload) }),
    )
    lambda.destroy()
    return JSON.parse(Buffer.from(Payload ?? []).toString())
  }
  const ofStack = (calls: readonly CallRow[]) => calls.filter(({ role }) => /AuditRole|ScheduleRole/.test(role ?? ''))

  it('audits on its schedule, and publishes everywhere that is switched on', async () => {
    expect(answer.vpcs.map(({ verdict }) => verdict)).toContain('READY')
    const outcomes = (answer.published ?? []).map(({ destination, outcome }) => `${destination} ${outcome}`)
    // Of the first report nothing has changed.
    expect(outcomes).toEqual([
      ...['s3 done', 'slack done', 'sns skipped', 'eventbridge skipped', 'compliance done'],
      ...['security-hub done', 'metrics done'],
    ])
    const found = await keys()
    expect(found).toEqual([
      expect.stringMatching(/^reports\/account=\d{12}\/region=eu-west-1\/date=[^/]+\/report.html$/),
      expect.stringMatching(/\/date=[^/]+\/report.json$/),
      ...[expect.stringMatching(/\/latest.html$/), expect.stringMatching(/\/latest.json$/)],
      expect.stringMatching(/\/runs\/[0-9a-f]{64}.json$/),
      expect.stringMatching(/\/slack.json$/),
    ])
    expect(slack).toHaveLength(1)
  })

  it("shows on the host's own compliance page what is amiss there", async () => {
    const ssm = new SSMClient(options())
    const { ComplianceItems = [] } = await ssm.send(
      new ListComplianceItemsCommand({ ResourceIds: [ids.instanceId], ResourceTypes: ['ManagedInstance'] }),
    )
    ssm.destroy()
    const ofHost = answer.findings.filter(({ subject, status }) => subject.id === ids.instanceId && status !== 'skip')
    expect(ComplianceItems.map(({ Id }) => Id).sort()).toEqual(ofHost.map(({ checkId }) => checkId).sort())
    expect(new Set(ComplianceItems.map(({ ComplianceType }) => ComplianceType))).toEqual(new Set(['Custom:SsmReady']))
  })

  it('is refused nothing that it needs', async () => {
    const calls = ofStack(await sim.calls())
    expect(calls.length).toBeGreaterThan(20)
    expect(refusals(calls)).toEqual([])
  })

  it('publishes nothing twice where the event is delivered again', async () => {
    const before = await keys()
    // Scheduler gives each attempt an id of its own.
    const again = await invoke({ ...event, id: 'of-another-attempt' })
    expect(again.published).toEqual([expect.objectContaining({ destination: 's3', outcome: 'skipped' })])
    expect(await keys()).toEqual(before)
    expect(slack).toHaveLength(1)
  })

  it('answers on demand, and publishes only when asked', async () => {
    const before = await keys()
    const vpc = answer.vpcs.find(({ verdict }) => verdict === 'READY')
    const one = await invoke({ vpcIds: [vpc?.vpcId], publish: false })
    expect(one.published).toBeUndefined()
    expect(one.vpcs.map(({ vpcId }) => vpcId)).toEqual([vpc?.vpcId])
    expect(await keys()).toEqual(before)
  })

  it('tells the topic and the event bus when verdicts change', async () => {
    await sim.deleteAgent(ids.instanceId)
    const [tick] = await sim.tick()
    const { published = [], changes = [] } = (tick?.payload ?? {}) as Partial<Report>
    expect(changes.map(({ after }) => after)).toContain('BLOCKED')
    const done = published.filter(({ outcome }) => outcome === 'done').map(({ destination }) => destination)
    expect(done).toEqual(expect.arrayContaining(['sns', 'eventbridge', 's3', 'slack', 'metrics']))
    expect(refusals(ofStack(await sim.calls()))).toEqual([])
  })

  it('has no right that none of this has used', async () => {
    expect(await unusedRights(sim, /AuditRole|ScheduleRole/, await sim.calls())).toEqual([])
  })

  it('is removed, and leaves the reports', async () => {
    const before = await keys()
    const { stderr } = await sls(['remove'], sim.env, folder)
    expect(stderr).toContain('removed')
    expect(await keys()).toEqual(before)
  }, 120_000)
})
