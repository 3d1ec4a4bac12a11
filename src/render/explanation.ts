import type { AnyExplanation, Explanation, VpcExplanation } from '../model/explanation.js'
import type { Finding, Problem, Status } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import { subjectKey } from '../model/subject-key.js'
import { causesOf } from './causes.js'
import { deviationLines, pathLines, stationLines } from './explanation/lines.js'
import { listsOf } from './explanation/lists.js'
import { printableReport } from './printable.js'
import { acceptedText } from './remarks.js'
import { indexReport, type ReportIndex } from './report-index.js'
import { causeLines } from './table/causes.js'
import { databaseSection } from './table/databases.js'
import { hostSection } from './table/hosts.js'
import { GLUE, hanging } from './table/layout.js'
import { type Style, styleOf } from './table/style.js'
import type { RenderOptions } from './types.js'
import { count, nameAndId, provenText, redactedText } from './words.js'

/**
 * One host, tunnel or VPC, for someone who has never seen this program: the answer, the command or what is in the way with its
 * fix, then the rest. What passes is folded to a line unless `options.all`.
 */
export function renderExplanation(given: AnyExplanation, options: RenderOptions): string {
  const explanation = printableReport(given)
  const style = styleOf(options)
  const { findings, problems, names } = explanation
  const parts = { findings, problems, names, ...listsOf(explanation) }
  const index = indexReport(parts)
  const causes = causesOf(parts, index)
  const inTheWay = causes.flatMap((cause) => causeLines(cause, style, stationLines(cause, style)))
  const spokenOf = spokenOfBy(problems)
  const shown = style.all ? findings : findings.filter((finding) => !spokenOf.has(keyOf(finding)))
  const [paths, rest] = [shown.filter(isPath), shown.filter((finding) => !isPath(finding))]
  const accepted = findings.flatMap((finding) => acceptedLines(finding, style))
  return [
    ...('vpc' in explanation ? vpcHeadline(explanation, index, style) : headline(explanation, index, style)),
    ...redactedText(explanation).flatMap((line) => hanging('', line, style.columns)),
    ...('vpc' in explanation
      ? [...databaseSection(explanation, index, causes, style), ...hostSection(explanation, causes, index, style)]
      : section('Connect', commandLines(explanation, style), style)),
    ...section('In the way', inTheWay, style),
    ...section('Posture', deviationLines(problems, index, style), style),
    ...section('Accepted', accepted, style),
    ...section('Paths', pathsLines(paths, index, style), style),
    ...section('Checks', checkLines(rest, index, style), style),
  ].join('\n')
}

function vpcHeadline({ vpc, hosts, databases }: VpcExplanation, index: ReportIndex, style: Style): string[] {
  const counts = [count(hosts.length, 'host'), count(databases.length, 'database')]
  const posture = vpc.posture === undefined ? [] : [`posture ${vpc.posture.toLowerCase()}`]
  return [
    `${style.bold(index.nameOf(vpc.vpcId))}: ${style.verdict(vpc.verdict)}`,
    ...hanging('', [vpc.region, ...counts, ...posture].join(', '), style.columns).map(style.dim),
  ]
}

const isPath = ({ hops = [] }: Finding) => hops.length > 0

const keyOf = ({ checkId, subject }: Pick<Finding, 'checkId' | 'subject'>) => `${checkId} ${subjectKey(subject)}`

/** What problems speak of already: their own findings and those that follow from them. */
function spokenOfBy(problems: readonly Problem[]): Set<string> {
  return new Set(
    problems.flatMap(({ checkId, subjects, symptoms }) => [
      ...subjects.map((subject) => keyOf({ checkId, subject })),
      ...symptoms.map(keyOf),
    ]),
  )
}

/** Paths that are open on one line, unless everything is listed. */
function pathsLines(paths: readonly Finding[], index: ReportIndex, style: Style): string[] {
  const open = style.all ? [] : paths.filter(({ status }) => status === 'pass')
  const ids = [...groupBy(open, ({ checkId }) => checkId)].map(([checkId, [first, ...others]]) =>
    others.length > 0
      ? `${checkId} (${others.length + 1} paths)`
      : `${checkId} (${count(first?.hops?.length ?? 0, 'hop')})`,
  )
  return [
    ...paths.filter((path) => !open.includes(path)).flatMap((path) => pathLines(path, index, style)),
    ...(ids.length > 0
      ? hanging(
          `  ${style.symbol('pass')} `,
          `open: ${ids.join(', ')}: ${style.dim('--all lists every hop')}`,
          style.columns,
        )
      : []),
  ]
}

function headline({ host, database, tunnel }: Explanation, index: ReportIndex, style: Style): string[] {
  const hostText = nameAndId(host.name, host.instanceId)
  const place = [index.nameOf(host.vpcId), host.zone, `agent ${host.agentVersion || 'unknown'}`].join(', ')
  if (!database || !tunnel) {
    const verdicts = Object.entries(host.verdicts).map(([capability, verdict]) =>
      `${capability} ${style.verdict(verdict)}`.replaceAll(' ', GLUE),
    )
    return [
      ...hanging('', `${style.bold(hostText)}: ${verdicts.join(style.dot)}`, style.columns),
      ...hanging('', place, style.columns).map(style.dim),
    ]
  }
  const endpoint = `${database.endpoint || 'no endpoint'}:${database.port}`
  return [
    `${style.bold(`${hostText} to ${database.databaseId}`)}: ${style.verdict(tunnel.verdict)}`,
    ...hanging('', `${place}; ${database.kind} ${endpoint}`, style.columns).map(style.dim),
    ...(tunnel.proof?.answered === true ? [style.dim(provenText(tunnel.proof))] : []),
    ...(database.oneEndpointNote === undefined ? [] : hanging('', database.oneEndpointNote, style.columns)),
  ]
}

function section(title: string, lines: readonly string[], style: Style): string[] {
  return lines.length === 0 ? [] : ['', style.bold(title), ...lines]
}

function commandLines({ host, database, tunnel }: Explanation, style: Style): string[] {
  const session = tunnel ? tunnel.commands.startSession : host.commands.shell
  if (session === undefined) return []
  const query = database ? [database.databaseId, '--via', host.instanceId] : [host.instanceId]
  return [`  ${style.connect(query, host.region)}`, `  ${session[style.shell]}`]
}

function acceptedLines({ status, message, checkId, accepted }: Finding, style: Style): string[] {
  if (!accepted) return []
  return [
    ...hanging(`  ${style.symbol(status)} `, `${message} ${style.dim(checkId)}`, style.columns),
    ...hanging('      accepted  ', acceptedText(accepted), style.columns),
  ]
}

const LOUD: readonly Status[] = ['fail', 'unknown', 'warn']

/** Checks other than paths: what passes or does not apply is counted. */
function checkLines(findings: readonly Finding[], index: ReportIndex, style: Style): string[] {
  const line = ({ status, message, checkId }: Finding) =>
    hanging(`  ${style.symbol(status)} `, `${index.named(message)} ${style.dim(checkId)}`, style.columns)
  const of = (status: Status) => findings.filter((finding) => finding.status === status)
  const [pass, skip] = [of('pass'), of('skip')]
  if (style.all) return [...LOUD.flatMap(of), ...pass, ...skip].flatMap(line)
  const quiet = [
    ...(pass.length > 0 ? [`${count(pass.length, 'check')} ${pass.length === 1 ? 'passes' : 'pass'}`] : []),
    ...(skip.length > 0 ? [`${skip.length} ${skip.length === 1 ? 'does' : 'do'} not apply`] : []),
  ]
  return [
    ...LOUD.flatMap(of).flatMap(line),
    ...(quiet.length > 0 ? [style.dim(`  ${style.symbol('pass')} ${quiet.join(', ')}: --all lists them`)] : []),
  ]
}
