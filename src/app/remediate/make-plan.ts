import type { ScopeLimits } from '../../inventory/limit.js'
import type { Change, ChangeKind } from '../../model/change.js'
import type { Config } from '../../model/config.js'
import type { JudgedFinding } from '../../model/finding.js'
import type { Invocation } from '../../model/invocation.js'
import type { Plan, PlanScope, PlanStep, Refusal } from '../../model/plan.js'
import type { Snapshot } from '../../model/snapshot.js'
import { stepId } from '../../model/step-id.js'
import { subjectKey } from '../../model/subject-key.js'
import { CURRENT_AGENT } from '../../model/version.js'
import type { ChangeContext } from '../../remediate/change-handler.js'
import { handlerOf } from '../../remediate/changes/index.js'
import type { RemedyDefinition } from '../../remediate/define.js'
import { applied, type Draft, draftSteps } from '../../remediate/engine/draft.js'
import { stepsNamedIn } from '../../remediate/engine/names.js'
import { inOrder } from '../../remediate/engine/order.js'
import { factsHashOf, planIdOf } from '../../remediate/plan-id.js'
import { clearsOf } from './clears.js'
import { agentsToConnect, withAgents } from './connected.js'
import { lostPaths } from './lost-paths.js'
import { withNames } from './plan-names.js'
import { prediction } from './predict.js'
import { stepCommands } from './step-commands.js'
import { unseen } from './unseen.js'
import { proposedFor, wantedFindings } from './wanted.js'
import { type JudgedWorld, judgeWorld } from './world.js'

export interface PlanInput {
  snapshot: Snapshot
  config: Config
  limits: ScopeLimits
  /** What was asked for; see `wantedFindings`. */
  asked: readonly string[]
  remedies: readonly RemedyDefinition[]
  context: ChangeContext
  /** How this program was started: where the commands run. */
  invocation: Invocation
}

/** Milliseconds after which a plan is not begun any more. */
const VALID = 24 * 60 * 60 * 1000
/** What makes something new in a VPC, and leaves the VPC as it is. */
const MAKES: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  'create-security-group',
  'create-vpc-endpoint',
  'run-instances',
])

/** What a step needs may need something itself: so deep, and no deeper. */
const MOST_ROUNDS = 12

/**
 * A plan, and what the next report will say when it is done: every step is applied to a copy of the snapshot, which is judged
 * again, and what is amiss there for which the remedies have an answer gets its steps, too.
 */
export async function makePlan(input: PlanInput): Promise<Plan> {
  const { snapshot, config, limits, context, invocation } = input
  const judging = { config, limits, now: new Date(snapshot.takenAt) }
  const judged = (steps: readonly Draft[]) => judgeWorld(applied(snapshot, steps, handlerOf), judging)
  const before = judged([])
  const { steps, refused, world } = await draftSafe(input, before, judged)
  const connected = connecting(before, (changed) => judgeWorld(changed, judging))
  const after = connected(world)
  const clears = clearsOf(steps, before, after, (some) => connected(judged(some)))
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
  const plan: Plan = {
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
  return withNames(plan, snapshot)
}

interface Drafted {
  steps: Draft[]
  refused: Refusal[]
  world: JudgedWorld
}

type Judged = (steps: readonly Draft[]) => JudgedWorld

/** Drafts again without the steps that must not be done where they would lead, and all that was for their sake. */
async function draftSafe(input: PlanInput, before: JudgedWorld, judged: Judged): Promise<Drafted> {
  const barred = new Map<string, Refusal>()
  for (;;) {
    const drafted = await draftAll(input, before, judged, barred)
    const unsafe = unsafeSteps(drafted, input)
    for (const [id, refusal] of unsafe) barred.set(id, refusal)
    if (unsafe.size === 0) return { ...drafted, refused: [...drafted.refused, ...barred.values()] }
  }
}

function unsafeSteps({ steps, world }: Drafted, { remedies, config, snapshot }: PlanInput): Map<string, Refusal> {
  const judges = new Map(remedies.flatMap(({ id, unsafe }) => (unsafe ? [[id, unsafe] as const] : [])))
  const asked = steps.filter((step) => judges.has(step.remedy))
  if (asked.length === 0) return new Map()
  const whole = judgeWorld(world.snapshot, { config, limits: {}, now: new Date(snapshot.takenAt) })
  return new Map(
    asked.flatMap(({ id, remedy, change, for: [finding] }) => {
      const obstacle = judges.get(remedy)?.(change.input, whole)
      return obstacle && finding ? [[id, { remedy, subject: finding.subject, ...obstacle }] as const] : []
    }),
  )
}

/** Rounds of proposals, each on the world that the ones before lead to. */
async function draftAll(
  { remedies, asked, context }: PlanInput,
  before: JudgedWorld,
  judged: Judged,
  barred: ReadonlyMap<string, Refusal>,
): Promise<Drafted> {
  const steps = new Map<string, Draft>()
  let refused = new Map<string, Refusal>()
  let world = before
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const planContext = {
      ...context,
      world,
      lostPaths: (changes: readonly Change[], remedy: string) => lostBy(changes, remedy, world.snapshot),
    }
    // What a round refuses, the next may have made possible.
    refused = new Map()
    const mend = toMend(asked, world, before).map((finding) => withoutBarred(finding, barred))
    const drafts = await draftSteps(remedies, mend, planContext, handlerOf)
    for (const refusal of drafts.refused)
      refused.set(JSON.stringify([refusal.remedy, subjectKey(refusal.subject), refusal.reason]), refusal)
    const earlier = [...steps.values()]
    const fresh = drafts.steps.filter((step) => !steps.has(step.id))
    for (const step of drafts.steps) {
      const known = steps.get(step.id)
      steps.set(step.id, known ? { ...known, for: [...new Set([...known.for, ...step.for])] } : step)
    }
    for (const step of fresh) {
      // It was asked for on what the steps before lead to.
      const rests = earlier
        .filter(({ change }) => change.resource === step.change.resource && !MAKES.has(change.kind))
        .map(({ id }) => id)
      step.dependsOn = [...new Set([...step.dependsOn, ...rests])]
    }
    if (fresh.length === 0) break
    world = judged(ordered(steps, remedies))
  }
  return { steps: ordered(steps, remedies), refused: [...refused.values()], world }
}

/** What a finding proposes is done as a whole or not at all. */
function withoutBarred(finding: JudgedFinding, barred: ReadonlyMap<string, Refusal>): JudgedFinding {
  const { remedy } = finding
  if (!remedy?.changes?.some((proposed) => barred.has(stepId(proposed.remedy, proposed.change)))) return finding
  return { ...finding, remedy: { ...remedy, changes: [] } }
}

function lostBy(changes: readonly Change[], remedy: string, snapshot: Snapshot) {
  const steps = changes.map((input) => ({ id: stepId(remedy, input), change: { input } }))
  return lostPaths(snapshot, applied(snapshot, steps, handlerOf), changes)
}

/** What was asked for, by the remedies that were named and what those rest on; and whatever an earlier round made necessary. */
function toMend(asked: readonly string[], world: JudgedWorld, before: JudgedWorld): JudgedFinding[] {
  const wanted = wantedFindings(asked, world)
  const named = asked.length > 0 && !asked.includes('all')
  const needs = world === before ? [] : world.findings.filter((f) => f.status === 'fail' && isNew(f, before))
  const own = named ? wanted.map((finding) => withRemedies(finding, asked)) : wanted
  return [...own, ...needs.filter((finding) => !wanted.includes(finding))]
}

function withRemedies(finding: JudgedFinding, ids: readonly string[]): JudgedFinding {
  const { remedy } = finding
  if (remedy === undefined) return finding
  const { changes = [] } = remedy
  const own = changes.filter((c) => ids.includes(c.remedy))
  const named = new Set(own.flatMap(({ change }) => stepsNamedIn(change)))
  const kept = changes.filter((c) => own.includes(c) || named.has(stepId(c.remedy, c.change)))
  return { ...finding, remedy: { ...remedy, changes: kept } }
}

function isNew(finding: JudgedFinding, before: JudgedWorld): boolean {
  const key = subjectKey(finding.subject)
  return !before.findings.some(
    (f) => f.checkId === finding.checkId && f.status === finding.status && subjectKey(f.subject) === key,
  )
}

/** Remedies in the order in which they are listed, steps after those that they depend on. */
function ordered(steps: ReadonlyMap<string, Draft>, remedies: readonly RemedyDefinition[]): Draft[] {
  const rank = new Map(remedies.map((remedy, i) => [remedy.id, i]))
  const sorted = [...steps.values()].sort(
    (a, b) => (rank.get(a.remedy) ?? 0) - (rank.get(b.remedy) ?? 0) || (a.id < b.id ? -1 : 1),
  )
  const waitsFor = new Map(remedies.map((remedy) => [remedy.id, remedy.waitsFor ?? []]))
  return inOrder(
    sorted.map((step) => ({ ...step, dependsOn: withEarlier(step, waitsFor.get(step.remedy) ?? [], sorted) })),
  )
}

/** Beside what a step depends on: the steps for findings of these checks. */
function withEarlier({ id, dependsOn }: Draft, checkIds: readonly string[], steps: readonly Draft[]): string[] {
  const earlier = steps.filter((step) => step.id !== id && step.for.some(({ checkId }) => checkIds.includes(checkId)))
  return [...new Set([...dependsOn, ...earlier.map((step) => step.id)])]
}

/** As if the agents had connected that nothing keeps away any more. One that is away without a cause stays away. */
function connecting(before: JudgedWorld, judged: (snapshot: Snapshot) => JudgedWorld) {
  const unexplained = new Set(agentsToConnect(before))
  return (world: JudgedWorld): JudgedWorld => {
    const ids = agentsToConnect(world).filter((id) => !unexplained.has(id))
    return ids.length === 0 ? world : judged(withAgents(world.snapshot, ids, CURRENT_AGENT))
  }
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
