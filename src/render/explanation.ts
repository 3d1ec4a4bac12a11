import pc from 'picocolors'
import type { Explanation } from '../model/explanation.js'
import type { Finding, Hop, Status } from '../model/finding.js'
import { printable } from './printable.js'
import { statusSymbol } from './symbols.js'
import type { RenderOptions } from './types.js'

/** One host or tunnel, told to someone who has never seen this program: the answer, every hop, the fix. */
export function renderExplanation(explanation: Explanation, options: RenderOptions): string {
  const say = painter(options)
  const problems = explanation.findings.filter(
    (f) => f.status === 'fail' || f.status === 'unknown' || f.status === 'warn',
  )
  const paths = explanation.findings.filter((f) => (f.hops?.length ?? 0) > 0)
  const rest = explanation.findings.filter((f) => !problems.includes(f) && !paths.includes(f))
  return [
    ...headline(explanation, say),
    ...section(
      'What is in the way',
      problems.filter((f) => f.status === 'fail').flatMap((f) => problemLines(f, say)),
      say,
    ),
    ...section(
      'What could not be seen',
      problems.filter((f) => f.status === 'unknown').flatMap((f) => problemLines(f, say)),
      say,
    ),
    ...section(
      'What works, but',
      problems.filter((f) => f.status === 'warn').flatMap((f) => problemLines(f, say)),
      say,
    ),
    ...section(
      'Paths, hop by hop',
      paths.flatMap((f) => pathLines(f, say)),
      say,
    ),
    ...section(
      'What is as it should be',
      rest.filter((f) => f.status === 'pass').map((f) => findingLine(f, say)),
      say,
    ),
    ...section(
      'What does not apply',
      rest.filter((f) => f.status === 'skip').map((f) => findingLine(f, say)),
      say,
    ),
    ...commandLines(explanation, say),
  ].join('\n')
}

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

function problemLines(finding: Finding, say: Say): string[] {
  const { remedy } = finding
  return [
    findingLine(finding, say),
    ...(finding.accepted ? [`      accepted: ${printable(finding.accepted.reason)}`] : []),
    ...(remedy ? [`      fix: ${printable(remedy.text)}`] : []),
    ...(remedy?.command === undefined ? [] : [`        ${printable(remedy.command)}`]),
    ...(remedy?.id === undefined ? [] : [`        ssm-ready fix plan ${remedy.id}`]),
  ]
}

function pathLines(finding: Finding, say: Say): string[] {
  return [
    `  ${say.symbol(finding.status)} ${finding.checkId}`,
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
