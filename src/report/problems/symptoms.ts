import { groupBy } from '../../model/group-by.js'
import { subjectKey } from '../../model/subject-key.js'
import type { Trouble } from './cause.js'

export interface SymptomContext {
  /** By check id: the checks that may be the cause of its findings. */
  symptomOf: ReadonlyMap<string, readonly string[]>
  /** Ids of the checks of a VPC that follow from its hosts. */
  followHosts: ReadonlySet<string>
  /** By check id, where the check has one. */
  families: ReadonlyMap<string, string>
  /** The VPC that a host is in; of a tunnel, that of its host. */
  vpcOfHost(hostId: string): string | undefined
}

/** By symptom, the trouble that it follows from: always one that is no symptom itself. */
export function causesOfSymptoms(troubles: readonly Trouble[], context: SymptomContext): Map<Trouble, Trouble> {
  const causing = new Set([...context.symptomOf.values()].flat())
  const byCheck = groupBy(
    troubles.filter(({ finding }) => causing.has(finding.checkId)),
    ({ finding }) => finding.checkId,
  )
  const byPlace: ByPlace = new Map(
    [...byCheck].map(([checkId, some]) => [checkId, groupBy(some, ({ finding }) => subjectKey(finding.subject))]),
  )
  const direct = new Map<Trouble, Trouble>()
  for (const trouble of troubles) {
    const cause = findCause(trouble, byPlace, context)
    if (cause) direct.set(trouble, cause)
  }
  shareRoots(troubles, direct, context)
  for (const [trouble, cause] of hostsInQuestion(troubles, context)) direct.set(trouble, cause)
  const rootOf = (trouble: Trouble): Trouble => {
    const cause = direct.get(trouble)
    return cause === undefined ? trouble : rootOf(cause)
  }
  return new Map([...direct.keys()].map((symptom) => [symptom, rootOf(symptom)]))
}

/** What decides at one hop, or at the endpoints of one VPC, is one cause: where one of them follows from another, all do. */
function shareRoots(
  troubles: readonly Trouble[],
  direct: Map<Trouble, Trouble>,
  { families }: Pick<SymptomContext, 'families'>,
): void {
  const isExact = ({ hop, finding }: Trouble) => hop !== undefined || families.has(finding.checkId)
  const roots = new Map([...direct].filter(([symptom]) => isExact(symptom)).map(([{ cause }, root]) => [cause, root]))
  for (const trouble of troubles) {
    const root = roots.get(trouble.cause)
    if (root && root !== trouble && root.cause !== trouble.cause && !direct.has(trouble)) direct.set(trouble, root)
  }
}

/** Of a VPC's check that cannot tell because its hosts are in question: the first doubt about one of them. */
function hostsInQuestion(
  troubles: readonly Trouble[],
  { followHosts, vpcOfHost }: SymptomContext,
): [Trouble, Trouble][] {
  const open = troubles.filter(
    ({ finding, bears }) => bears === 'unknown' && finding.api === undefined && followHosts.has(finding.checkId),
  )
  if (open.length === 0) return []
  const doubts = troubles.filter(({ finding, bears }) => bears === 'unknown' && finding.blocks.length > 0)
  const placeOf = ({ finding: { subject } }: Trouble) => {
    const vpcId = subject.kind === 'host' ? vpcOfHost(subject.id) : subject.vpcId
    return subject.kind === 'region' || vpcId === undefined ? subject.region : `${subject.region}/${vpcId}`
  }
  const byPlace = groupBy(
    doubts.filter(({ finding }) => finding.subject.kind !== 'tunnel' && finding.subject.kind !== 'caller'),
    placeOf,
  )
  return open.flatMap((trouble): [Trouble, Trouble][] => {
    const { capability } = trouble.finding.evidence
    const around = [placeOf(trouble), trouble.finding.subject.region].flatMap((place) => byPlace.get(place) ?? [])
    const cause = around.find(({ finding }) => finding.blocks.some((each) => each === capability))
    return cause ? [[trouble, cause]] : []
  })
}

/** By check id, then by the key of the subject. */
type ByPlace = ReadonlyMap<string, ReadonlyMap<string, readonly Trouble[]>>

function findCause(symptom: Trouble, byPlace: ByPlace, context: SymptomContext): Trouble | undefined {
  const checks = (context.symptomOf.get(symptom.finding.checkId) ?? []).flatMap((id) => byPlace.get(id) ?? [])
  if (checks.length === 0) return undefined
  const places = placesAround(symptom, context)
  const candidates = checks.flatMap((ofCheck) => places.flatMap((place) => ofCheck.get(place) ?? []))
  const causes = candidates.filter((cause) => cause !== symptom && explains(cause, symptom, context))
  // One that is sure before one that is not; else in the order of the check's own list.
  return causes.find(({ bears }) => bears === 'fail') ?? causes[0]
}

/** The subject itself, the host of a tunnel, the host's VPC and region: where a cause may lie. */
function placesAround({ finding: { subject } }: Trouble, { vpcOfHost }: SymptomContext): string[] {
  const { kind, id, region } = subject
  const hostId = kind === 'tunnel' ? id.slice(0, id.indexOf('/')) : id
  const vpcId = vpcOfHost(hostId)
  return [
    ...new Set([
      subjectKey(subject),
      subjectKey({ kind: 'host', region, id: hostId }),
      ...(vpcId === undefined ? [] : [subjectKey({ kind: 'vpc', region, id: vpcId })]),
      subjectKey({ kind: 'region', region, id: region }),
    ]),
  ]
}

/**
 * A warning explains no failure, and what merely was not read explains none, either. A path says by the hop that decides
 * whether this is its cause: its code is then the cause's reason. An endpoint says it by its own reason.
 */
function explains({ finding, bears }: Trouble, symptom: Trouble, { families }: SymptomContext): boolean {
  if (bears === 'warn' && !isOutweighedFailure(finding) && symptom.bears !== 'warn') return false
  if (finding.api !== undefined && symptom.finding.api === undefined) return false
  if (symptom.hop !== undefined) return symptom.hop.code.toLowerCase().replaceAll('_', '-') === finding.reason
  return !families.has(symptom.finding.checkId) || symptom.finding.reason === finding.reason
}

/** What failed still fails the others, whatever evidence there is for the one. */
const isOutweighedFailure = ({ status, weighed }: Trouble['finding']) => status === 'warn' && weighed !== undefined
