import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPlan } from '../../src/app/remediate/apply.js'
import { planRemediation } from '../../src/app/remediate/plan.js'
import { revertPlan } from '../../src/app/remediate/revert.js'
import { judgeWorld } from '../../src/app/remediate/world.js'
import type { Plan, StepResult } from '../../src/model/plan.js'
import type { Snapshot } from '../../src/model/snapshot.js'
import { subjectKey } from '../../src/model/subject-key.js'
import type { SampleAccount } from '../../src/sample/account.js'
import { runs } from '../support/runs.js'
import { type FixWorld, fixWorld, stateOf } from './support/fix-world.js'
import { randomAccount } from './support/random-account.js'

interface Call {
  operation: string
  input: object
}

const changes = ({ operation }: Call) => !/:(Describe|Get|List|Simulate|Head)/.test(operation)
const bad = (steps: readonly StepResult[]) =>
  steps.filter(({ state }) => state === 'failed' || state === 'changed-meanwhile')

/** No call is made that no step names, and none that touches policies of keys or of the organization. */
function expectNamed(calls: readonly Call[], plan: Plan): void {
  const named = new Set(plan.steps.flatMap((step) => step.change.api))
  for (const { operation } of calls.filter(changes)) {
    expect(operation).not.toMatch(/PutKeyPolicy|organizations:/)
    if (!/Tag/.test(operation)) expect([...named]).toContain(operation)
  }
}

/** Ids of EC2's and keys', and what IAM calls roles and profiles. */
const IDS = /\b(?:[a-z]{1,8}-(?:assoc-)?[0-9a-f]{8,17}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/g
const idsIn = (value: unknown): string[] => JSON.stringify(value).match(IDS) ?? []
const namesOf = ({ iam }: Snapshot): string[] =>
  [...Object.keys(iam.roles), ...Object.keys(iam.instanceProfiles)].map((arn) => arn.split('/').at(-1) ?? arn)

/** What changes is what the plan names, or was not there before it. */
function expectWithinPlan(calls: readonly Call[], { steps }: Plan, before: Snapshot): void {
  const there = new Set([...idsIn(before), ...namesOf(before)])
  const planned = JSON.stringify(steps)
  const touched = calls.filter(changes).flatMap(({ operation, input }) => {
    const { RoleName, InstanceProfileName } = input as Record<string, unknown>
    return [...idsIn(input), RoleName, InstanceProfileName].map((id) => ({ operation, id }))
  })
  expect(touched.filter(({ id }) => typeof id === 'string' && there.has(id) && !planned.includes(id))).toEqual([])
}

const WORLD = /^(?:0\.0\.0\.0|128\.0\.0\.0|::|8000::)\/[01]$/

/** Rules that admit the world, or half of it. */
const openRules = ({ regions }: SampleAccount): string[] =>
  [...regions.values()]
    .flatMap(({ securityGroups }) => securityGroups)
    .flatMap(({ GroupId, IpPermissions = [] }) =>
      IpPermissions.flatMap(({ IpProtocol, FromPort, ToPort, IpRanges = [], Ipv6Ranges = [] }) =>
        [...IpRanges.map(({ CidrIp }) => CidrIp), ...Ipv6Ranges.map(({ CidrIpv6 }) => CidrIpv6)]
          .filter((cidr) => WORLD.test(cidr ?? ''))
          .map((cidr) => [GroupId, IpProtocol, FromPort, ToPort, cidr].join(' ')),
      ),
    )

const keyPolicies = ({ regions }: SampleAccount): Record<string, string> =>
  Object.fromEntries(
    [...regions.values()].flatMap(({ keys }) => keys.map(({ metadata, policy }) => [metadata.KeyId, policy])),
  )

/** No group admits the world that did not before, and every key that there was has the policy that it had. */
function expectGuarded(before: SampleAccount, after: SampleAccount): void {
  const was = openRules(before)
  expect(openRules(after).filter((rule) => !was.includes(rule))).toEqual([])
  expect(keyPolicies(after)).toMatchObject(keyPolicies(before))
}

/** Ids of the hosts that a plan launched, by their names in it. */
function madeIn({ regions }: Snapshot): ReadonlyMap<string, string> {
  const instances = regions.flatMap((region) => (region.instances.outcome === 'ok' ? region.instances.value : []))
  return new Map(instances.map(({ instanceId, tags }) => [`new:${tags['ssm-ready:step']}`, instanceId]))
}

/** The next report says what the plan did. */
function expectPredicted({ predicted }: Plan, { config, account }: FixWorld, snapshot: Snapshot): void {
  const { findings } = judgeWorld(snapshot, { config, limits: {}, now: account.now() })
  const seen = new Map(findings.map(({ checkId, subject, status }) => [`${checkId} ${subjectKey(subject)}`, status]))
  // Agents that connect for the first time do so later.
  const now = predicted.findings.filter(
    ({ checkId, after }) => !/^(node|agent)-|^vpc-jump-host-redundancy$/.test(checkId) && after !== 'none',
  )
  const made = madeIn(snapshot)
  const wrong = now.filter(({ checkId, subject, after }) => {
    const id = subject.id.replace(/^new:[^/]+/, (name) => made.get(name) ?? name)
    return seen.get(`${checkId} ${subjectKey({ ...subject, id })}`) !== after
  })
  expect(wrong).toEqual([])
}

describe('plans for whatever is amiss with any account', () => {
  it('harm nothing, say what the next report will say, and are taken back but for what cannot be', async () => {
    let [steps, whole] = [0, 0]
    await fc.assert(
      fc.asyncProperty(randomAccount, async ({ make }) => {
        const calls: Call[] = []
        const world = fixWorld(make(), { intercept: (operation, input) => void calls.push({ operation, input }) })
        const snapshot = await world.snapshot()
        const [began, sample] = [stateOf(snapshot), structuredClone(world.sample)]
        const plan = await planRemediation({ remedies: ['all'] }, world)
        const { planId } = plan
        expect(calls.filter(changes)).toEqual([])
        expect(bad((await applyPlan({ planId, approve: ['all'] }, world)).steps)).toEqual([])
        expectNamed(calls, plan)
        expectWithinPlan(calls, plan, snapshot)
        expectGuarded(sample, world.sample)
        expectPredicted(plan, world, await world.snapshot())
        const reverted = await revertPlan({ planId }, world)
        expect(bad(reverted.steps)).toEqual([])
        steps += plan.steps.length
        if (!reverted.steps.every(({ state }) => state === 'reverted')) return
        whole += 1
        expect(stateOf(await world.snapshot())).toEqual(began)
      }),
      runs(3, 12),
    )
    // Accounts with nothing to do, or of which something always stays, would prove nothing.
    expect(steps).toBeGreaterThan(10)
    expect(whole).toBeGreaterThan(0)
  })
})
