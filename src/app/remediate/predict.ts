import type { Finding, JudgedFinding, Status } from '../../model/finding.js'
import type { FindingRef, Prediction } from '../../model/plan.js'
import type { Report } from '../../model/report.js'
import { subjectKey } from '../../model/subject-key.js'
import { type JudgedWorld, reportOf } from './world.js'

/** What the next report says differently. */
export function prediction(before: JudgedWorld, after: JudgedWorld): Prediction {
  const [old, next] = [reportOf(before), reportOf(after)]
  return {
    vpcs: vpcChanges(old, next),
    tunnels: tunnelChanges(old, next),
    findings: findingChanges(before.findings, after.findings),
  }
}

function vpcChanges(old: Report, next: Report): Prediction['vpcs'] {
  const later = new Map(next.vpcs.map((vpc) => [vpc.vpcId, vpc]))
  return old.vpcs.flatMap(({ vpcId, region, verdict, posture = 'NONE' as const }) => {
    const then = later.get(vpcId)
    if (!then) return []
    const change: Prediction['vpcs'][number] = {
      vpcId,
      region,
      verdict: { before: verdict, after: then.verdict },
      posture: { before: posture, after: then.posture ?? 'NONE' },
    }
    return verdict === then.verdict && posture === change.posture.after ? [] : [change]
  })
}

type TunnelReport = Report['tunnels'][number]

function tunnelChanges(old: Report, next: Report): Prediction['tunnels'] {
  const key = ({ hostId, databaseId, databaseKind, vpcId }: TunnelReport) =>
    JSON.stringify([hostId, vpcId, databaseKind, databaseId])
  const earlier = new Map(old.tunnels.map((tunnel) => [key(tunnel), tunnel.verdict]))
  return next.tunnels.flatMap((tunnel) => {
    const before = earlier.get(key(tunnel)) ?? 'NONE'
    const { hostId, databaseId, databaseKind, verdict } = tunnel
    return before === verdict ? [] : [{ hostId, databaseId, databaseKind, before, after: verdict }]
  })
}

export const findingKey = ({ checkId, subject }: FindingRef) => `${checkId} ${subjectKey(subject)}`

function findingChanges(old: readonly JudgedFinding[], next: readonly JudgedFinding[]): Prediction['findings'] {
  const earlier = new Map(old.map((finding) => [findingKey(finding), finding]))
  const later = new Map(next.map((finding) => [findingKey(finding), finding]))
  const changes: Prediction['findings'] = []
  for (const [key, { checkId, subject, status }] of later) {
    const before: Status | 'none' = earlier.get(key)?.status ?? 'none'
    if (before !== status) changes.push({ checkId, subject, before, after: status })
  }
  for (const [key, { checkId, subject, status }] of earlier)
    if (!later.has(key)) changes.push({ checkId, subject, before: status, after: 'none' })
  return changes
}

const isAmiss = ({ status }: Pick<Finding, 'status'>) => status === 'fail' || status === 'warn'

/** What cannot be told is not well; but what an organization may deny is not seen of hosts that work, either. */
export const isLeft = (finding: JudgedFinding) =>
  isAmiss(finding) || (finding.status === 'unknown' && finding.reason !== 'organization-unseen')

type Found = Pick<JudgedWorld, 'findings'>

/** Findings that are amiss in one world and known not to be in the next. */
export function cleared(before: Found, after: Found): FindingRef[] {
  const left = new Set(after.findings.filter(isLeft).map(findingKey))
  return before.findings
    .filter((finding) => isAmiss(finding) && !left.has(findingKey(finding)))
    .map(({ checkId, subject }) => ({ checkId, subject }))
}
