import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { handler as audit } from '../../handlers/audit.js'
import { handler as remediate } from '../../handlers/remediate.js'
import { openLiveAccount } from '../../src/app/account.js'
import { runAudit, snapshotOf } from '../../src/app/audit.js'
import { auditOnLambda } from '../../src/app/lambda-audit.js'
import { DEFAULT_CONFIG } from '../../src/model/config.js'
import type { ApplyResult, Plan } from '../../src/model/plan.js'
import type { Report } from '../../src/model/report.js'
import { type ArticleIds, REGION, type Sim, simAvailable, startSim } from './support/sim.js'

const BUCKET = 'ssm-ready-reports'

describe.skipIf(!simAvailable)('the functions on a simulated AWS', () => {
  let sim: Sim
  let ids: ArticleIds
  const saved = { ...process.env }

  beforeAll(async () => {
    sim = await startSim(['--command-ms', '100'])
    Object.assign(process.env, sim.env, { IS_LOCAL: 'true', SSM_READY_REGIONS: REGION, SSM_READY_REPORT_SECONDS: '5' })
    ids = await sim.article({ 'agent.agentVersion': '3.0.1124.0' })
    await bucketClient().send(
      new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: REGION } }),
    )
  })
  afterAll(async () => {
    process.env = saved
    await sim?.stop()
  })
  const bucketClient = () => new S3Client({ region: REGION, endpoint: sim.url, forcePathStyle: true })

  /** Without what differs from run to run. */
  const settled = ({ generatedAt, durationMs, summary, ...rest }: Report) => ({
    ...rest,
    summary: { ...summary, apiCalls: {} },
  })

  it('the audit answers with the report that the command line prints', async () => {
    const account = await openLiveAccount({ regions: [REGION], env: process.env })
    const dependencies = { config: DEFAULT_CONFIG, takeSnapshot: snapshotOf(account, DEFAULT_CONFIG), now: account.now }
    const { report } = await runAudit({}, dependencies)
    const answer = (await audit({}, { getRemainingTimeInMillis: () => 60_000 })) as Report
    expect(answer.complete).toBe(true)
    expect(settled(answer)).toEqual(settled(report))
  })

  it('the audit ends in time with what it has, and says what is missing', async () => {
    const answer = (await audit({}, { getRemainingTimeInMillis: () => 10_001 })) as Report
    expect(answer.complete).toBe(false)
    expect(answer.gaps.every((gap) => gap.outcome === 'timeout')).toBe(true)
  })

  it('a report that is too large leaves its summary and says where the whole is', async () => {
    const bare = await auditOnLambda({}, process.env, undefined, 1_000)
    expect(bare).toMatchObject({ truncated: true, summary: { vpcs: { BLOCKED: 1 } } })
    expect(bare).not.toHaveProperty('location')
    const stored = await auditOnLambda({}, { ...process.env, SSM_READY_BUCKET: BUCKET }, undefined, 1_000)
    expect(stored).toMatchObject({ location: expect.stringMatching(`^s3://${BUCKET}/reports/`) })
    const Key = 'location' in stored ? stored.location?.replace(`s3://${BUCKET}/`, '') : undefined
    const object = await bucketClient().send(new GetObjectCommand({ Bucket: BUCKET, Key }))
    expect(JSON.parse((await object.Body?.transformToString()) ?? '').vpcs).toHaveLength(2)
  })

  it('refuses what it does not know, in one sentence', async () => {
    const error = await audit({ region: REGION }).catch((e: Error) => e)
    expect(error).toMatchObject({ name: 'UsageError', stack: expect.not.stringContaining('\n') })
    await expect(audit({ publish: true })).rejects.toThrow('SSM_READY_BUCKET')
  })

  it('plans, applies what is approved, and verifies, with its plans in the bucket', async () => {
    process.env['SSM_READY_BUCKET'] = BUCKET
    const plan = (await remediate({ action: 'plan' })) as Plan
    expect(plan.steps.map((s) => s.subjectId)).toEqual([ids.instanceId])
    const asked = (await remediate({ action: 'apply', planId: plan.planId })) as ApplyResult
    expect(asked.results.map((r) => r.reason)).toEqual(['not-approved'])
    const done = (await remediate({ action: 'apply', planId: plan.planId, approve: [ids.instanceId] })) as ApplyResult
    expect(done.results.map((r) => [r.outcome, r.reason])).toEqual([['done', 'updated']])
    expect(await remediate({ action: 'verify', planId: plan.planId })).toMatchObject({ ok: true })
    await expect(remediate({ action: 'revert', planId: plan.planId })).rejects.toThrow('cannot be reverted')
    await expect(remediate({ action: 'verify', planId: `plan-${'0'.repeat(20)}` })).rejects.toThrow('not stored')
  })
})
