import type { Report, VpcReport } from '../model/report.js'
import { printableReport } from './printable.js'
import { indexReport, type ReportIndex } from './report-index.js'
import { changesBlock, connectBlock, gapsBlock, linkBlock, moreBlock } from './slack/blocks.js'
import { type Block, context, escapeText, header, MAX_BLOCKS, message, section } from './slack/mrkdwn.js'
import { vpcLines } from './slack/vpc.js'
import type { RenderOptions } from './types.js'
import { count, minute, VERDICT_ORDER, verdictWord } from './words.js'

const MAX_PROBLEMS = 5
const MAX_THREAD = 10

/**
 * One Block Kit message `{ text, blocks }` of at most 12 blocks: what changed, what is blocked and where, and commands
 * that work. The link to the whole report is `options.reportUrl`.
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks
 */
export function render(report: Report, options: RenderOptions): string {
  const printable = printableReport(report)
  const index = indexReport(printable)
  const problems = index.vpcs.filter(isProblem)
  const blocks: Block[] = [
    header(title(printable)),
    context(counts(printable)),
    ...changesBlock(printable.changes ?? []),
    ...problems.slice(0, MAX_PROBLEMS).map((vpc) => section(vpcLines(vpc, index, 4))),
    ...moreBlock(index.vpcs, problems.slice(MAX_PROBLEMS)),
    ...connectBlock(index),
    ...gapsBlock(printable.gaps),
    ...linkBlock(options.reportUrl),
  ]
  return message(escapeText(title(printable)), blocks.slice(0, MAX_BLOCKS))
}

/** The messages of the thread under {@link render}'s: problem by problem in full. Only a bot token can post them. */
export function renderThread(report: Report): string[] {
  const printable = printableReport(report)
  const index = indexReport(printable)
  const problems = index.vpcs.filter(isProblem)
  const messages = problems.slice(0, MAX_THREAD).map((vpc) => threadMessage(vpc, index))
  const rest = problems.length - messages.length
  if (rest > 0) messages.push(message(`and ${count(rest, 'more VPC')}`, [section([`and ${count(rest, 'more VPC')}`])]))
  return messages
}

function threadMessage(vpc: VpcReport, index: ReportIndex): string {
  return message(escapeText(`${vpc.name} ${vpc.vpcId}: ${verdictWord(vpc.verdict)}`), [
    section(vpcLines(vpc, index, 20)),
  ])
}

function isProblem(vpc: VpcReport): boolean {
  return vpc.verdict !== 'READY' && vpc.verdict !== 'NOT_APPLICABLE'
}

function title({ scope, summary, complete }: Report): string {
  const counts = VERDICT_ORDER.filter((verdict) => verdict !== 'NOT_APPLICABLE' && summary.vpcs[verdict] > 0)
    .map((verdict) => `${summary.vpcs[verdict]} ${verdict.toLowerCase()}`)
    .join(', ')
  const where = scope.regions.length > 3 ? count(scope.regions.length, 'region') : scope.regions.join(', ')
  return `SSM readiness: ${counts || 'nothing to connect to'}${complete ? '' : ' (incomplete)'} · ${scope.accountId} · ${where}`
}

function counts({ generatedAt, vpcs, hosts, databases, findings, summary }: Report): string {
  return [
    escapeText(minute(generatedAt)),
    count(vpcs.length, 'VPC'),
    count(hosts.length, 'host'),
    count(databases.length, 'database'),
    `${count(findings.length, 'finding')}, ${summary.findings.unknown} unknown`,
  ].join(' · ')
}
