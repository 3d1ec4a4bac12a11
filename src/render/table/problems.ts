import type { Finding, Hop } from '../../model/finding.js'
import type { Report, VpcReport } from '../../model/report.js'
import { type Problem, problemsOf } from '../problems.js'
import type { ReportIndex } from '../report-index.js'
import { count, nameAndId } from '../words.js'
import { GLUE, hanging } from './layout.js'
import { acceptedText } from './remarks.js'
import type { Style } from './style.js'

const MOST_VPCS = 20
const MOST_PROBLEMS = 8
const MOST_SUBJECTS = 5

/** What is in the way, worst VPC first: the sentence, the hops with the one that blocks, the fix. */
export function problemSections(report: Report, index: ReportIndex, style: Style): string[] {
  const problems = problemsOf(report)
  const sections = index.vpcs
    .map((vpc) => ({ vpc, problems: problems.of(vpc) }))
    .filter(({ vpc, problems }) => problems.length > 0 || !isFine(vpc))
  const left = sections.length - MOST_VPCS
  return [
    ...problems.shared.flatMap(({ of, problems }) => ['', style.bold(of), ...problemLines(problems, style)]),
    ...sections
      .slice(0, MOST_VPCS)
      .flatMap(({ vpc, problems }) => ['', headline(vpc, style), ...problemLines(problems, style)]),
    ...(left > 0
      ? ['', `${style.ellipsis} and ${count(left, 'VPC')} more with problems: --vpc ID, or --format html`]
      : []),
  ]
}

const isFine = ({ verdict }: VpcReport) => verdict === 'READY' || verdict === 'NOT_APPLICABLE'

function headline(vpc: VpcReport, style: Style): string {
  const holds = [count(vpc.hostIds.length, 'host'), count(vpc.databaseIds.length, 'database')].join(style.dot)
  return `${style.verdict(vpc.verdict)}  ${style.bold(nameAndId(vpc.name, vpc.vpcId))}  ${style.dim(holds)}`
}

function problemLines(problems: readonly Problem[], style: Style): string[] {
  const left = problems.length - MOST_PROBLEMS
  return [
    ...problems.slice(0, MOST_PROBLEMS).flatMap((problem) => onePath(problem, style)),
    ...(left > 0 ? [`  ${style.ellipsis} and ${left} more: ssm-ready explain HOST`] : []),
  ]
}

function onePath(problem: Problem, style: Style): string[] {
  const { first, checkIds } = problem
  return [
    ...hanging(`  ${style.symbol(first.status)} `, first.message, style.columns),
    ...hanging('      ', style.dim(checkIds.join(', ')), style.columns),
    ...(first.hops ? hopLines(first.hops, first.message, style) : []),
    ...othersLines(problem, style),
    ...(first.accepted ? hanging('      accepted  ', acceptedText(first.accepted), style.columns) : []),
    ...fixLines(first, style),
  ]
}

/** `eni-01 ✔ ─ sg-0h1 ✔ ─ sg-0e9 ✖`: the way to the first obstacle, and the further obstacles behind it. */
function hopLines(hops: readonly Hop[], message: string, style: Style): string[] {
  const obstacle = hops.findIndex((hop) => hop.outcome === 'fail')
  const shown = hops.filter((hop, i) => obstacle < 0 || i <= obstacle || hop.outcome !== 'pass')
  const path = shown.map((hop) => `${hop.at}${GLUE}${style.symbol(hop.outcome)}`)
  const nearMiss = hops[obstacle]?.nearMiss
  return [
    ...hanging('      ', path.filter((hop, i) => hop !== path[i - 1]).join(style.line), style.columns),
    ...(nearMiss === undefined || message.includes(nearMiss)
      ? []
      : hanging('      nearest   ', nearMiss, style.columns)),
  ]
}

function othersLines({ first, subjectIds }: Problem, style: Style): string[] {
  const others = subjectIds.filter((id) => id !== first.subject.id)
  if (others.length === 0) return []
  const left = others.length - MOST_SUBJECTS
  const shown = others.slice(0, MOST_SUBJECTS).join(', ')
  return hanging('      also      ', left > 0 ? `${shown} and ${left} more` : shown, style.columns)
}

/** Commands stay on one line, so that they can be copied. */
function fixLines({ remedy }: Finding, style: Style): string[] {
  if (remedy === undefined) return []
  const command = remedy.id === undefined ? remedy.command : `ssm-ready fix plan ${remedy.id}`
  return [
    ...hanging('      fix       ', remedy.text, style.columns),
    ...(command === undefined ? [] : [`                ${command}`]),
  ]
}
