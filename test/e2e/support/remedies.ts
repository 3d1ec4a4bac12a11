import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Plan, PlanResult } from '../../../src/model/plan.js'
import type { Report } from '../../../src/model/report.js'
import { newName } from '../../../src/model/step-id.js'
import { auditByCli, differences, useSim } from './audits.js'
import { functionRole, grantedBeyondAudit, ROLE, refusals } from './function-role.js'
import { type Handler, packaged } from './packaged.js'
import { type ArticleIds, freshSim, type Sim, simAvailable } from './sim.js'
import { Variants } from './variants.js'

/** The reference account of one case. */
export interface World {
  sim: Sim
  ids: ArticleIds
  aws: Variants
}

/** Something wrong that remedies mend. */
export interface Mended {
  /** What is planned, by one command. */
  remedies: [string, ...string[]]
  /** Remedies of steps that what these make needs. */
  also?: string[]
  /** Options of the reference account. */
  account?: Record<string, unknown>
  make(world: World): Promise<unknown>
  /** What happens by itself once the plan is applied, and what its effect waits for: until then it is pending. */
  awaited?(world: World, made: string[]): Promise<unknown>
  /** What AWS shows once the plan is applied, beyond the report. */
  applied?(world: World, plan: Plan): Promise<unknown>
  /** What happens by itself once it is taken back. */
  reverted?(world: World): Promise<unknown>
  /** It cannot be taken back. */
  forGood?: true
}

/** IAM actions that a call needs, but that no call is made by: AWS asks for them when others are made. */
const BEHIND_OTHERS =
  /^(ec2:CreateTags|iam:PassRole|iam:Tag\w+|kms:TagResource|ssm:AddTagsToResource|route53:AssociateVPCWithHostedZone)$/

/**
 * Each case, in a reference account of its own, is planned, applied, verified and taken back by the packaged function, whose
 * role may do what its remedies need and nothing else.
 * @param spared actions that no case needs, by why
 */
export function describeRemedies(
  title: string,
  cases: Record<string, Mended>,
  spared: Record<string, string> = {},
): void {
  describe.skipIf(!simAvailable)(`${title}: planned, applied as predicted, reverted`, () => {
    let sim: Sim
    let aws: Variants | undefined
    let folder: string
    let restore: () => void
    let remediate: Handler<unknown>
    /** By remedy: what the role did that may apply it. */
    const used = new Map<string, Set<string>>()

    beforeAll(async () => {
      sim = await freshSim()
      restore = useSim(sim)
      Object.assign(process.env, { IS_LOCAL: 'true', SSM_READY_COMMAND_SECONDS: '3', SSM_READY_REPORT_SECONDS: '10' })
      folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
      // Another worker's function has plans and locks of its own.
      process.env['TMPDIR'] = folder
      remediate = await packaged('remediate', folder)
    })
    afterAll(async () => {
      restore?.()
      await sim?.settings({ enforceRoles: false })
      await rm(folder, { recursive: true, force: true })
    })
    beforeEach(async () => {
      await sim.reset()
      // A reset takes settings with it.
      await sim.settings({ commandMs: 100, enforceRoles: true })
    })
    afterEach(() => aws?.destroy())

    it.each(Object.entries(cases))('%s', async (_, mended) => {
      const ids = await sim.article(mended.account)
      aws = new Variants(sim, ids)
      const world = { sim, ids, aws }
      const allowed = [...mended.remedies, ...(mended.also ?? [])]
      await mended.make(world)
      const role = await functionRole(allowed, ids.account, world)
      await sim.clearCalls()
      await mends(mended, world, (event) => within(role, () => remediate(event)))
      const calls = (await sim.calls()).filter((call) => call.role === ROLE)
      expect(refusals(calls)).toEqual([])
      for (const id of allowed) used.set(id, new Set([...(used.get(id) ?? []), ...calls.map(({ action }) => action)]))
    })

    it('the role is held to its rights', async () => {
      const ids = await sim.article({ database: false })
      aws = new Variants(sim, ids)
      const role = await functionRole(
        Object.values(cases).flatMap(({ remedies }) => remedies),
        ids.account,
        { sim, aws },
      )
      await within(role, async () => {
        const ec2 = new EC2Client({})
        const made = ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' }))
        await expect(made)
          .rejects.toThrow(/not authorized/)
          .finally(() => ec2.destroy())
      })
    })

    it('the role holds nothing that is not used', async () => {
      const idle = new Map<string, string[]>()
      // Remedies that come with others have cases of their own.
      for (const id of new Set(Object.values(cases).flatMap(({ remedies }) => remedies))) {
        const granted = await grantedBeyondAudit([id])
        const rest = granted.filter((a) => !used.get(id)?.has(a) && !BEHIND_OTHERS.test(a) && spared[a] === undefined)
        if (rest.length > 0) idle.set(id, rest)
      }
      expect(Object.fromEntries(idle)).toEqual({})
    })
  })
}

/** Does something in another environment. */
export async function within<T>(env: Record<string, string | undefined>, act: () => Promise<T>): Promise<T> {
  const saved = { ...process.env }
  Object.assign(process.env, env)
  try {
    return await act()
  } finally {
    process.env = saved
  }
}

/** Plans, applies, verifies, audits: all is as predicted. Reverts: all is as it was. */
async function mends(
  { remedies, awaited, applied, reverted, forGood }: Mended,
  world: World,
  remediate: Handler<unknown>,
): Promise<void> {
  const before = (await auditByCli()).report
  const plan = (await remediate({ action: 'plan', remedies })) as Plan
  const { planId } = plan
  const act = async (action: string, more: object = {}) => (await remediate({ action, planId, ...more })) as PlanResult
  expect(plan.steps.map((step) => step.remedy)).toEqual(expect.arrayContaining(remedies))
  expect(plan.steps.filter((step) => (step.undo === undefined) !== (forGood === true))).toEqual([])
  const result = await act('apply', { approve: ['all'] })
  expect(result, JSON.stringify(result.steps)).toMatchObject({ outcome: awaited ? 'pending' : 'done' })
  const made = new Map(result.steps.map(({ id, after }) => [newName(id), String(after?.['instance'])]))
  await awaited?.(world, [...made.values()])
  expect(await act('verify')).toMatchObject({ outcome: 'done' })
  const after = (await auditByCli()).report
  expect(seen(after, plan, made)).toEqual(predicted(before, plan, made))
  await applied?.(world, plan)
  expect(await act('revert')).toMatchObject({ outcome: forGood ? 'partial' : 'reverted' })
  await reverted?.(world)
  expect(differences(forGood ? after : before, (await auditByCli()).report)).toEqual([])
}

type Said = Record<'vpcs' | 'tunnels' | 'findings', Record<string, string>>

/** What the plan says of the findings that it changes, and of every VPC and tunnel. `made`: ids of what is called `new:…`. */
function predicted(report: Report, { predicted: { vpcs, tunnels, findings } }: Plan, made: Map<string, string>): Said {
  const id = (name: string) => made.get(name) ?? name
  const now = said(report)
  const later = (entries: [string, string][]) => Object.fromEntries(entries.filter(([, word]) => word !== 'NONE'))
  return {
    vpcs: { ...now.vpcs, ...later(vpcs.map((v) => [v.vpcId, `${v.verdict.after} ${v.posture.after}`])) },
    tunnels: { ...now.tunnels, ...later(tunnels.map((t) => [`${id(t.hostId)} ${t.databaseId}`, t.after])) },
    findings: Object.fromEntries(
      findings.map(({ checkId, subject, after }) => [`${checkId} ${subjectOf(subject.id, made)}`, after]),
    ),
  }
}

/** The id of a subject, which may be made of that of a new one. */
const subjectOf = (id: string, made: Map<string, string>) =>
  [...made].reduce((text, [name, real]) => text.replaceAll(name, real), id)

/** What could not be told beforehand, such as what an organization says of a new key, is told when all is well. */
function seen(report: Report, { predicted: { findings } }: Plan, made: Map<string, string>): Said {
  const now = said(report)
  const asked = findings.map(({ checkId, subject, after }): [string, string] => {
    const key = `${checkId} ${subjectOf(subject.id, made)}`
    const status = now.findings[key] ?? 'none'
    return [key, after === 'unknown' && status === 'pass' ? after : status]
  })
  return { ...now, findings: Object.fromEntries(asked) }
}

const said = ({ vpcs, tunnels, findings }: Report): Said => ({
  vpcs: Object.fromEntries(vpcs.map(({ vpcId, verdict, posture = 'NONE' }) => [vpcId, `${verdict} ${posture}`])),
  tunnels: Object.fromEntries(tunnels.map((t) => [`${t.hostId} ${t.databaseId}`, t.verdict])),
  findings: Object.fromEntries(findings.map(({ checkId, subject, status }) => [`${checkId} ${subject.id}`, status])),
})
