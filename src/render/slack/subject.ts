import type { AnyExplanation } from '../../model/explanation.js'
import type { VpcVerdict } from '../../model/finding.js'
import type { Report } from '../../model/report.js'
import type { SlackAsk } from '../../model/slack-job.js'
import { type Cause, causesOf } from '../causes.js'
import { works } from '../database-rows.js'
import { listsOf } from '../explanation/lists.js'
import { printableReport } from '../printable.js'
import { indexReport, type ReportIndex } from '../report-index.js'
import { nameAndId } from '../words.js'

/** What somebody asked about, with all that an answer says of it. */
export interface SlackSubject {
  explanation: AnyExplanation
  /** Of the explanation's parts. */
  index: ReportIndex
  causes: readonly Cause[]
  /** `orders-db`, `jump-a (i-0a1)`. */
  title: string
  /** By which it is asked for again. */
  query: string
  verdict: VpcVerdict
  /** Whether somebody can connect to it now. */
  isOpen: boolean
  /** What plans its fix; absent where there is nothing to plan. */
  fix?: Extract<SlackAsk, { ask: 'plan' }>
}

/** @param report the whole, in which names must be unique */
export function subjectOf(report: Report, given: AnyExplanation): SlackSubject {
  const explanation = printableReport(given)
  const { problems, findings, names } = explanation
  const parts = { problems, findings, names, ...listsOf(explanation) }
  const index = indexReport(parts)
  const causes = causesOf(parts, index)
  const about = aboutOf(explanation, report)
  const fix = fixOf(explanation, causes, about.verdict)
  return { explanation, index, causes, ...about, ...(fix && { fix }) }
}

type About = Pick<SlackSubject, 'title' | 'query' | 'verdict' | 'isOpen'>

function aboutOf(explanation: AnyExplanation, report: Report): About {
  if ('vpc' in explanation) {
    const { vpcId, name, verdict } = explanation.vpc
    return { title: nameAndId(name, vpcId), query: vpcId, verdict, isOpen: false }
  }
  const { host, database, tunnel } = explanation
  if (database && tunnel) {
    const query = indexReport(report).queryOf(database)
    return { title: query, query, verdict: tunnel.verdict, isOpen: works(tunnel.verdict) }
  }
  const { instanceId, name, verdicts } = host
  return {
    ...{ title: nameAndId(name, instanceId), query: instanceId },
    ...{ verdict: verdicts.tunnel, isOpen: works(verdicts.shell) },
  }
}

/** What is blocked is planned as a whole; where all works or nothing is known, what each cause names as its remedy. */
function fixOf(explanation: AnyExplanation, causes: readonly Cause[], verdict: VpcVerdict): SlackSubject['fix'] {
  const tunnels = 'vpc' in explanation ? explanation.tunnels : []
  const isBlocked = verdict === 'BLOCKED' || tunnels.some((tunnel) => tunnel.verdict === 'BLOCKED')
  const remedies = [...new Set(causes.flatMap(({ problem }) => problem.remedy?.id ?? []))]
  if (!isBlocked && remedies.length === 0) return undefined
  return { ask: 'plan', ...scopeOf(explanation), ...(!isBlocked && { remedies }) }
}

function scopeOf(explanation: AnyExplanation) {
  if ('vpc' in explanation) return { vpcIds: [explanation.vpc.vpcId] }
  const { host, database } = explanation
  if (database) return { vpcIds: [...new Set([database.vpcId, host.vpcId])] }
  return { hostIds: [host.instanceId] }
}
