import pc from 'picocolors'
import type { Explanation } from '../model/explanation.js'
import type { Finding, Hop, Problem, ProblemLevel, Status } from '../model/finding.js'
import { printable } from './printable.js'
import { statusSymbol } from './symbols.js'
import type { RenderOptions } from './types.js'
import { LEVEL_STATUS } from './words.js'

/** One host or tunnel, for someone who has never seen this program: the answer, every hop, the fix. */
export function renderExplanation(explanation: Explanation, options: RenderOptions): string {
  const say = painter(options)
  const { problems, findings } = explanation
  const paths = findings.filter((f) => (f.hops?.length ?? 0) > 0)
  const rest = findings.filter((f) => !paths.includes(f))
  const parts: [string, string[]][] = [
    ...LEVELS.map(([level, title]): [string, string[]] => [
      title,
      problems.filter((problem) => problem.level === level).flatMap((problem) => problemLines(problem, say)),
    ]),
    ['Accepted', findings.flatMap((f) => acceptedLines(f, say))],
    ['Paths, hop by hop', paths.flatMap((f) => pathLines(f, say))],
    ...STATUS_TITLES.map(([status, title]): [string, string[]] => [
      title,
      rest.filter((f) => f.status === status).map((f) => findingLine(f, say)),
    ]),
  ]
  return [
    ...headline(explanation, say),
    ...parts.flatMap(([title, lines]) => section(title, lines, say)),
    ...commandLines(explanation, say),
  ].join('\n')
}

const LEVELS: readonly [ProblemLevel, string][] = [
  ['blocked', 'What is in the way'],
  ['unknown', 'What could not be seen'],
  ['degraded', 'What works, but'],
  ['deviating', 'What deviates'],
]

const STATUS_TITLES: readonly [Status, string][] = [
  ['fail', 'Checks that failed'],
  ['unknown', 'Checks that could not tell'],
  ['warn', 'Checks that warn'],
  ['pass', 'What is as it should be'],
  ['skip', 'What does not apply'],
]

type Say = ReturnType<typeof painter>

function painter(options: RenderOptions) {
  const { bold, dim } = pc.createColors(options.color)
  const symbol = (status: Status) => statusSymbol(status, options)
  return { bold, dim, symbol, arrow: options.unicode ? '→' : '->' }
}

function headline({ host, database, tunnel }: Explanation, { bold, arrow }: Say): string[] {
  const hostText = host.name === '' ? host.instanceId : `${printable(host.name)} (${host.instanceId})`
  const place = `${host.vpcId}, ${host.zone}, agent ${printable(host.agentVersion) || 'unknown'}`
  if (!database || !tunnel) {
    const verdicts = Object.entries(host.verdicts).map(([capability, verdict]) => `${capability} ${verdict}`)
    return [bold(`${hostText}: ${verdicts.join(' · ')}`), place]
  }
  const endpoint = `${printable(database.endpoint) || 'no endpoint'}:${database.port}`
  return [
    bold(`${hostText} ${arrow} ${printable(database.databaseId)}: ${tunnel.verdict}`),
    `${place} ${arrow} ${endpoint}`,
  ]
}

function section(title: string, lines: string[], { bold }: Say): string[] {
  return lines.length === 0 ? [] : ['', bold(title), ...lines]
}

const findingLine = (f: Finding, { symbol, dim }: Say) =>
  `  ${symbol(f.status)} ${printable(f.message)} ${dim(f.checkId)}`

function problemLines({ level, message, checkId, symptoms, remedy }: Problem, say: Say): string[] {
  const following = [...new Set(symptoms.map((symptom) => symptom.checkId))]
  return [
    `  ${say.symbol(LEVEL_STATUS[level])} ${printable(message)} ${say.dim(checkId)}`,
    ...(following.length > 0 ? [`      symptoms: ${following.join(', ')}`] : []),
    ...(remedy ? [`      fix: ${printable(remedy.text)}`] : []),
    ...(remedy?.command?.split('\n').map((line) => `        ${printable(line)}`) ?? []),
    ...(remedy?.id === undefined ? [] : [`        ssm-ready fix plan ${remedy.id}`]),
  ]
}

function acceptedLines(finding: Finding, say: Say): string[] {
  if (!finding.accepted) return []
  return [findingLine(finding, say), `      accepted: ${printable(finding.accepted.reason)}`]
}

function pathLines(finding: Finding, say: Say): string[] {
  return [
    `  ${say.symbol(finding.status)} ${printable(finding.message)} ${say.dim(finding.checkId)}`,
    ...(finding.hops ?? []).flatMap((hop) => hopLines(hop, say)),
  ]
}

function hopLines(hop: Hop, { symbol, dim }: Say): string[] {
  const rule = hop.rule === undefined ? '' : dim(` [${printable(hop.rule)}]`)
  return [
    `      ${symbol(hop.outcome)} ${printable(hop.at)} ${dim(hop.kind)}  ${printable(hop.why)}${rule}`,
    ...(hop.nearMiss === undefined ? [] : [`          nearest: ${printable(hop.nearMiss)}`]),
  ]
}

function commandLines({ host, tunnel }: Explanation, say: Say): string[] {
  const command = tunnel ? tunnel.commands.startSession?.bash : host.commands.shell?.bash
  return command === undefined ? [] : section('Connect', [`  ${command}`], say)
}
