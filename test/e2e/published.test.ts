import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { useSim } from './support/audits.js'
import { type Handler, packaged } from './support/packaged.js'
import { rawCalls } from './support/raw-calls.js'
import { type ArticleIds, CREDENTIALS, type Fault, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'

type Answer = Report & { truncated?: true; location?: string; note?: string }

const Bucket = 'published-reports'
const CONFIG = { slack: { webhookUrl: 'secretsmanager:slack/ssm-ready#webhook', notify: 'on-change' } }
const SCHEDULE = 'arn:aws:scheduler:eu-west-1:123456789012:schedule/default/daily'
const denied = (service: string, operation: string): Fault => ({ service, operation, kind: 'denied' })

describe.skipIf(!simAvailable)('what the packaged audit function publishes', () => {
  let sim: Sim
  let ids: ArticleIds
  let s3: S3Client
  let folder: string
  let restore: () => void
  let audit: Handler<Answer>
  const slack: string[] = []
  const server = createServer((request, response) => {
    request.on('data', (chunk) => slack.push(String(chunk))).on('end', () => response.end('ok'))
  })

  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
    ids = await sim.article()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    s3 = new S3Client({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS, forcePathStyle: true })
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }))
    const raw = rawCalls(sim)
    await raw.enableSecurityHub()
    const webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
    await raw.createSecret('slack/ssm-ready', JSON.stringify({ webhook }))
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
    Object.assign(process.env, {
      // The functions log to stdout; this is their way to say nothing.
      ...{ IS_LOCAL: 'true', SSM_READY_BUCKET: Bucket, SSM_READY_CONFIG: JSON.stringify(CONFIG) },
      ...{
        SSM_READY_PUBLISH: 'sns,eventbridge,compliance,security-hub,metrics',
        SSM_READY_TOPIC: await raw.createTopic('changes'),
      },
    })
    audit = await packaged<Answer>('audit', folder)
  })
  afterAll(async () => {
    server.close()
    s3?.destroy()
    restore?.()
    await rm(folder, { recursive: true, force: true })
  })
  beforeEach(async () => {
    slack.length = 0
    await sim.clearCalls()
  })
  afterEach(() => sim.clearFaults())

  let day = 0
  let isUp = true
  const scheduled = () => {
    day += 1
    const time = new Date(Date.UTC(2026, 10, day, 6)).toISOString()
    return {
      source: 'aws.scheduler',
      'detail-type': 'Scheduled Event',
      id: `of-day-${day}`,
      time,
      resources: [SCHEDULE],
    }
  }
  const outcomes = ({ published = [] }: Answer) =>
    published.map(({ destination, outcome }) => `${destination} ${outcome}`)
  const latest = async () => {
    const Key = `reports/account=123456789012/region=${REGION}/latest.json`
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    return JSON.parse((await Body?.transformToString()) ?? '') as Report
  }
  const keys = async () =>
    ((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key }) => Key ?? '')
  const messages = async () =>
    (await sim.calls({ service: 'sns', operation: 'Publish' })).map(({ params }) => params['Message'] ?? '')

  it('goes everywhere that is switched on, by the secret of that name, which is in no answer and no file', async () => {
    const answer = await audit(scheduled())
    expect(outcomes(answer)).toEqual([
      ...['s3 done', 'slack done', 'sns skipped', 'eventbridge skipped', 'compliance done', 'security-hub done'],
      // Nobody reads the log of a function that runs locally.
      'metrics skipped',
    ])
    expect(slack).toHaveLength(1)
    expect(await latest()).toMatchObject({ generatedAt: answer.generatedAt })
    expect(JSON.stringify([answer, await latest()])).not.toContain('/hook')
  })

  it('is published once, however often the event comes', async () => {
    const event = scheduled()
    await sim.putAgent(ids.instanceId, { connected: false })
    expect(outcomes(await audit(event))).toContain('sns done')
    const before = await keys()
    await sim.clearCalls()
    expect(outcomes(await audit({ ...event, id: 'of-another-attempt' }))).toEqual(['s3 skipped'])
    expect([await keys(), slack.length, await messages()]).toEqual([before, 1, []])
    await sim.putAgent(ids.instanceId, { connected: true })
  })

  it('tells of a change in words, with the way to the report, and as events', async () => {
    const { changes = [] } = await audit(scheduled())
    expect(changes.length).toBeGreaterThan(0)
    const [message = ''] = await messages()
    expect(message).toMatch(/tunnel \S+.*: \S+ → READY/)
    expect(message).toContain(`https://console.aws.amazon.com/s3/object/${Bucket}?region=${REGION}`)
    const entries = (await sim.calls({ service: 'events', operation: 'PutEvents' })).flatMap(({ params }) =>
      Object.entries(params).flatMap(([name, value]) => (name.endsWith('.Detail') ? [JSON.parse(value)] : [])),
    )
    expect(entries.map(({ id, after }) => [id, after])).toEqual(changes.map(({ id, after }) => [id, after]))
  })

  it.each([
    { of: 'SNS', fault: denied('sns', 'Publish'), failed: 'sns' },
    { of: 'Security Hub', fault: denied('securityhub', '*'), failed: 'security-hub' },
    { of: 'a host', fault: denied('ssm', 'PutComplianceItems'), failed: 'compliance' },
    { of: 'the secret', fault: denied('secretsmanager', 'GetSecretValue'), failed: 'slack' },
    { of: 'the bucket', fault: denied('s3', 'PutObject'), failed: 's3' },
  ])('goes to all others where that of $of is refused, and the report is answered', async ({ fault, failed }) => {
    isUp = !isUp
    await sim.putAgent(ids.instanceId, { connected: isUp })
    await sim.faults([fault])
    const answer = await audit(scheduled())
    expect(answer.tunnels.length).toBeGreaterThan(0)
    const [failures, others] = [(answer.published ?? []).filter((p) => p.outcome === 'failed'), outcomes(answer)]
    expect(failures.map(({ destination }) => destination)).toEqual([failed])
    expect(failures[0]?.message).toMatch(/not authorized|denied/i)
    expect(others.filter((each) => each.endsWith('done')).length).toBeGreaterThanOrEqual(4)
    expect(JSON.stringify(answer.published)).not.toContain('/hook')
  })

  it('is no latest report where it is incomplete, and tells what changed once', async () => {
    await sim.putAgent(ids.instanceId, { connected: true })
    const { generatedAt } = await audit(scheduled())
    await sim.clearCalls()
    await sim.faults([denied('ec2', 'DescribeVpcEndpoints'), denied('ssm', 'GetConnectionStatus')])
    const first = await audit(scheduled())
    expect(first.complete).toBe(false)
    expect(first.changes?.map(({ after }) => after)).toContain('UNKNOWN')
    expect(await latest()).toMatchObject({ generatedAt, complete: true })
    expect(await messages()).toHaveLength(1)
    const second = await audit(scheduled())
    expect([second.complete, second.changes]).toEqual([false, []])
    expect(await messages()).toHaveLength(1)
    await sim.clearFaults()
    const third = await audit(scheduled())
    expect(third.changes?.map(({ before }) => before)).toContain('UNKNOWN')
    expect(await latest()).toMatchObject({ generatedAt: third.generatedAt })
  })

  it('is archived in Security Hub when it is no longer amiss, also after an import that failed', async () => {
    const ofAgent = async () => (await rawCalls(sim).findings()).filter((each) => each.includes('agent-remote-host'))
    await sim.putAgent(ids.instanceId, { agentVersion: '3.0.1124.0' })
    await audit(scheduled())
    expect(await ofAgent()).toEqual([expect.stringContaining(' ACTIVE')])
    await sim.putAgent(ids.instanceId, { agentVersion: '3.3.4108.0' })
    await sim.faults([denied('securityhub', '*')])
    expect(outcomes(await audit(scheduled()))).toContain('security-hub failed')
    await sim.clearFaults()
    await audit(scheduled())
    expect(await ofAgent()).toEqual([expect.stringContaining(' ARCHIVED')])
  })

  it('of a part is kept beside the latest report, and takes nothing away', async () => {
    const { generatedAt } = await audit(scheduled())
    const active = (await rawCalls(sim).findings()).filter((each) => each.endsWith('ACTIVE'))
    const part = await audit({ checks: ['vpc-dns'], publish: true })
    expect(part.published).toContainEqual(expect.objectContaining({ destination: 'compliance', outcome: 'skipped' }))
    expect(await latest()).toMatchObject({ generatedAt })
    expect((await rawCalls(sim).findings()).filter((each) => each.endsWith('ACTIVE'))).toEqual(active)
  })

  it('is nothing on demand without publish', async () => {
    const before = await keys()
    const answer = await audit({ vpcIds: [ids.vpcId], publish: false })
    expect([answer.published, await keys(), slack]).toEqual([undefined, before, []])
  })
})
