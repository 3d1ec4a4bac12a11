import type { Problem, VpcVerdict } from '../../model/finding.js'
import type { VpcReport } from '../../model/report.js'
import type { ReportIndex } from '../report-index.js'
import { count, othersHit, verdictWord } from '../words.js'
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
    ...problems.slice(0, max).map((problem) => `• ${problemLine(problem)}`),
    ...(left > 0 ? [`• and ${left} more`] : []),
  ]
}

function problemLine(problem: Problem): string {
  const others = othersHit(problem).length
  return `${sentence(problem.message)}${others > 0 ? ` (and ${others} more)` : ''}`
}

export function names({ vpcId, name }: { vpcId: string; name: string }): string {
  return name === '' || name === vpcId ? code(vpcId) : `${code(name)} ${code(vpcId)}`
}
