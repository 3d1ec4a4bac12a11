import { VPC_VERDICTS } from '../model/finding.js'
import type { Report } from '../model/report.js'
import { accountsText } from './accounts.js'
import { causesOf } from './causes.js'
import { printableReport } from './printable.js'
import { indexReport } from './report-index.js'
import { accountsSection } from './table/accounts.js'
import { causeSection } from './table/causes.js'
import { commandSection } from './table/commands.js'
import { databaseSection } from './table/databases.js'
import { hostSection } from './table/hosts.js'
import { GLUE, hanging } from './table/layout.js'
import { acceptancesSection, changesSection, gapsSection, needsSection } from './table/notes.js'
import { overview } from './table/overview.js'
import { acceptedSection, postureSection, remarksSection } from './table/remarks.js'
import { type Style, styleOf } from './table/style.js'
import type { Renderer } from './types.js'
import { count, nothingFound, redactedText, verdictWord } from './words.js'

/** For a terminal: what can be reached and how, what is in the way, then the VPCs, posture and every command in full. */
export const render: Renderer = (given, options) => {
  const report = printableReport(given)
  const index = indexReport(report)
  const style = styleOf(options)
  const causes = causesOf(report, index)
  return [
    ...headline(report, options.elapsedMs ?? report.durationMs, style),
    ...redactedText(report).flatMap((line) => hanging('', line, style.columns)),
    ...databaseSection(report, index, causes, style),
    ...hostSection(report, causes, index, style),
    ...nothingFound(report).flatMap((line) => ['', ...hanging('', line, style.columns)]),
    ...causeSection(causes, style),
    ...overview(report, index, style),
    ...accountsSection(report, index, style),
    ...postureSection(report, index, style),
    ...remarksSection(report, index, style),
    ...acceptedSection(report, style),
    ...gapsSection(report, index, style),
    ...changesSection(report, index, style),
    ...acceptancesSection(report, style),
    ...needsSection(report, style),
    ...commandSection(index, style),
    '',
    ...summaryLines(report, style),
  ].join('\n')
}

function headline({ tool, scope, vpcs, hosts, databases }: Report, ms: number, style: Style): string[] {
  const counts = [count(vpcs.length, 'VPC'), count(hosts.length, 'host'), count(databases.length, 'database')]
  const limits = [...(scope.vpcIds ?? []), ...(scope.hostIds ?? [])]
  const parts = [
    style.bold(`${tool.name} ${tool.version}`),
    accountsText(scope),
    scope.regions.join(' '),
    counts.join(style.dot),
    `${(ms / 1000).toFixed(1)} s`,
    ...(limits.length > 0 ? [`only ${limits.join(' ')}`] : []),
  ]
  return hanging('', parts.map(glued).join('   '), style.columns)
}

const glued = (part: string) => part.replaceAll(' ', GLUE)

function summaryLines({ summary, complete, gaps }: Report, style: Style): string[] {
  const vpcs = VPC_VERDICTS.filter((verdict) => summary.vpcs[verdict] > 0).map(
    (verdict) => `${style.verdictSymbol(verdict)} ${summary.vpcs[verdict]} ${verdictWord(verdict).toLowerCase()}`,
  )
  const total = Object.values(summary.vpcs).reduce((sum, n) => sum + n, 0)
  const { COMPLIANT, DEVIATING, UNKNOWN } = summary.posture
  const { pass, warn, fail, unknown, skip } = summary.findings
  const rest = [
    `posture ${COMPLIANT} compliant, ${DEVIATING} deviating${UNKNOWN > 0 ? `, ${UNKNOWN} unknown` : ''}`,
    `${count(pass + warn + fail + unknown + skip, 'finding')}: ${fail} fail, ${unknown} unknown, ${warn} warn`,
    ...(complete ? [] : [`incomplete: ${count(gaps.length, 'gap')}`]),
  ]
  return [
    ...hanging('', [`${count(total, 'VPC')}:`, vpcs.map(glued).join(', ')].join(' '), style.columns),
    ...hanging('', rest.map(glued).join(style.dot), style.columns),
  ]
}
