import type { History } from '../../model/history.js'
import { plain, row } from '../markdown/syntax.js'
import { printableReport } from '../printable.js'
import { minute } from '../words.js'
import { DAYS_NOTE, deviationTexts, incompleteText, MONTH_HEADS, monthCells, spanText } from './words.js'

/** For a wiki or a ticket. */
export function renderMarkdown(given: History): string {
  const history = printableReport(given)
  const { changes, compliance, unreadable } = history
  const heads = [...MONTH_HEADS.slice(0, -1), 'Open deviations, by age']
  return [
    '# Session Manager readiness over time',
    '',
    plain(spanText(history)),
    '',
    '## What changed',
    '',
    ...(changes.length === 0 ? ['Nothing changed.'] : []),
    ...changes.map(
      (change) => `- ${minute(change.at)}: ${plain(`${change.accountId} ${change.line}${incompleteText(change)}`)}`,
    ),
    '',
    '## Months',
    '',
    ...(compliance.length === 0 ? ['No VPC was judged.'] : [row(heads), row(heads.map(() => '---'))]),
    ...compliance.map((month) => {
      const cells = monthCells(month).map(plain)
      const open = [cells.at(-1) ?? '', ...deviationTexts(month).map(plain)].join('<br>')
      return row([...cells.slice(0, -1), open])
    }),
    ...(compliance.length === 0 ? [] : ['', DAYS_NOTE]),
    ...(unreadable.length === 0 ? [] : ['', '## Not read', '']),
    ...unreadable.map(({ source, reason }) => `- ${plain(`${source}: ${reason}`)}`),
  ].join('\n')
}
