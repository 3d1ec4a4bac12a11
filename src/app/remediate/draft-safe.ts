import { once } from '../../inventory/once.js'
import type { Change, ChangeKind } from '../../model/change.js'
import type { JudgedFinding } from '../../model/finding.js'
import { groupBy } from '../../model/group-by.js'
import type { Refusal } from '../../model/plan.js'
import type { Snapshot } from '../../model/snapshot.js'
import { stepId } from '../../model/step-id.js'
import { subjectKey } from '../../model/subject-key.js'
import { handlerOf } from '../../remediate/changes/index.js'
import type { RemedyDefinition } from '../../remediate/define.js'
import { applied, type Draft, draftSteps, stepOf } from '../../remediate/engine/draft.js'
import { joined } from '../../remediate/engine/joined.js'
import { stepsNamedIn } from '../../remediate/engine/names.js'
import { lostPaths } from './lost-paths.js'
import { ordered } from './ordered.js'
import type { PlanInput } from './plan-input.js'
import { wantedFindings } from './wanted.js'
import { type JudgedWorld, judgeWorld } from './world.js'

/** What makes something new in a VPC, and leaves the VPC as it is. */
const MAKES: ReadonlySet<ChangeKind> = new Set<ChangeKind>([
  'create-security-group',
  'create-vpc-endpoint',
  'run-instances',
])

/** What a step needs may need something itself: so deep, and no deeper. */
const MOST_ROUNDS = 12

export interface Drafted {
  steps: Draft[]
  refused: Refusal[]
  world: JudgedWorld
}

/** The account as steps leave it, judged. */
export type Judged = (steps: readonly Draft[]) => JudgedWorld

/** Drafts again without the steps that must not be done where they would lead, and all that was for their sake. */
export async function draftSafe(input: PlanInput, before: JudgedWorld, judged: Judged): Promise<Drafted> {
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
    // What a later round asks for was asked for on what the steps before lead to.
    const earlier = groupBy(
      [...steps.values()].filter(({ change }) => !MAKES.has(change.kind)),
      ({ change }) => change.resource,
    )
    const fresh: Draft[] = []
    let larger = false
    for (const step of drafts.steps) {
      const join = joined(step.change.input, steps)
      const known = join?.step ?? steps.get(step.id)
      if (!known) {
        fresh.push(step)
        steps.set(step.id, step)
        continue
      }
      const made = join && withChange(join.step, join.change, remedies, planContext)
      larger ||= made !== undefined
      steps.set(known.id, { ...(made ?? known), for: [...new Set([...known.for, ...step.for])] })
    }
    for (const step of fresh) {
      const rests = (earlier.get(step.change.resource) ?? []).map(({ id }) => id)
      step.dependsOn = [...new Set([...step.dependsOn, ...rests])]
    }
    if (fresh.length === 0 && !larger) break
    world = judged(ordered(steps, remedies, before))
  }
  return { steps: ordered(steps, remedies, before), refused: [...refused.values()], world }
}

/** A step that does more than it was to do. */
function withChange(
  step: Draft,
  change: Change,
  remedies: readonly RemedyDefinition[],
  context: Parameters<typeof stepOf>[3],
): Draft {
  const remedy = remedies.find(({ id }) => id === step.remedy)
  if (!remedy) return step
  const { dependsOn } = step
  return { ...step, ...stepOf(step.id, remedy, change, context, handlerOf(change)), dependsOn }
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
  const wanted = new Set(wantedFindings(asked, world))
  const named = asked.length > 0 && !asked.includes('all')
  const known = stateKeys(before)
  const needs = world.findings.filter(
    (finding) => finding.status === 'fail' && !wanted.has(finding) && !known.has(stateKey(finding)),
  )
  const own = named ? [...wanted].map((finding) => withRemedies(finding, asked)) : wanted
  return [...own, ...needs]
}

const stateKeys = once(({ findings }: JudgedWorld) => new Set(findings.map(stateKey)))

const stateKey = ({ checkId, status, subject }: JudgedFinding) => `${checkId} ${status} ${subjectKey(subject)}`

function withRemedies(finding: JudgedFinding, ids: readonly string[]): JudgedFinding {
  const { remedy } = finding
  if (remedy === undefined) return finding
  const { changes = [] } = remedy
  const own = changes.filter((c) => ids.includes(c.remedy))
  const named = new Set(own.flatMap(({ change }) => stepsNamedIn(change)))
  const kept = changes.filter((c) => own.includes(c) || named.has(stepId(c.remedy, c.change)))
  return { ...finding, remedy: { ...remedy, changes: kept } }
}
