import type { Verdict, VpcVerdict } from '../../model/finding.js'
import type { DatabaseReport, VpcReport } from '../../model/report.js'
import { blockingHop, type ReportIndex } from '../report-index.js'
import { count, verdictWord } from '../words.js'
import { code, sentence } from './mrkdwn.js'

export const EMOJI: Record<VpcVerdict, string> = {
  READY: ':large_green_circle:',
  DEGRADED: ':large_yellow_circle:',
  BLOCKED: ':red_circle:',
  UNKNOWN: ':white_circle:',
  NOT_APPLICABLE: ':heavy_minus_sign:',
}

/** A VPC that is not ready: its verdict, and of at most `max` databases and findings what is in the way. */
export function vpcLines(vpc: VpcReport, index: ReportIndex, max: number): string[] {
  const databases = index.databasesOf(vpc.vpcId).filter((database) => bestVerdict(database, index) !== 'READY')
  const reasons = databases.length > 0 ? databases.map((each) => databaseLine(each, index)) : hostLines(vpc, index)
  const shown = reasons.slice(0, max)
  const left = reasons.length - shown.length
  return [
    `${EMOJI[vpc.verdict]} *${verdictWord(vpc.verdict)}* ${names(vpc)} · ${count(vpc.hostIds.length, 'host')} · ${count(vpc.databaseIds.length, 'database')}`,
    ...shown,
    ...(left > 0 ? [`• and ${left} more`] : []),
  ]
}

export function names({ vpcId, name }: { vpcId: string; name: string }): string {
  return name === '' || name === vpcId ? code(vpcId) : `${code(name)} ${code(vpcId)}`
}

function bestVerdict(database: DatabaseReport, index: ReportIndex): Verdict | undefined {
  return index.tunnelsTo(database)[0]?.verdict
}

function databaseLine(database: DatabaseReport, index: ReportIndex): string {
  const tunnel = index.tunnelsTo(database)[0]
  if (tunnel === undefined) return `• ${code(database.databaseId)} has no jump host to go through`
  const line = `• ${code(database.databaseId)} ${tunnel.verdict.toLowerCase()} by way of ${code(tunnel.hostId)}`
  const [blocker] = index.reasonsOf(tunnel)
  if (blocker === undefined) {
    const [reason] = tunnel.blockedBy
    return reason === undefined ? line : `${line}: ${code(`${reason.checkId} ${reason.reason}`)}`
  }
  const hop = blockingHop(blocker)
  return hop
    ? `${line}: blocked at ${code(hop.at)} (${sentence(hop.kind)}), ${sentence(hop.nearMiss ?? hop.why, 200)}`
    : `${line}: ${sentence(blocker.message, 250)}`
}

function hostLines(vpc: VpcReport, index: ReportIndex): string[] {
  return index
    .hostsOf(vpc.vpcId)
    .flatMap((host) => index.findingsOf({ kind: 'host', region: host.region, id: host.instanceId }))
    .concat(index.findingsOf({ kind: 'vpc', region: vpc.region, id: vpc.vpcId }))
    .filter(({ status, blocks }) => blocks.length > 0 && (status === 'fail' || status === 'unknown'))
    .map((finding) => `• ${sentence(finding.message, 250)}`)
}
