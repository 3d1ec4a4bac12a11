import type { JudgedFinding, Subject } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import { bearsOnHost, isMendedWith, mendersOf, stopsUpdates } from '../model/run-command.js'
import { type SubjectIdentity, subjectKey } from '../model/subject-key.js'

/** An agent is updated by Run Command: what keeps commands from the host is mended first, and by the same plan. */
export function withUpdatesInOrder(findings: readonly JudgedFinding[]): JudgedFinding[] {
  const stops = groupBy(placed(findings.filter(stopsUpdates)), ({ finding }) => subjectKey(finding.subject))
  if (stops.size === 0) return [...findings]
  let menders: Map<string, Placed[]> | undefined
  return findings.map((finding) => {
    const { remedy, subject } = finding
    if (remedy?.id !== 'update-agent') return finding
    const around = placesOf(subject).flatMap((place) => stops.get(subjectKey(place)) ?? [])
    const first = inOrder(around).filter((stop) => bearsOnHost(stop, subject))
    if (first.length === 0) return finding
    const checks = [...new Set(first.map(({ checkId }) => checkId))]
    const text = `First mend ${checks.join(', ')}: no command is carried out on the host before. ${remedy.text}`
    menders ??= mendersAmong(findings)
    const before = menderKeys(first, subject).flatMap((key) => menders?.get(key) ?? [])
    const mended = inOrder(before).filter((other) => first.some((stop) => isMendedWith(stop, subject, other)))
    return { ...finding, remedy: { ...remedy, text, after: remediesOf(mended) } }
  })
}

/** A finding and where it stands in the list. */
interface Placed {
  finding: JudgedFinding
  at: number
}

const placed = (findings: readonly JudgedFinding[]): Placed[] => findings.map((finding, at) => ({ finding, at }))

const inOrder = (some: readonly Placed[]): JudgedFinding[] =>
  some.toSorted((a, b) => a.at - b.at).map(({ finding }) => finding)

/** By check, region and id of their subject. */
const mendersAmong = (findings: readonly JudgedFinding[]) =>
  groupBy(
    placed(findings.filter(({ checkId, remedy }) => remedy !== undefined && MENDING.test(checkId))),
    ({ finding: { checkId, subject } }) => menderKey(checkId, subject.region, subject.id),
  )

const menderKey = (checkId: string, region: string, id: string) => `${checkId} ${region} ${id}`

const menderKeys = (stops: readonly JudgedFinding[], host: Subject): string[] => [
  ...new Set(
    stops.flatMap((stop) => mendersOf(stop, host).map(({ checkId, id }) => menderKey(checkId, host.region, id))),
  ),
]

/** What a finding that bears on a host may speak of. */
function placesOf({ region, id, vpcId }: Subject): SubjectIdentity[] {
  const vpc: SubjectIdentity[] = vpcId === undefined ? [] : [{ kind: 'vpc', region, id: vpcId }]
  return [{ kind: 'host', region, id }, ...vpc, { kind: 'region', region, id: region }]
}

/** Checks that are about what keeps commands away; the rest is of no interest here. */
const MENDING = /^(path|endpoint|role|node|host|vpc)-/

const remediesOf = (findings: readonly JudgedFinding[]): string[] => [
  ...new Set(
    findings.flatMap(({ remedy }) => [
      ...(remedy?.id === undefined ? [] : [remedy.id]),
      ...(remedy?.changes ?? []).map((change) => change.remedy),
    ]),
  ),
]
