import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { ALARM_METRICS } from '../../src/publish/metrics.js'
import { useSim } from './support/audits.js'
import { metricsOf, onLambda, REQUEST_ID, xrayDaemon } from './support/on-lambda.js'
import { packaged } from './support/packaged.js'
import { CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'

const Bucket = 'reports-on-lambda'
const TRACE = '1-67891233-abcdef012345678912345678'

describe.skipIf(!simAvailable)('the packaged audit function as Lambda runs it', () => {
  let sim: Sim
  let folder: string
  let s3: S3Client
  let restore: () => void
  let daemon: Awaited<ReturnType<typeof xrayDaemon>>
  let env: Record<string, string>

  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
    await sim.article()
    s3 = new S3Client({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS, forcePathStyle: true })
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }))
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
    await packaged('audit', folder)
    daemon = await xrayDaemon()
    env = {
      ...{ AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x', LAMBDA_TASK_ROOT: folder, SSM_READY_BUCKET: Bucket },
      ...{ AWS_XRAY_DAEMON_ADDRESS: daemon.address, _X_AMZN_TRACE_ID: traceHeader(1) },
      ...{ AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand', SSM_READY_PUBLISH: 'compliance,metrics' },
    }
  })
  afterAll(async () => {
    daemon?.close()
    s3?.destroy()
    restore?.()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  const traceHeader = (sampled: 0 | 1) => `Root=${TRACE};Parent=1234abcd1234abcd;Sampled=${sampled}`
  const run = (event: object, more: Record<string, string> = {}, milliseconds?: number) =>
    onLambda<Report>({ folder, name: 'audit', env: { ...env, ...more } }, event, milliseconds)

  const scheduled = (time: string) => ({
    ...{ source: 'aws.scheduler', 'detail-type': 'Scheduled Event', id: `at-${time}`, time },
    resources: ['arn:aws:scheduler:eu-west-1:123456789012:schedule/default/daily'],
  })
  const text = async (file: string) => {
    const Key = `reports/account=123456789012/region=${REGION}/${file}`
    return (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString() ?? ''
  }
  const stored = async (file: string): Promise<Report> => JSON.parse(await text(file))

  it('logs one line with request, account and region, and what came of it', async () => {
    const { log } = await run({ publish: true })
    expect(log.filter(({ message }) => message === 'audit')).toEqual([
      expect.objectContaining({
        ...{
          level: 'INFO',
          service: 'ssm-ready',
          function_request_id: REQUEST_ID,
          account: '123456789012',
          region: REGION,
        },
        answer: expect.objectContaining({ complete: true, regions: [REGION] }),
      }),
    ])
  })

  it('tells X-Ray how long its parts took, and what the trace can be found by', async () => {
    daemon.parts.length = 0
    await run({ publish: true })
    const [whole] = daemon.parts.filter(({ name }) => name === '## audit')
    expect(whole?.annotations).toEqual({
      ...{ Service: 'ssm-ready', ColdStart: true, Complete: true, Blocked: 0 },
      ...{ Account: '123456789012', Region: REGION },
    })
    expect(whole?.parent_id).toBe('1234abcd1234abcd')
    const below = (id: string | undefined) =>
      daemon.parts.filter(({ parent_id }) => parent_id === id).map(({ name }) => name)
    expect(below(whole?.id)).toEqual(['read the account', 'publish'])
    const [publish] = daemon.parts.filter(({ name }) => name === 'publish')
    expect(below(publish?.id).sort()).toEqual(['compliance', 'metrics'])
    expect(new Set(daemon.parts.map(({ trace_id }) => trace_id))).toEqual(new Set([TRACE]))
    expect(daemon.parts.every(({ end_time }) => end_time !== undefined)).toBe(true)
  })

  it('tells X-Ray of a run that failed, and where', async () => {
    daemon.parts.length = 0
    await expect(run({ region: REGION })).rejects.toThrow('unknown field')
    expect(daemon.parts).toEqual([
      expect.objectContaining({
        ...{ name: '## audit', fault: true },
        annotations: { Service: 'ssm-ready', ColdStart: true, Account: '123456789012', Region: REGION },
      }),
    ])
  })

  it('tells X-Ray nothing of an invocation that is not sampled', async () => {
    daemon.parts.length = 0
    const { answer } = await run({}, { _X_AMZN_TRACE_ID: traceHeader(0) })
    expect(answer.complete).toBe(true)
    expect(daemon.parts).toEqual([])
  })

  it('sends what the alarms look at, whatever it publishes, and all else only with metrics', async () => {
    const withMetrics = metricsOf(await run({ publish: true }))
    expect(Object.keys(withMetrics)).toEqual(expect.arrayContaining(['ApiCalls', 'Duration', ...ALARM_METRICS]))
    const without = metricsOf(await run({ publish: true }, { SSM_READY_PUBLISH: 'none' }))
    expect(without).toEqual({ AuditIncomplete: 0, TunnelsBlocked: 0, PublishFailed: 0 })
    expect(Object.keys(without).sort()).toEqual([...ALARM_METRICS].sort())
    const part = metricsOf(await run({ publish: true, checks: ['vpc-dns'] }, { SSM_READY_PUBLISH: 'none' }))
    expect(part).toEqual({ PublishFailed: 0 })
  })

  it('publishes what it has read when its time is up, as incomplete, and not as the latest', async () => {
    const time = (day: number) => new Date(Date.UTC(2026, 10, day, 6)).toISOString()
    const { answer: whole } = await run(scheduled(time(1)))
    expect([whole.complete, await stored('latest.json')]).toMatchObject([true, { generatedAt: whole.generatedAt }])
    // Longer than what is left: what a call of AWS never answered, too.
    await sim.faults([{ service: 'ec2', operation: 'DescribeVpcEndpoints', kind: 'slow', latencyMs: 60_000 }])
    onTestFinished(() => sim.clearFaults())
    const started = Date.now()
    const cut = await run(scheduled(time(2)), {}, 16_000)
    expect(Date.now() - started).toBeLessThan(16_000)
    expect(cut.answer.complete).toBe(false)
    // What came after it was not asked at all.
    expect(cut.answer.gaps.map(({ api, outcome }) => `${api} ${outcome}`)).toEqual([
      ...['ec2:DescribeVpcEndpoints timeout', 'route53:ListHostedZonesByVPC timeout'],
    ])
    for (const { message } of cut.answer.gaps) expect(message).toContain('the time for this audit was up')
    expect(cut.answer.vpcs.map(({ verdict }) => verdict)).toContain('UNKNOWN')
    expect(cut.answer.published).toContainEqual(
      expect.objectContaining({ destination: 's3', outcome: 'done', message: expect.stringContaining('complete') }),
    )
    expect(metricsOf(cut)).toMatchObject({ AuditIncomplete: 1, PublishFailed: 0 })
    expect(await stored('latest.json')).toMatchObject({ generatedAt: whole.generatedAt, complete: true })
    const dated = `date=${cut.answer.generatedAt.replaceAll(':', '-')}`
    for (const file of [`${dated}/report.json`, 'incomplete.json'])
      expect(await stored(file)).toMatchObject({ generatedAt: cut.answer.generatedAt, complete: false })
    expect(await text(`${dated}/report.html`)).toContain('ec2:DescribeVpcEndpoints')
    await sim.clearFaults()
    const { answer: after } = await run(scheduled(time(3)))
    expect([after.complete, await stored('latest.json')]).toMatchObject([true, { generatedAt: after.generatedAt }])
  })
})
