import type { Report } from '../model/report.js'
import { accountsText } from './accounts.js'
import { alikeTogether, type Cause, causesOf } from './causes.js'
import { printableReport } from './printable.js'
import { indexReport } from './report-index.js'
import { changesBlock, connectBlock, gapsBlock, linkBlock } from './slack/blocks.js'
import { causeBlock, moreCausesBlock } from './slack/causes.js'
import { databasesBlock } from './slack/databases.js'
import { type Block, context, escapeText, header, MAX_BLOCKS, message, section } from './slack/mrkdwn.js'
import type { RenderOptions } from './types.js'
import { count, minute, redactedText, VERDICT_ORDER } from './words.js'

const MAX_CAUSES = 4
const MAX_THREAD = 10

/**
 * One Block Kit message `{ text, blocks }` of at most 12 blocks: which databases can be reached, what changed, what is in
 * the way with its fix, and commands that work. The link to the whole report is `options.reportUrl`.
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks
 */
export function render(report: Report, options: RenderOptions): string {
  const { text, blocks } = messageOf(report, options)
  return message(text, blocks)
}

/** The same as data. */
export function messageOf(
  report: Report,
  options: Pick<RenderOptions, 'own' | 'reportUrl'>,
): { text: string; blocks: Block[] } {
  const printable = printableReport(report)
  const index = indexReport(printable)
  const causes = causesOf(printable, index)
  const groups = alikeTogether(causes)
  const blocks: Block[] = [
    header(title(printable)),
    context(counts(printable)),
    ...redactedText(printable).map(context),
    ...databasesBlock(printable, index, causes, options),
    ...changesBlock(printable.changes ?? [], index),
    ...groups.slice(0, MAX_CAUSES).map(causeBlock),
    ...moreCausesBlock(groups.slice(MAX_CAUSES)),
    ...connectBlock(index),
    ...gapsBlock(printable.gaps, index),
    ...linkBlock(options.reportUrl),
  ]
  return { text: escapeText(title(printable)), blocks: blocks.slice(0, MAX_BLOCKS) }
}

/** The messages of the thread under {@link render}'s: cause by cause. Only a bot token can post them. */
export function renderThread(report: Report): string[] {
  const printable = printableReport(report)
  const groups = alikeTogether(causesOf(printable, indexReport(printable)))
  const messages = groups.slice(0, MAX_THREAD).map(threadMessage)
  const rest = groups.slice(MAX_THREAD).flat().length
  if (rest > 0)
    messages.push(message(`and ${count(rest, 'more problem')}`, [section([`and ${count(rest, 'more problem')}`])]))
  return messages
}

function threadMessage(group: readonly Cause[]): string {
  const [first] = group
  return message(escapeText(first ? `${first.number}. ${first.headline}` : ''), [causeBlock(group)])
}

function title({ scope, databases, summary, complete }: Report): string {
  const of = (verdict: string) => databases.filter((database) => database.verdict === verdict).length
  const words = VERDICT_ORDER.filter((verdict) => verdict !== 'NOT_APPLICABLE').flatMap((verdict) => {
    const number = databases.length > 0 ? of(verdict) : summary.vpcs[verdict]
    return number === 0 ? [] : [`${number} ${verdict.toLowerCase()}`]
  })
  const what =
    databases.length > 0
      ? count(databases.length, 'database')
      : count(
          Object.values(summary.vpcs).reduce((a, b) => a + b, 0),
          'VPC',
        )
  const where = scope.regions.length > 3 ? count(scope.regions.length, 'region') : scope.regions.join(', ')
  return `SSM readiness: ${words.length > 0 ? `${what}, ${words.join(', ')}` : 'nothing to connect to'}${complete ? '' : ' (incomplete)'} · ${scope.accounts === undefined ? scope.accountId : accountsText(scope)} · ${where}`
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
