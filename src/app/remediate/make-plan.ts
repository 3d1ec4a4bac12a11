import { narrowed } from '../../inventory/limit.js'
import type { JudgedFinding } from '../../model/finding.js'
import type { Plan, PlanScope, PlanStep, Refusal } from '../../model/plan.js'
import type { Snapshot } from '../../model/snapshot.js'
import { subjectKey } from '../../model/subject-key.js'
import { handlerOf } from '../../remediate/changes/index.js'
import { applied, type Draft } from '../../remediate/engine/draft.js'
import { factsHashOf, planIdOf, VALID, withChecksum } from '../../remediate/plan-id.js'
import { clearsOf } from './clears.js'
import { connecting } from './connected.js'
import { draftSafe } from './draft-safe.js'
import type { PlanInput } from './plan-input.js'
import { withNames } from './plan-names.js'
import { prediction } from './predict.js'
import { stepCommands } from './step-commands.js'
import { unseen } from './unseen.js'
import { proposedFor, wantedFindings } from './wanted.js'
import { judgeWorld } from './world.js'

/**
 * A plan, and what the next report will say when it is done: the steps of each round are applied to a copy of the snapshot,
 * which is judged again, and what is amiss there for which the remedies have an answer gets its steps, too.
 */
export async function makePlan(input: PlanInput): Promise<Plan> {
  const { snapshot, config, limits, context, invocation } = input
  const judge = (changed: Snapshot, within = limits) =>
    judgeWorld(changed, { config, limits: within, now: new Date(snapshot.takenAt) })
  const apply = (earlier: Snapshot, steps: readonly Draft[]) => applied(earlier, steps, handlerOf)
  const before = judge(snapshot)
  const { steps, refused, world } = await draftSafe(input, before, (some) => judge(apply(snapshot, some)))
  const connected = connecting(before)
  const after = connected(world, judge)
  const clears = clearsOf(steps, {
    ...{ before, after, applied: apply },
    judged(changed, vpcIds) {
      const within = vpcIds ? narrowed(limits, snapshot, vpcIds) : limits
      const part = (some: Snapshot) => judge(some, within)
      return connected(part(changed), part)
    },
  })
  const commandOf = stepCommands(steps, snapshot, invocation)
  const planned = steps.map(
    ({ for: _, ...step }): PlanStep => ({ ...step, clears: clears.get(step.id) ?? [], command: commandOf(step) }),
  )
  const createdAt = context.now()
  const scope: PlanScope = {
    accountId: snapshot.accountId,
    partition: snapshot.partition,
    regions: snapshot.regions.map(({ region }) => region),
    remedies: [...input.asked],
    ...limits,
  }
  const plan: Omit<Plan, 'checksum'> = {
    schemaVersion: 1,
    planId: planIdOf({ scope, steps: planned }),
    createdAt: createdAt.toISOString(),
    expiresAt: new Date(createdAt.getTime() + VALID).toISOString(),
    factsHash: factsHashOf(planned),
    scope,
    steps: planned,
    refused: [...unseen(snapshot), ...allRefused(refused, wantedFindings(input.asked, before), planned)],
    predicted: prediction(before, after),
  }
  return withChecksum(withNames(plan, snapshot))
}

/** What was wanted, and is neither cleared nor refused: people have to do it. */
function allRefused(
  refused: readonly Refusal[],
  wanted: readonly JudgedFinding[],
  steps: readonly PlanStep[],
): Refusal[] {
  const key = ({ checkId, subject }: Pick<JudgedFinding, 'checkId' | 'subject'>) => `${checkId} ${subjectKey(subject)}`
  const told = new Set(steps.flatMap((step) => step.clears.map(key)))
  const subjects = new Set(refused.map(({ subject }) => subjectKey(subject)))
  const left = wanted.filter(
    (finding) =>
      !told.has(key(finding)) && !(proposedFor(finding).length > 0 && subjects.has(subjectKey(finding.subject))),
  )
  return [
    ...refused,
    ...left.map(({ subject, remedy, message, checkId }) => ({
      remedy: remedy?.id ?? checkId,
      subject,
      reason: proposedFor({ remedy } as JudgedFinding).length > 0 ? 'not-cleared' : 'manual',
      message: `${message}${remedy ? ` ${remedy.text}` : ''}`,
    })),
  ]
}
