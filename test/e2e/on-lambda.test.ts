import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { useSim } from './support/audits.js'
import { onLambda, REQUEST_ID, xrayDaemon } from './support/on-lambda.js'
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
})
