import { CHECKS } from '../../checks/index.js'
import type { Tunnel } from '../../inventory/tunnels.js'
import type { JudgedFinding } from '../../model/finding.js'
import { subjectKey } from '../../model/subject-key.js'
import type { JudgedWorld } from './world.js'

/**
 * The findings that a plan is to make go away.
 * @param remedies ids of remedies; `all`: whatever fails, and every warning that has a remedy; empty: what makes the blocked
 * tunnels ready, and where a VPC has no database, its shells
 */
export function wantedFindings(remedies: readonly string[], world: JudgedWorld): JudgedFinding[] {
  const amiss = world.findings.filter(({ status, accepted }) => (status === 'fail' || status === 'warn') && !accepted)
  if (remedies.includes('all')) return amiss.filter((finding) => finding.status === 'fail' || mendable(finding))
  if (remedies.length > 0) return amiss.filter((finding) => proposedFor(finding).some((id) => remedies.includes(id)))
  const keys = subjectsInTheWay(world)
  const inTheWay = amiss.filter(
    (finding) =>
      keys.has(subjectKey(finding.subject)) &&
      finding.blocks.length > 0 &&
      (finding.status === 'fail' || mendable(finding)),
  )
  const causes = endpointsMissed(inTheWay)
  const own = new Set(inTheWay)
  return amiss.filter((finding) => own.has(finding) || causes.has(causeKey(finding.checkId, finding.subject)))
}

/** What an endpoint lacks is no fault by itself: it is where the way of a host to the service ends for want of it. */
function endpointsMissed(inTheWay: readonly JudgedFinding[]): Set<string> {
  return new Set(
    inTheWay.flatMap(({ checkId, status, subject: { vpcId, region } }) => {
      const cause = status === 'fail' ? ENDPOINT_CHECKS.get(checkId) : undefined
      return cause === undefined || vpcId === undefined ? [] : [causeKey(cause, { id: vpcId, region })]
    }),
  )
}

const ENDPOINT_CHECKS = new Map(CHECKS.flatMap(({ id, endpointCheck }) => (endpointCheck ? [[id, endpointCheck]] : [])))

const causeKey = (checkId: string, { id, region }: { id: string; region: string }) => `${checkId} ${region} ${id}`

/** Ids of the remedies that a finding proposes. */
export const proposedFor = ({ remedy }: JudgedFinding): string[] => [
  ...new Set((remedy?.changes ?? []).map((change) => change.remedy)),
]

const mendable = (finding: JudgedFinding) => proposedFor(finding).length > 0

/** Whatever bears on a tunnel that is blocked, on a database without a host, or on the shells of a VPC without databases. */
function subjectsInTheWay({ inventory, judgement }: JudgedWorld): Set<string> {
  const keys = new Set<string>()
  const tunnels = inventory.tunnels.filter((tunnel) => isInTheWay(tunnel, judgement))
  for (const { id, host, hostRegion: region, database } of tunnels) {
    const { databaseKind, vpcId } = { databaseKind: database.kind, vpcId: database.vpcId }
    const of = { region, databaseKind, ...(vpcId !== undefined && { vpcId }) }
    keys.add(subjectKey({ ...of, kind: 'tunnel', id }))
    keys.add(subjectKey({ ...of, kind: 'database', id: database.databaseId, region: database.region }))
    addHost(keys, region, host.instanceId, host.vpcId)
  }
  for (const region of inventory.regions)
    for (const { vpcId } of region.vpcs) {
      if (judgement.vpcs.get(vpcId) !== 'BLOCKED') continue
      const databases = region.knownDatabasesOf(vpcId)
      const unserved = databases.some((database) => inventory.tunnels.every((tunnel) => tunnel.database !== database))
      if (databases.length === 0 || unserved) keys.add(subjectKey({ kind: 'vpc', region: region.region, id: vpcId }))
      if (databases.length === 0)
        for (const { instanceId } of region.knownHostsOf(vpcId)) addHost(keys, region.region, instanceId, vpcId)
    }
  return keys
}

/** A way over a peering connection, where the database has a ready one of its own, is nobody's trouble. */
function isInTheWay(tunnel: Tunnel, { tunnels, databases }: JudgedWorld['judgement']): boolean {
  if (tunnels.get(tunnel)?.verdict !== 'BLOCKED') return false
  const { verdict } = databases.get(tunnel.database) ?? {}
  return tunnel.host.vpcId === tunnel.database.vpcId || (verdict !== 'READY' && verdict !== 'DEGRADED')
}

function addHost(keys: Set<string>, region: string, instanceId: string, vpcId: string | undefined): void {
  keys.add(subjectKey({ kind: 'host', region, id: instanceId }))
  keys.add(subjectKey({ kind: 'region', region, id: region }))
  if (vpcId !== undefined) keys.add(subjectKey({ kind: 'vpc', region, id: vpcId }))
}
