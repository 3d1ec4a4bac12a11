import { IAMClient } from '@aws-sdk/client-iam'
import { describe, expect, it } from 'vitest'
import type { Plan, PlanResult } from '../../src/model/plan.js'
import { auditByCli, differences } from './support/audits.js'
import { useBareAccount } from './support/bare-account.js'
import { functionRole, ROLE, refusals } from './support/function-role.js'
import { type Handler, packaged } from './support/packaged.js'
import { within } from './support/remedies.js'
import { CREDENTIALS, REGION, simAvailable } from './support/sim.js'

/** As from-nothing.test.ts, by the packaged function under the role that it is deployed with for all remedies. */
describe.skipIf(!simAvailable)('the function, in an account that holds only a VPC and a database', () => {
  const world = useBareAccount()

  it('plans, applies, verifies and takes back a tunnel that is READY, and is refused nothing', async () => {
    const { sim, bare, folder } = world
    const options = { endpoint: sim.url, region: REGION, credentials: CREDENTIALS }
    const iam = new IAMClient(options)
    const role = await functionRole(['all'], '123456789012', { sim, aws: { iam } })
    iam.destroy()
    const remediate: Handler<unknown> = await packaged('remediate', folder)
    const env = { ...role, IS_LOCAL: 'true', TMPDIR: folder }
    const act = (event: object) => within(env, () => remediate(event))
    await sim.settings({ enforceRoles: true })
    await sim.clearCalls()
    try {
      const first = (await auditByCli()).report
      const plan = (await act({ action: 'plan', remedies: ['all'] })) as Plan
      const { planId, predicted } = plan
      expect(plan.refused).toEqual([])
      expect(predicted.vpcs).toMatchObject([{ verdict: { before: 'BLOCKED', after: 'READY' } }])
      const applied = (await act({ action: 'apply', planId, approve: ['all'] })) as PlanResult
      expect(
        applied,
        JSON.stringify(
          applied.steps.filter(({ state }) => state !== 'done'),
          null,
          1,
        ),
      ).toMatchObject({ outcome: 'pending' })
      const [host] = (await auditByCli()).report.hosts
      const hostId = host?.instanceId ?? ''
      await sim.putAgent(hostId, { platformVersion: '2023' })
      expect(await act({ action: 'verify', planId })).toMatchObject({ outcome: 'done' })
      const { report, exitCode } = await auditByCli()
      expect(exitCode).toBe(0)
      expect(report.tunnels).toMatchObject([{ hostId, databaseId: bare.databaseId, verdict: 'READY' }])
      expect(report.vpcs.find(({ vpcId }) => vpcId === bare.vpcId)).toMatchObject({
        ...{ verdict: 'READY', posture: 'COMPLIANT' },
      })
      expect(await act({ action: 'revert', planId })).toMatchObject({ outcome: 'reverted' })
      await sim.deleteAgent(hostId)
      expect(differences(first, (await auditByCli()).report)).toEqual([])
      const calls = (await sim.calls()).filter((call) => call.role === ROLE)
      expect(calls.length).toBeGreaterThan(plan.steps.length)
      expect(refusals(calls)).toEqual([])
    } finally {
      await sim.settings({ enforceRoles: false })
    }
  })
})
