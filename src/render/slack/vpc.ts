import type { Problem, VpcVerdict } from '../../model/finding.js'
import type { VpcReport } from '../../model/report.js'
import { blockingHop } from '../hops.js'
import type { ReportIndex } from '../report-index.js'
import { count, verdictWord } from '../words.js'
import { code, sentence } from './mrkdwn.js'

export const EMOJI: Record<VpcVerdict, string> = {
  READY: ':large_green_circle:',
  DEGRADED: ':large_yellow_circle:',
  BLOCKED: ':red_circle:',
  UNKNOWN: ':white_circle:',
  NOT_APPLICABLE: ':heavy_minus_sign:',
}

/** A VPC that is not ready: its verdict, and of at most `max` of its problems what is in the way and how to mend it. */
export function vpcLines(vpc: VpcReport, index: ReportIndex, max: number): string[] {
  const problems = index.problemsOf(vpc)
  const left = problems.length - max
  return [
    `${EMOJI[vpc.verdict]} *${verdictWord(vpc.verdict)}* ${names(vpc)} · ${count(vpc.hostIds.length, 'host')} · ${count(vpc.databaseIds.length, 'database')}`,
    ...problems.slice(0, max).map((problem) => `• ${problemLine(problem, index)}`),
    ...(left > 0 ? [`• and ${left} more`] : []),
  ]
}

function problemLine(problem: Problem, index: ReportIndex): string {
  const { message, subjects } = problem
  const hop = blockingHop(index.leading(problem) ?? {})
  const more = subjects.length > 1 ? ` (and ${subjects.length - 1} more)` : ''
  if (!hop) return `${sentence(message, 250)}${more}`
  const what = code(subjects[0]?.id ?? '')
  return `${what}${more}: blocked at ${code(hop.at)} (${sentence(hop.kind)}), ${sentence(hop.nearMiss ?? hop.why, 200)}`
}

export function names({ vpcId, name }: { vpcId: string; name: string }): string {
  return name === '' || name === vpcId ? code(vpcId) : `${code(name)} ${code(vpcId)}`
}
