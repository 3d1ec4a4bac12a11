import { expect } from 'vitest'
import type { Plan } from '../../../src/model/plan.js'
import type { Report } from '../../../src/model/report.js'
import { runCli } from '../../support/cli.js'
import { auditByCli, differences } from './audits.js'

/** Something wrong that a remedy mends. */
export interface Mended {
  remedy: string
  make: () => Promise<unknown>
}

/** Plans into a file, applies it, audits: all is as predicted. Reverts: all is as it was. */
export async function mends({ remedy, make }: Mended, cwd: string): Promise<Plan> {
  const fix = async (...argv: string[]) => {
    const { exitCode, stderr, stdout } = await runCli(['fix', ...argv], { cwd })
    expect(exitCode, `${argv.join(' ')}\n${stderr}\n${stdout}`).toBe(0)
    return stdout
  }
  await make()
  const before = (await auditByCli()).report
  const plan = JSON.parse(await fix('plan', remedy, '--out', 'plan.json', '--format', 'json')) as Plan
  expect(plan.steps.map((step) => step.remedy)).toContain(remedy)
  await fix('apply', 'plan.json', '--approve', 'all')
  const after = (await auditByCli()).report
  expect(observed(after, plan)).toEqual(predicted(before, plan))
  await fix('revert', 'plan.json')
  expect(differences(before, (await auditByCli()).report)).toEqual([])
  return plan
}

/** What the plan says of the findings that it changes, and of every VPC and tunnel. */
function predicted({ vpcs, tunnels }: Report, { predicted: plan }: Plan) {
  const vpcOf = (vpcId: string) => plan.vpcs.find((vpc) => vpc.vpcId === vpcId)
  const tunnelOf = (hostId: string, databaseId: string) =>
    plan.tunnels.find((tunnel) => tunnel.hostId === hostId && tunnel.databaseId === databaseId)
  return {
    vpcs: vpcs.map(({ vpcId, verdict, posture }) => {
      const changed = vpcOf(vpcId)
      return [vpcId, changed?.verdict.after ?? verdict, changed?.posture.after ?? posture ?? 'NONE']
    }),
    tunnels: tunnels.map(({ hostId, databaseId, verdict }) => [
      hostId,
      databaseId,
      tunnelOf(hostId, databaseId)?.after ?? verdict,
    ]),
    findings: plan.findings.map(({ checkId, subject, after }) => [checkId, subject.id, after]),
  }
}

function observed({ vpcs, tunnels, findings }: Report, { predicted: plan }: Plan): ReturnType<typeof predicted> {
  return {
    vpcs: vpcs.map(({ vpcId, verdict, posture }) => [vpcId, verdict, posture ?? 'NONE']),
    tunnels: tunnels.map(({ hostId, databaseId, verdict }) => [hostId, databaseId, verdict]),
    findings: plan.findings.map(({ checkId, subject }) => {
      const found = findings.find((f) => f.checkId === checkId && f.subject.id === subject.id)
      return [checkId, subject.id, found?.status ?? 'none']
    }),
  }
}
