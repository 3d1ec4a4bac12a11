import { once } from '../../inventory/once.js'
import {
  CAPABILITIES,
  type JudgedFinding,
  type JudgedProblem,
  type ProblemLevel,
  type Remedy,
  type Subject,
} from '../../model/finding.js'
import { groupBy } from '../../model/group-by.js'
import { firstSentence } from '../../model/headline.js'
import type { Gap } from '../../model/report.js'
import { subjectKey } from '../../model/subject-key.js'
import { EVIDENCE } from '../evidence.js'
import { withoutEvidence } from '../finish.js'
import { apiWords } from './api.js'
import { type Trouble, troubleOf } from './cause.js'
import type { CauseFacts } from './context.js'
import { bearsOnTunnels, levelOf, levelRank, worstLevel } from './level.js'
import { joinedRemedy } from './remedy.js'
import { withEndpointCauses } from './shared-cause.js'

/**
 * The findings in trouble, each with the cause that it shows.
 * @param findings finished, in the order of the checks
 */
export function troublesOf(findings: readonly JudgedFinding[], gaps: readonly Gap[], facts: CauseFacts): Trouble[] {
  const context = { apiRegion: apiRegion(gaps), families: facts.families }
  const troubles: Trouble[] = []
  findings.forEach((finding) => {
    const { subject } = finding
    const trouble =
      subject.kind === 'region' && !facts.hasHosts(subject.region) ? undefined : troubleOf(finding, context)
    if (trouble) troubles.push(trouble)
  })
  return withEndpointCauses(troubles, facts)
}

/**
 * The causes among the troubles, most consequential first. Subjects of a problem are all that the cause hits; symptoms
 * are the findings of other checks that go away with it. A finding that the config accepts leads none, and nor does one
 * that a cause explains.
 * @param unlisted problems of lists that no finding names, where they keep a verdict open
 */
export function problemsOf(
  troubles: readonly Trouble[],
  causes: ReadonlyMap<Trouble, Trouble>,
  gaps: readonly Gap[],
  unlisted: readonly JudgedProblem[] = [],
): JudgedProblem[] {
  const symptoms = groupBy(causes.keys(), (symptom) => causes.get(symptom)?.cause)
  const direct = groupBy(
    troubles.filter((trouble) => !causes.has(trouble)),
    ({ cause }) => cause,
  )
  const found = [...direct].flatMap(
    ([cause, members]) => problemOf(cause, members, symptoms.get(cause) ?? [], gaps) ?? [],
  )
  const lists = new Map(unlisted.map((problem) => [problem.key, problem]))
  const known = found.map((problem) => withList(problem, lists.get(problem.key)))
  const keys = new Set(known.map(({ key }) => key))
  return [...known, ...unlisted.filter(({ key }) => !keys.has(key))].sort(
    (a, b) =>
      levelRank(a.level) - levelRank(b.level) ||
      Number(bearsOnTunnels(b)) - Number(bearsOnTunnels(a)) ||
      b.subjects.length - a.subjects.length ||
      compare(a.key, b.key),
  )
}

/** A list that could not be read leaves VPCs open of which no finding says so. */
function withList(problem: JudgedProblem, list: JudgedProblem | undefined): JudgedProblem {
  if (list === undefined) return problem
  const { vpcId: _vpcId, ...rest } = problem
  const subjects = distinct([...problem.subjects, ...list.subjects])
  const blocks = CAPABILITIES.filter((each) => problem.blocks.includes(each) || list.blocks.includes(each))
  return { ...rest, message: list.message, blocks, subjects, ...placeOf(subjects) }
}

function problemOf(
  key: string,
  members: readonly Trouble[],
  followers: readonly Trouble[],
  gaps: readonly Gap[],
): JudgedProblem | undefined {
  const leads = members
    .filter((trouble) => trouble.finding.accepted === undefined && levelOf(trouble) !== undefined)
    .sort(byConsequence)
  const [lead] = leads
  if (lead === undefined) return undefined
  const counted = [...leads, ...followers.filter(({ finding }) => finding.accepted === undefined)]
  const level = worstLevel(counted.map(levelOf)) ?? 'unknown'
  const decisive = counted.filter((trouble) => levelOf(trouble) === level)
  const { checkId, reason, subject } = lead.finding
  const says = level === levelOf(lead) ? lead.finding.message : withoutEvidence(lead.finding)
  const message = says + alike(lead, leads)
  const subjects = distinct([lead, ...members.toSorted(bySubject)].map((trouble) => trouble.finding.subject))
  const symptoms = [...members.filter(({ finding }) => finding.checkId !== checkId), ...followers].sort(bySubject)
  const remedy = joinedRemedy(remediesOf(leads)) ?? provable(level, lead)
  const headline = lead.hop?.why ?? firstSentence(message)
  const words = { key, level, checkId, reason, message, headline, ...(remedy && { remedy }) }
  return {
    ...words,
    blocks: CAPABILITIES.filter((capability) => decisive.some(({ finding }) => finding.blocks.includes(capability))),
    ...placeOf(subjects),
    region: subject.region,
    subjects,
    symptoms: symptoms.map(({ finding }) => ({ checkId: finding.checkId, subject: finding.subject })),
    ...apiWords(lead, symptoms, gaps),
  }
}

/** What mends the place itself; ways around it only where nothing is known that does. */
function remediesOf(leads: readonly Trouble[]): Remedy[] {
  const of = (some: readonly Trouble[]) => some.flatMap(({ finding }) => finding.remedy ?? [])
  const here = of(leads.filter(({ hop }) => hop === undefined))
  return here.length > 0 ? here : of(leads)
}

/** What could not be seen of the way to a database is settled by going there. */
function provable(level: ProblemLevel, { finding }: Trouble): Remedy | undefined {
  const isProven = EVIDENCE.get('probe-database')?.proves.has(finding.checkId) === true
  if (level !== 'unknown' || !isProven) return undefined
  return {
    text: 'Try it: an audit with --probe opens a session through the host and dials the database, and its answer decides.',
  }
}

/** Where no hop is to blame, other checks that say of the same subject what the lead says. */
function alike({ hop, finding }: Trouble, leads: readonly Trouble[]): string {
  if (hop) return ''
  const checks = new Set(leads.filter((other) => other.hop === undefined).map((other) => other.finding.checkId))
  checks.delete(finding.checkId)
  return checks.size === 0 ? '' : ` The same: ${[...checks].join(', ')}.`
}

/** The finding that leads: of the worst level, on tunnels before on less; then in an order that never changes. */
function byConsequence(a: Trouble, b: Trouble): number {
  const rank = (trouble: Trouble) => levelRank(levelOf(trouble) ?? 'deviating')
  return (
    rank(a) - rank(b) ||
    Number(bearsOnTunnels(b.finding)) - Number(bearsOnTunnels(a.finding)) ||
    b.finding.blocks.length - a.finding.blocks.length ||
    bySubject(a, b)
  )
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

const bySubject = ({ finding: a }: Trouble, { finding: b }: Trouble) =>
  compare(a.checkId, b.checkId) || compare(keyOf(a.subject), keyOf(b.subject))

/** All findings of a subject share one object, and a problem may have thousands. */
const keyOf = once((subject: Subject) => subjectKey(subject))

function distinct(subjects: readonly Subject[]): Subject[] {
  return [...new Map(subjects.map((subject) => [keyOf(subject), subject])).values()]
}

/** The VPC of a problem that stays within one. */
function placeOf(subjects: readonly Subject[]): { vpcId?: string } {
  const [vpcId, ...others] = new Set(subjects.map((subject) => subject.vpcId))
  return vpcId === undefined || others.length > 0 ? {} : { vpcId }
}

/** Where an API was not read: that of its gap, since some are global. */
function apiRegion(gaps: readonly Gap[]): (api: string, region: string) => string {
  const regions = groupBy(gaps, ({ api }) => api)
  return (api, region) => {
    const known = (regions.get(api) ?? []).map((gap) => gap.region)
    return known.includes(region) ? region : (known[0] ?? region)
  }
}
