import type { Change, Gap } from '../../model/report.js'
import type { ReportIndex } from '../report-index.js'
import { type Block, code, codeBlock, context, escapeText, section } from './mrkdwn.js'

const MAX_CHANGES = 5
const MAX_COMMANDS = 3
/** A command that does not fit is left to the report rather than cut. */
const MAX_COMMAND = 800

export function changesBlock(changes: readonly Change[], index: ReportIndex): Block[] {
  if (changes.length === 0) return []
  const left = changes.length - MAX_CHANGES
  return [
    section([
      '*Since the last report*',
      ...changes.slice(0, MAX_CHANGES).map((change) => changeLine(change, index)),
      ...(left > 0 ? [`• and ${left} more`] : []),
    ]),
  ]
}

function changeLine({ kind, id, name, capability, before, after, accountId }: Change, index: ReportIndex): string {
  const what = `${kind} ${name === undefined ? '' : `${code(name)} `}${code(id)}${capability ? ` ${capability}` : ''}${escapeText(index.inAccount(accountId))}`
  if (before === undefined) return `• :new: ${what}${after === undefined ? '' : `: ${escapeText(after)}`}`
  if (after === undefined) return `• ${what} is gone (was ${escapeText(before)})`
  return `• ${what}: ${escapeText(before)} → *${escapeText(after)}*`
}

/** For the first databases (or hosts, where no database can be reached) the command that connects. */
export function connectBlock(index: ReportIndex): Block[] {
  const tunnels = index.vpcs.flatMap((vpc) =>
    index.databasesOf(vpc.vpcId).flatMap((database) => {
      const command = index.tunnelsTo(database)[0]?.commands.startSession?.bash
      return command === undefined ? [] : [{ to: database.databaseId, accountId: database.accountId, command }]
    }),
  )
  const shells = index.vpcs.flatMap((vpc) =>
    index.hostsOf(vpc.vpcId).flatMap(({ instanceId, accountId, commands }) => {
      const command = commands.shell?.bash
      return command === undefined ? [] : [{ to: instanceId, accountId, command }]
    }),
  )
  const ways = (tunnels.length > 0 ? tunnels : shells).filter(
    ({ command }) => escapeText(command).length <= MAX_COMMAND,
  )
  if (ways.length === 0) return []
  const left = ways.length - MAX_COMMANDS
  return [
    section([
      '*Connect*',
      ...ways
        .slice(0, MAX_COMMANDS)
        .map(
          ({ to, accountId, command }) => `${code(to)}${escapeText(index.inAccount(accountId))} ${codeBlock(command)}`,
        ),
      ...(left > 0 ? [`and ${left} more`] : []),
    ]),
  ]
}

export function gapsBlock(gaps: readonly Gap[], index: ReportIndex): Block[] {
  if (gaps.length === 0) return []
  const shown = gaps
    .slice(0, 3)
    .map(
      ({ api, region, outcome, accountId }) =>
        `${code(api)} ${code(region)} ${outcome}${escapeText(index.inAccount(accountId))}`,
    )
  const left = gaps.length - shown.length
  return [context(`Not looked at: ${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}`)]
}

export function linkBlock(reportUrl: string | undefined): Block[] {
  if (reportUrl === undefined || !URL.canParse(reportUrl)) return []
  return [context(`<${escapeText(new URL(reportUrl).href.replaceAll('|', '%7C'))}|Open the full report>`)]
}
