import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Plan } from '../../src/model/plan.js'
import type { Report } from '../../src/model/report.js'
import { auditByCli, useSim, verdicts } from './support/audits.js'
import { type Handler, packaged } from './support/packaged.js'
import { type ArticleIds, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'

/** What may differ between two reports of the same account. */
const timeless = ({ generatedAt, durationMs, summary, ...rest }: Report) => {
  const { apiCalls, ...counts } = summary
  return { ...rest, summary: counts }
}

describe.skipIf(!simAvailable)('the packaged handlers', () => {
  let sim: Sim
  let ids: ArticleIds
  let folder: string
  let restore: () => void
  let audit: Handler<Report>
  let remediate: Handler<Plan>

  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
    // The functions log to stdout; this is their way to say nothing.
    process.env['IS_LOCAL'] = 'true'
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
    // Another worker's function has plans and locks of its own.
    process.env['TMPDIR'] = folder
    ids = await sim.article()
    audit = await packaged<Report>('audit', folder)
    remediate = await packaged<Plan>('remediate', folder)
  })
  afterAll(async () => {
    restore?.()
    await rm(folder, { recursive: true, force: true })
  })
  afterEach(() => sim.clearFaults())

  it('audit gives the same report as the command line', async () => {
    const { report } = await auditByCli()
    for (const event of [
      {},
      undefined,
      { source: 'aws.events', 'detail-type': 'Scheduled Event' },
      { regions: [REGION] },
    ])
      expect(timeless(await audit(event))).toEqual(timeless(report))
  })

  it('audit of one VPC and one check', async () => {
    const report = await audit({ vpcIds: [ids.vpcId], checks: ['vpc-dns'] })
    expect(report.findings.map((f) => [f.checkId, f.subject.id])).toEqual([['vpc-dns', ids.vpcId]])
    expect(verdicts(report).vpcs).toEqual(['READY'])
  })

  it.each([
    [{ region: 'eu-west-1' }, 'region'],
    [{ regions: 'eu-west-1' }, 'regions'],
    [{ hostIds: ['jump'] }, 'hostIds'],
    [{ checks: ['vpc-dsn'] }, 'vpc-dns'],
    [[], 'audit event'],
  ])('audit refuses %j and names the field', async (event, mention) => {
    await expect(audit(event)).rejects.toThrow(mention)
  })

  it.each([
    [{}, 'action'],
    [{ action: 'aply' }, 'action'],
    [{ action: 'apply' }, 'planId'],
    [{ action: 'plan', hosts: [] }, 'hosts'],
  ])('remediate refuses %j and names the field', async (event, mention) => {
    await expect(remediate(event)).rejects.toThrow(mention)
  })

  it('remediate plans, and changes nothing without approval', async () => {
    await sim.putAgent(ids.instanceId, { agentVersion: '3.0.1124.0' })
    await sim.clearCalls()
    const plan = await remediate({ action: 'plan', remedies: ['update-agent'] })
    expect(plan.steps.map((step) => step.change.resource)).toEqual([ids.instanceId])
    expect(await remediate({ action: 'apply', planId: plan.planId, remedies: ['update-agent'] })).toMatchObject({
      steps: [{ state: 'skipped' }],
    })
    expect(await sim.calls({ service: 'ssm', operation: 'SendCommand' })).toEqual([])
    await sim.putAgent(ids.instanceId, { agentVersion: '3.3.4108.0' })
  })
})
