import pc from 'picocolors'
import type { History } from '../../model/history.js'
import { printableReport } from '../printable.js'
import { aligned, hanging } from '../table/layout.js'
import type { RenderOptions } from '../types.js'
import { minute } from '../words.js'
import { DAYS_NOTE, deviationTexts, incompleteText, MONTH_HEADS, monthCells, spanText } from './words.js'

/** For a terminal: what changed when, then each VPC by month. */
export function renderTable(given: History, { color, width }: RenderOptions): string {
  const { bold, dim } = pc.createColors(color)
  const history = printableReport(given)
  const { changes, compliance, unreadable } = history
  const months = aligned([MONTH_HEADS, ...compliance.map(monthCells)])
  return [
    spanText(history),
    '',
    bold('What changed'),
    ...(changes.length === 0 ? ['  nothing'] : []),
    ...changes.flatMap((change) =>
      hanging(`  ${minute(change.at)}  `, `${change.accountId} ${change.line}${incompleteText(change)}`, width),
    ),
    '',
    bold('Months'),
    ...(compliance.length === 0 ? ['  no VPC was judged'] : [dim(months[0] ?? '')]),
    ...compliance.flatMap((row, index) => [
      months[index + 1] ?? '',
      ...deviationTexts(row).flatMap((text) => hanging('      ', text, width)),
    ]),
    ...(compliance.length === 0 ? [] : ['', ...hanging('  ', DAYS_NOTE, width)]),
    ...(unreadable.length === 0 ? [] : ['', bold('Not read')]),
    ...unreadable.flatMap(({ source, reason }) => hanging('  ', `${source}: ${reason}`, width)),
  ].join('\n')
}
