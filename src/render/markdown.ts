import { type Finding, VPC_VERDICTS, type VpcVerdict } from '../model/finding.js'
import { groupBy } from '../model/group-by.js'
import type { Change, DatabaseReport, Report } from '../model/report.js'
import { accountLine, accountsText, PROFILES_NOTE, profilesToMake } from './accounts.js'
import { type Cause, causesOf, type Fix, fixOf } from './causes.js'
import { databaseRows, works } from './database-rows.js'
import { blockingHop } from './hops.js'
import { connections } from './markdown/connections.js'
import { code, codeBlock, plain, row } from './markdown/syntax.js'
import { vpcName } from './markdown/vpc-name.js'
import { connectCommand } from './own-command.js'
import { printableReport } from './printable.js'
import { acceptedOf, acceptedText, type Remark, remarksOf } from './remarks.js'
import { indexReport, type ReportIndex } from './report-index.js'
import type { Renderer, RenderOptions } from './types.js'
import {
  count,
  LEVEL_STATUS,
  minute,
  nothingFound,
  provenText,
  redactedText,
  SIGNAL,
  STATUS_SIGNAL,
  verdictWord,
} from './words.js'

/** For a wiki, a pull request or a ticket: what can be reached, what is in the way, then every command that works. */
export const render: Renderer = (given, options) => {
  const report = printableReport(given)
  const index = indexReport(report)
  const causes = causesOf(report, index)
  return [
    ...headline(report),
    ...redactedText(report).flatMap((line) => ['', plain(line)]),
    ...databases(report, index, causes, options),
    ...nothingFound(report).flatMap((line) => ['', plain(line)]),
    ...inTheWay(causes),
    ...vpcTable(report, index),
    ...accountList(report, index),
    ...list('Posture', deviations(report, index)),
    ...list(
      'Worth knowing',
      remarksOf(report).map((remark) => remarkItem(remark, index)),
    ),
    ...list(
      'Accepted',
      acceptedOf(report).flatMap((finding) => acceptedItem(finding, index)),
    ),
    ...list(
      'Not looked at',
      report.gaps.map((gap) => gapItem(gap, index)),
    ),
    ...list(
      'Changed since the previous report',
      (report.changes ?? []).map((change) => changeItem(change, index)),
    ),
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
    `${scope.accounts === undefined ? `Account ${code(scope.accountId)}` : accountsText(scope)}, ${scope.regions.map(code).join(', ')}, ${minute(generatedAt)}, ${tool.name} ${tool.version}.`,
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
  const account = index.several ? ['Account'] : []
  return [
    '',
    '## VPCs',
    '',
    row(['Status', 'VPC', ...account, 'Region', 'Hosts', 'Databases', 'Posture', 'Services needed']),
    row(Array.from({ length: 7 + account.length }, () => '---')),
    ...index.vpcs.map((vpc) =>
      row([
        verdictText(vpc.verdict),
        vpcName(vpc),
        ...account.map(() => plain(index.accountName(vpc.accountId))),
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

/** Each of several accounts, and what its commands need. */
function accountList(report: Report, index: ReportIndex): string[] {
  const { accounts = [] } = report.scope
  const made = profilesToMake(report.scope)
  return [
    ...list(
      'Accounts',
      accounts.map(
        (account) => `- ${plain(index.accountName(account.accountId))}: ${plain(accountLine(account, report))}`,
      ),
    ),
    ...(made.length === 0
      ? []
      : ['', PROFILES_NOTE, '', ...codeBlock(made.map(({ profileSetUp }) => profileSetUp.bash).join('\n'))]),
  ]
}

function databases(report: Report, index: ReportIndex, causes: readonly Cause[], options: RenderOptions): string[] {
  if (report.databases.length === 0) return []
  return [
    '',
    '## Databases',
    '',
    row(['Status', 'Database', 'VPC', 'Through', 'Connect', 'What is in the way']),
    row(Array.from({ length: 6 }, () => '---')),
    ...databaseRows(report, causes, index).map(({ database, cause, headline = '' }) => {
      const { verdict, vpcId, accountId, region, via = '', oneEndpointNote } = database
      const query = index.queryOf(database)
      return row([
        verdictText(verdict),
        plain(query),
        plain(`${index.nameOf(vpcId)}${index.inAccount(accountId)}`),
        ...(works(verdict)
          ? [
              plain([index.nameOf(via), ...provenOf(database, index)].join(', ')),
              code(connectCommand([query], options, region, index.profileOf(accountId)).bash),
            ]
          : ['', '']),
        [cause && `${cause.number}. ${plain(headline)}`, oneEndpointNote && plain(oneEndpointNote)]
          .filter(Boolean)
          .join(' '),
      ])
    }),
  ]
}

function provenOf(database: DatabaseReport, index: ReportIndex): string[] {
  const proof = index.proofOf(database)
  return proof ? [provenText(proof)] : []
}

/** One entry for each cause, most consequential first. */
function inTheWay(causes: readonly Cause[]): string[] {
  if (causes.length === 0) return []
  return ['', '## What is in the way', ...causes.flatMap(causeItem)]
}

function causeItem({ problem, number, place, message, hops, nearest, hits, keepsAway, follows, fix }: Cause): string[] {
  const obstacle = blockingHop({ hops: [...hops] })
  return [
    '',
    `${number}. ${STATUS_SIGNAL[LEVEL_STATUS[problem.level]]} ${plain(message)} (${code(problem.checkId)})`,
    `    - ${plain(place)}${hits.length > 0 ? `: hits ${hits.map(plain).join(', ')}` : ''}`,
    ...(keepsAway.length > 0 ? [`    - Databases: ${keepsAway.map(code).join(', ')}`] : []),
    ...(obstacle ? [`    - At ${code(obstacle.at)} (${plain(obstacle.kind)})`] : []),
    ...(problem.since === undefined ? [] : [`    - Since: ${plain(minute(problem.since))}`]),
    ...(nearest === undefined ? [] : [`    - Nearest: ${plain(nearest)}`]),
    ...(follows.length > 0 ? [`    - What follows: ${follows.map(code).join(', ')}`] : []),
    ...fixItem(fix),
  ]
}

function fixItem(fix: Fix | undefined): string[] {
  if (fix === undefined) return []
  return [`    - Fix: ${plain(fix.text)}`, ...fix.commands.flatMap((command) => codeBlock(command.bash, '      '))]
}

function deviations(report: Report, index: ReportIndex): string[] {
  const deviating = report.problems.filter(({ level }) => level === 'deviating')
  const groups = groupBy(deviating, ({ checkId, reason }) => `${checkId} ${reason}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const others = group.flatMap(({ subjects }) => subjects).slice(1)
    const also = others.length === 0 ? '' : ` Also: ${others.map((s) => plain(index.subjectName(s))).join(', ')}.`
    const fixes = group.flatMap((problem) => fixOf(problem).fix ?? [])
    return [
      `- ${STATUS_SIGNAL.warn} ${plain(index.named(first.message))}${also} (${code(first.checkId)})`,
      ...fixes.flatMap(({ text, commands }) => [
        `  - Fix: ${plain(index.named(text))}`,
        ...commands.flatMap((command) => codeBlock(command.bash, '    ')),
      ]),
    ]
  })
}

function remarkItem({ first, subjectIds }: Remark, index: ReportIndex): string {
  const others = subjectIds.length > 1 ? ` (and ${subjectIds.length - 1} more)` : ''
  return `- ${STATUS_SIGNAL[first.status]} ${plain(index.named(first.message))}${others} (${code(first.checkId)})`
}

function acceptedItem({ status, message, checkId, accepted }: Finding, index: ReportIndex): string[] {
  return [
    `- ${STATUS_SIGNAL[status]} ${plain(index.named(message))} (${code(checkId)})`,
    ...(accepted ? [`  - Accepted: ${plain(acceptedText(accepted))}`] : []),
  ]
}

function list(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : ['', `## ${title}`, '', ...items]
}

const gapItem = (gap: Report['gaps'][number], index: ReportIndex) =>
  `- ${code(gap.api)} ${gap.outcome} in ${code(gap.region)}${plain(index.inAccount(gap.accountId))}: ${plain(gap.message)} Undecided: ${index.undecided(gap).map(code).join(', ')}`

function changeItem({ capability, before, after, ...subject }: Change, index: ReportIndex): string {
  const what = `${subject.kind} ${plain(index.changedName(subject))}${capability ? ` ${capability}` : ''}`
  if (before === undefined) return `- ${what}: new, ${after ?? ''}`
  return after === undefined ? `- ${what}: gone, was ${before}` : `- ${what}: ${before} → ${after}`
}

const acceptanceItem = ({ check, subject, problem }: NonNullable<Report['acceptances']>[number]) =>
  `- ${code(check)} on ${code(subject)}: ${problem === 'expired' ? 'expired' : 'matches nothing'}`
