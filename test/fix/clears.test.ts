import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { auditOf, snapshotOf } from '../../src/app/audit.js'
import { connecting } from '../../src/app/remediate/connected.js'
import { contextOf } from '../../src/app/remediate/dependencies.js'
import { makePlan } from '../../src/app/remediate/make-plan.js'
import { cleared, findingKey } from '../../src/app/remediate/predict.js'
import { judgeWorld } from '../../src/app/remediate/world.js'
import type { ScopeLimits } from '../../src/inventory/limit.js'
import type { ChangeKind } from '../../src/model/change.js'
import { PLAIN_INVOCATION } from '../../src/model/invocation.js'
import type { PlanStep } from '../../src/model/plan.js'
import type { Snapshot } from '../../src/model/snapshot.js'
import { handlerOf } from '../../src/remediate/changes/index.js'
import { applied } from '../../src/remediate/engine/draft.js'
import { REMEDIES } from '../../src/remediate/index.js'
import type { SampleAccount } from '../../src/sample/account.js'
import { troubledAccount } from '../../src/sample/accounts/troubled.js'
import { runs } from '../support/runs.js'
import { fixWorld } from './support/fix-world.js'
import { randomAccount } from './support/random-account.js'

/** They come last where it is told what each step clears. */
const OF_ONE_HOST = new Set<ChangeKind>(['update-agent', 'create-association', 'modify-instance-metadata-options'])

async function planned(account: SampleAccount, limitsOf: (snapshot: Snapshot) => ScopeLimits) {
  const world = fixWorld(account)
  const { config } = world
  const takeSnapshot = snapshotOf(world.account, config, { hostsToCome: true })
  const { snapshot } = await auditOf({ config, takeSnapshot })
  const limits = limitsOf(snapshot)
  const input = { snapshot, config, limits, asked: ['all'], remedies: REMEDIES, invocation: PLAIN_INVOCATION }
  const plan = await makePlan({ ...input, context: contextOf(world) })
  const judge = (changed: Snapshot) => judgeWorld(changed, { config, limits, now: new Date(snapshot.takenAt) })
  return { plan, snapshot, judge }
}

/** One step after the other, each judged as a whole. */
function plainClears(
  steps: readonly PlanStep[],
  snapshot: Snapshot,
  judge: (changed: Snapshot) => ReturnType<typeof judgeWorld>,
): Map<string, string[]> {
  const connected = connecting(judge(snapshot))
  const isLocal = ({ change }: PlanStep) => OF_ONE_HOST.has(change.input.kind)
  let now = snapshot
  let world = judge(snapshot)
  const inTurn = [...steps.filter((step) => !isLocal(step)), ...steps.filter(isLocal)]
  return new Map(
    inTurn.map((step) => {
      now = applied(now, [step], handlerOf)
      const next = connected(judge(now), judge)
      const gone = cleared(world, next).map(findingKey)
      world = next
      return [step.id, gone.sort()]
    }),
  )
}

const told = (steps: readonly PlanStep[]) => new Map(steps.map(({ id, clears }) => [id, clears.map(findingKey).sort()]))
const inOrder = (clears: ReadonlyMap<string, string[]>) => [...clears].sort(([a], [b]) => (a < b ? -1 : 1))

async function expectPlain(account: SampleAccount, limitsOf: (snapshot: Snapshot) => ScopeLimits = () => ({})) {
  const { plan, snapshot, judge } = await planned(account, limitsOf)
  expect(inOrder(told(plan.steps))).toEqual(inOrder(plainClears(plan.steps, snapshot, judge)))
  return plan
}

const ids = <T>(list: { outcome: string; value?: T[] } | undefined, of: (item: T) => string) =>
  (list?.outcome === 'ok' ? (list.value ?? []) : []).map(of)

describe('what the steps of a plan clear', () => {
  it('is what one after the other, each judged by itself, would clear: an account with every trouble', async () => {
    const plan = await expectPlain(troubledAccount())
    expect(plan.steps.length).toBeGreaterThan(10)
  })

  it('and any account', async () => {
    await fc.assert(
      fc.asyncProperty(randomAccount, async ({ make }) => {
        await expectPlain(make())
      }),
      runs(1, 8),
    )
  })

  it('and part of an account, by its VPCs or its hosts', async () => {
    await expectPlain(troubledAccount(), ({ regions: [region] }) => ({
      vpcIds: ids(region?.vpcs, ({ vpcId }) => vpcId).slice(0, 3),
    }))
    await expectPlain(troubledAccount(), ({ regions: [region] }) => ({
      hostIds: ids(region?.instances, ({ instanceId }) => instanceId).slice(0, 4),
    }))
  })
})
