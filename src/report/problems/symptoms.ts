import { groupBy } from '../../model/group-by.js'
import { subjectKey } from '../../model/subject-key.js'
import type { Trouble } from './cause.js'

export interface SymptomContext {
  /** By check id: the checks that may be the cause of its findings. */
  symptomOf: ReadonlyMap<string, readonly string[]>
  /** The VPC that a host is in; of a tunnel, that of its host. */
  vpcOfHost(hostId: string): string | undefined
}

/** By symptom, the trouble that it follows from: always one that is no symptom itself. */
export function causesOfSymptoms(troubles: readonly Trouble[], context: SymptomContext): Map<Trouble, Trouble> {
  const causing = new Set([...context.symptomOf.values()].flat())
  const byPlace = groupBy(
    troubles.filter(({ finding }) => causing.has(finding.checkId)),
    ({ finding }) => `${finding.checkId} ${subjectKey(finding.subject)}`,
  )
  const direct = new Map<Trouble, Trouble>()
  for (const trouble of troubles) {
    const cause = findCause(trouble, byPlace, context)
    if (cause) direct.set(trouble, cause)
  }
  const rootOf = (trouble: Trouble): Trouble => {
    const cause = direct.get(trouble)
    return cause === undefined ? trouble : rootOf(cause)
  }
  return new Map([...direct.keys()].map((symptom) => [symptom, rootOf(symptom)]))
}

function findCause(
  symptom: Trouble,
  byPlace: ReadonlyMap<string, readonly Trouble[]>,
  context: SymptomContext,
): Trouble | undefined {
  const places = placesAround(symptom, context)
  const candidates = (context.symptomOf.get(symptom.finding.checkId) ?? []).flatMap((checkId) =>
    places.flatMap((place) => byPlace.get(`${checkId} ${place}`) ?? []),
  )
  const causes = candidates.filter((cause) => cause !== symptom && explains(cause, symptom))
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
 * whether this is its cause: its code is then the cause's reason.
 */
function explains({ finding, bears }: Trouble, symptom: Trouble): boolean {
  if (bears === 'warn' && symptom.bears !== 'warn') return false
  if (finding.api !== undefined && symptom.finding.api === undefined) return false
  if (symptom.hop === undefined) return true
  return symptom.hop.code.toLowerCase().replaceAll('_', '-') === finding.reason
}
