import { type Finding, type Problem, VPC_VERDICTS, type VpcVerdict } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import type { Change, DatabaseReport, Report, ShellCommand, TunnelReport, VpcReport } from '../model/report.js'
import { blockingHop } from './hops.js'
import { code, codeBlock, plain, row } from './markdown/syntax.js'
import { printableReport } from './printable.js'
import { acceptedOf, acceptedText, type Remark, remarksOf } from './remarks.js'
import { indexReport, type ReportIndex } from './report-index.js'
import type { Renderer } from './types.js'
import {
  count,
  LEVEL_STATUS,
  minute,
  nameAndId,
  othersHit,
  placeOf,
  SIGNAL,
  STATUS_SIGNAL,
  verdictWord,
} from './words.js'

/** For a wiki, a pull request or a ticket: what is in the way, then every command that works. */
export const render: Renderer = (given) => {
  const report = printableReport(given)
  const index = indexReport(report)
  return [
    ...headline(report),
    ...vpcTable(report, index),
    ...problems(report, index),
    ...list(
      'Posture',
      report.problems.filter(({ level }) => level === 'deviating').flatMap((problem) => problemItem(problem, index)),
    ),
    ...list('Worth knowing', remarksOf(report).map(remarkItem)),
    ...list('Accepted', acceptedOf(report).flatMap(acceptedItem)),
    ...list('Not looked at', report.gaps.map(gapItem)),
    ...list('Changed since the previous report', (report.changes ?? []).map(changeItem)),
    ...list('Acceptances to clear up', (report.acceptances ?? []).map(acceptanceItem)),
    ...connections(index),
  ].join('\n')
}

function headline({ tool, generatedAt, scope, summary, complete, gaps }: Report): string[] {
  const verdicts = VPC_VERDICTS.filter((verdict) => summary.vpcs[verdict] > 0)
  const counts = verdicts.map((verdict) => `${summary.vpcs[verdict]} ${verdictWord(verdict).toLowerCase()}`)
  return [
    '# Session Manager readiness',
    '',
    `Account ${code(scope.accountId)}, ${scope.regions.map(code).join(', ')}, ${minute(generatedAt)}, ${tool.name} ${tool.version}.`,
    '',
    `**${count(
      Object.values(summary.vpcs).reduce((sum, n) => sum + n, 0),
      'VPC',
    )}${counts.length > 0 ? `: ${counts.join(', ')}` : ''}**`,
    ...(complete ? [] : ['', `The audit is incomplete: ${count(gaps.length, 'gap')}, see below.`]),
  ]
}

const verdictText = (verdict: VpcVerdict) => `${SIGNAL[verdict]} ${verdictWord(verdict)}`

function vpcTable(report: Report, index: ReportIndex): string[] {
  if (index.vpcs.length === 0) return []
  return [
    '',
    row(['Status', 'VPC', 'Region', 'Hosts', 'Databases', 'Posture', 'Services needed']),
    row(Array.from({ length: 7 }, () => '---')),
    ...index.vpcs.map((vpc) =>
      row([
        verdictText(vpc.verdict),
        vpcName(vpc),
        vpc.region,
        index.hostRatio(vpc),
        index.databaseRatio(vpc),
        vpc.posture ?? '-',
        vpc.needs.map((need) => plain(need.service)).join(', '),
      ]),
    ),
    '',
    `Posture: ${report.summary.posture.COMPLIANT} compliant, ${report.summary.posture.DEVIATING} deviating, ${report.summary.posture.UNKNOWN} unknown.`,
  ]
}

const vpcName = ({ vpcId, name }: VpcReport) => (name === '' ? code(vpcId) : `${plain(name)} ${code(vpcId)}`)

function problems(report: Report, index: ReportIndex): string[] {
  const shared = report.problems.filter(({ vpcId, level }) => vpcId === undefined && level !== 'deviating')
  const sections = [
    ...[...groupBy(shared, placeOf)].map(([place, problems]) => ({ title: code(place), problems })),
    ...index.vpcs.map((vpc) => ({
      title: `${verdictText(vpc.verdict)}: ${vpcName(vpc)}`,
      problems: index.problemsOf(vpc).filter(({ vpcId }) => vpcId === vpc.vpcId),
    })),
  ].filter((section) => section.problems.length > 0)
  if (sections.length === 0) return []
  return [
    '',
    '## What is in the way',
    ...sections.flatMap(({ title, problems }) => [
      '',
      `### ${title}`,
      '',
      ...problems.flatMap((problem) => problemItem(problem, index)),
    ]),
  ]
}

function problemItem(problem: Problem, index: ReportIndex): string[] {
  const { level, message, checkId, symptoms, remedy } = problem
  const also = othersHit(problem)
  const following = new Set(symptoms.map((symptom) => symptom.checkId))
  const hop = blockingHop(index.leading(problem) ?? {})
  const command = remedy?.id === undefined ? remedy?.command : `ssm-ready fix plan ${remedy.id}`
  return [
    `- ${STATUS_SIGNAL[LEVEL_STATUS[level]]} ${plain(message)} (${code(checkId)})`,
    ...(hop ? [`  - Blocked at ${code(hop.at)} (${plain(hop.kind)}): ${plain(hop.nearMiss ?? hop.why)}`] : []),
    ...(also.length > 0 ? [`  - Also ${also.map(code).join(', ')}`] : []),
    ...(following.size > 0 ? [`  - Symptoms: ${[...following].map(code).join(', ')}`] : []),
    ...(remedy ? [`  - Fix: ${plain(remedy.text)}`] : []),
    ...(command === undefined ? [] : codeBlock(command, '    ')),
  ]
}

function remarkItem({ first, subjectIds }: Remark): string {
  const others = subjectIds.length > 1 ? ` (and ${subjectIds.length - 1} more)` : ''
  return `- ${STATUS_SIGNAL[first.status]} ${plain(first.message)}${others} (${code(first.checkId)})`
}

function acceptedItem({ status, message, checkId, accepted }: Finding): string[] {
  return [
    `- ${STATUS_SIGNAL[status]} ${plain(message)} (${code(checkId)})`,
    ...(accepted ? [`  - Accepted: ${plain(acceptedText(accepted))}`] : []),
  ]
}

function list(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : ['', `## ${title}`, '', ...items]
}

const gapItem = ({ api, outcome, region, message, affects }: Report['gaps'][number]) =>
  `- ${code(api)} ${outcome} in ${code(region)}: ${plain(message)} Leaves open: ${affects.map(code).join(', ')}`

function changeItem({ kind, id, name, capability, before, after }: Change): string {
  const what = `${kind} ${plain(nameAndId(name, id))}${capability ? ` ${capability}` : ''}`
  if (before === undefined) return `- ${what}: new, ${after ?? ''}`
  return after === undefined ? `- ${what}: gone, was ${before}` : `- ${what}: ${before} → ${after}`
}

const acceptanceItem = ({ check, subject, problem }: NonNullable<Report['acceptances']>[number]) =>
  `- ${code(check)} on ${code(subject)}: ${problem === 'expired' ? 'expired' : 'matches nothing'}`

/** The best way to every database that has one, and a shell on every host that gives one. */
function connections(index: ReportIndex): string[] {
  const sections = index.vpcs.flatMap((vpc) => {
    const databases = index.databasesOf(vpc.vpcId).flatMap((database) => {
      const [tunnel] = index.tunnelsTo(database)
      return tunnel?.commands.startSession ? connection(database, tunnel, index) : []
    })
    const shells = index.hostsOf(vpc.vpcId).flatMap((host) => {
      const { shell } = host.commands
      return shell
        ? ['', `**Shell on ${plain(nameAndId(host.name, host.instanceId))}**`, '', ...codeBlock(shell.bash)]
        : []
    })
    const all = [...databases, ...shells]
    return all.length === 0 ? [] : ['', `### ${vpcName(vpc)}`, ...all]
  })
  return sections.length === 0 ? [] : ['', '## Connect', ...sections]
}

/** A block of its own for every command, so that each can be copied. */
function step(title: string, command: ShellCommand | undefined): string[] {
  if (command === undefined) return []
  return [...(title === '' ? [] : ['', title, '']), ...codeBlock(command.bash)]
}

function connection(database: DatabaseReport, tunnel: TunnelReport, index: ReportIndex): string[] {
  const { startSession, startReaderSession, client = [] } = tunnel.commands
  const [first] = client
  const host = nameAndId(index.host(tunnel.hostId)?.name, tunnel.hostId)
  return [
    '',
    `**${plain(database.databaseId)}** (${plain(database.engine)}, ${plain(database.status)}) through ${plain(host)}`,
    '',
    ...step('', startSession),
    ...step('Reader:', startReaderSession),
    ...step('In another terminal, the token that is the password:', first?.token),
    ...step(first?.token ? 'Then:' : 'In another terminal:', first),
    '',
    ...(first?.notes ?? []).map((note) => `- ${plain(note)}`),
  ]
}
