import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ModifyInstanceMetadataOptionsCommand } from '@aws-sdk/client-ec2'
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { PlanResult } from '../../src/model/plan.js'
import { useSim } from './support/audits.js'
import { type Handler, packaged } from './support/packaged.js'
import { type ArticleIds, CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'
import { Variants } from './support/variants.js'

const Bucket = 'ssm-ready-plans'
const Key = `plans/locks/123456789012-${REGION}.json`

describe.skipIf(!simAvailable)('the remediation function, its plans and lock in a bucket', () => {
  let sim: Sim
  let ids: ArticleIds
  let aws: Variants
  let s3: S3Client
  let folder: string
  let restore: () => void
  let remediate: Handler<PlanResult>

  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
    Object.assign(process.env, { IS_LOCAL: 'true', SSM_READY_BUCKET: Bucket, SSM_READY_REMEDIES: 'all' })
    s3 = new S3Client({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS, forcePathStyle: true })
    remediate = await packaged<PlanResult>('remediate', folder)
  })
  afterAll(async () => {
    s3?.destroy()
    restore?.()
    await rm(folder, { recursive: true, force: true })
  })
  beforeEach(async () => {
    await sim.reset()
    await sim.clearFaults()
    ids = await sim.article()
    aws = new Variants(sim, ids)
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }))
    const optional = { InstanceId: ids.instanceId, HttpTokens: 'optional' } as const
    await aws.ec2.send(new ModifyInstanceMetadataOptionsCommand(optional))
    return () => aws.destroy()
  })

  const planned = async () => (await remediate({ action: 'plan', remedies: ['require-imdsv2'] })).planId
  const apply = (planId: string) => remediate({ action: 'apply', planId, approve: ['all'] })
  const locks = async () => (await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'plans/locks/' }))).KeyCount
  const lockedUntil = (until: number) => {
    const held = { planId: 'plan-0123456789abcdef0123', by: 'another function', since: '2026-01-01T00:00:00.000Z' }
    const Body = JSON.stringify({ ...held, until: new Date(until).toISOString() })
    return s3.send(new PutObjectCommand({ Bucket, Key, Body }))
  }
  const changes = async () =>
    // Dry runs are answered by an error.
    (await sim.calls({ operation: 'ModifyInstanceMetadataOptions' })).filter(({ error }) => error === null).length

  it('two invocations at once: one works, the other says who holds the lock', async () => {
    const planId = await planned()
    await sim.clearCalls()
    await sim.faults([{ service: 'ec2', operation: '*', kind: 'slow', latencyMs: 200 }])
    const both = await Promise.allSettled([apply(planId), apply(planId)])
    const done = both.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    const refused = both.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []))
    expect(done).toMatchObject([{ outcome: 'done' }])
    expect(refused).toEqual([expect.stringMatching(/has been applying plan-[0-9a-f]{20} in eu-west-1 since /)])
    expect(await changes()).toBe(1)
    expect(await locks()).toBe(0)
  })

  it('a lock that somebody holds is respected', async () => {
    const planId = await planned()
    await sim.clearCalls()
    await lockedUntil(Date.now() + 60_000)
    await expect(apply(planId)).rejects.toThrow('another function has been applying plan-0123456789abcdef0123')
    expect(await changes()).toBe(0)
    expect(await locks()).toBe(1)
  })

  it('a stale lock is broken, by one of two', async () => {
    const planId = await planned()
    await sim.clearCalls()
    await lockedUntil(Date.now() - 60_000)
    await sim.faults([{ service: 'ec2', operation: '*', kind: 'slow', latencyMs: 200 }])
    const both = await Promise.allSettled([apply(planId), apply(planId)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await changes()).toBe(1)
    expect(await locks()).toBe(0)
  })
})
