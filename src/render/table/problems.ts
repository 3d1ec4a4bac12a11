import type { Hop, Problem } from '../../model/finding.js'
import { groupBy } from '../../model/group-by.js'
import type { Report, VpcReport } from '../../model/report.js'
import { blockingHop } from '../hops.js'
import type { ReportIndex } from '../report-index.js'
import { count, LEVEL_STATUS, nameAndId, othersHit, placeOf } from '../words.js'
import { GLUE, hanging } from './layout.js'
import type { Style } from './style.js'

const MOST_VPCS = 20
const MOST_PROBLEMS = 8
const MOST_NAMED = 5

/** What is in the way, worst VPC first: the sentence, the hops with the one that blocks, the fix. */
export function problemSections(report: Report, index: ReportIndex, style: Style): string[] {
  const shared = report.problems.filter(({ vpcId, level }) => vpcId === undefined && level !== 'deviating')
  const sections = index.vpcs
    .map((vpc) => ({ vpc, problems: index.problemsOf(vpc).filter(({ vpcId }) => vpcId === vpc.vpcId) }))
    .filter(({ vpc, problems }) => problems.length > 0 || !isFine(vpc))
  const left = sections.length - MOST_VPCS
  return [
    ...[...groupBy(shared, placeOf)].flatMap(([place, problems]) => [
      '',
      style.bold(place),
      ...problemLines(problems, index, style),
    ]),
    ...sections
      .slice(0, MOST_VPCS)
      .flatMap(({ vpc, problems }) => ['', headline(vpc, style), ...problemLines(problems, index, style)]),
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

function problemLines(problems: readonly Problem[], index: ReportIndex, style: Style): string[] {
  const left = problems.length - MOST_PROBLEMS
  return [
    ...problems.slice(0, MOST_PROBLEMS).flatMap((problem) => oneProblem(problem, index, style)),
    ...(left > 0 ? [`  ${style.ellipsis} and ${left} more: ssm-ready explain HOST`] : []),
  ]
}

function oneProblem(problem: Problem, index: ReportIndex, style: Style): string[] {
  const { level, message, checkId } = problem
  const hops = index.leading(problem)?.hops
  return [
    ...hanging(`  ${style.symbol(LEVEL_STATUS[level])} `, message, style.columns),
    ...hanging('      ', style.dim(checkId), style.columns),
    ...(hops ? hopLines(hops, message, style) : []),
    ...someOf('also', othersHit(problem), style),
    ...someOf('symptoms', [...new Set(problem.symptoms.map((symptom) => symptom.checkId))], style),
    ...fixLines(problem, style),
  ]
}

/** `eni-01 ✔ ─ sg-0h1 ✔ ─ sg-0e9 ✖`: the way to the first obstacle, and the further obstacles behind it. */
function hopLines(hops: readonly Hop[], message: string, style: Style): string[] {
  const obstacle = blockingHop({ hops: [...hops] })
  const at = obstacle === undefined ? hops.length : hops.indexOf(obstacle)
  const shown = hops.filter((hop, i) => i <= at || hop.outcome !== 'pass')
  const path = shown.map((hop) => `${hop.at}${GLUE}${style.symbol(hop.outcome)}`)
  const nearMiss = obstacle?.nearMiss
  return [
    ...hanging('      ', path.filter((hop, i) => hop !== path[i - 1]).join(style.line), style.columns),
    ...(nearMiss === undefined || message.includes(nearMiss)
      ? []
      : hanging('      nearest   ', nearMiss, style.columns)),
  ]
}

function someOf(title: string, names: readonly string[], style: Style): string[] {
  if (names.length === 0) return []
  const left = names.length - MOST_NAMED
  const shown = names.slice(0, MOST_NAMED).join(', ')
  return hanging(`      ${title.padEnd(10)}`, left > 0 ? `${shown} and ${left} more` : shown, style.columns)
}

/** Commands stay on one line each, so that they can be copied. */
function fixLines({ remedy }: Problem, style: Style): string[] {
  if (remedy === undefined) return []
  const command = remedy.id === undefined ? remedy.command : `ssm-ready fix plan ${remedy.id}`
  return [
    ...hanging('      fix       ', remedy.text, style.columns),
    ...(command === undefined ? [] : command.split('\n').map((line) => `                ${line}`)),
  ]
}
