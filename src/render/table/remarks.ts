import type { Report } from '../../model/report.js'
import { acceptedOf, acceptedText, remarksOf } from '../remarks.js'
import { GLUE, hanging } from './layout.js'
import { section } from './notes.js'
import type { Style } from './style.js'

/** What works but is not as it should be, in brief: how to mend it, `explain` and the other formats say. */
export function postureSection({ problems }: Report, style: Style): string[] {
  const lines = problems
    .filter(({ level }) => level === 'deviating')
    .map(({ message, subjects, checkId, remedy }) => [
      ...hanging(`  ${style.symbol('warn')} `, remark(message, subjects.length, checkId, style), style.columns),
      ...(remedy?.id === undefined ? [] : [`      fix       ssm-ready fix plan ${remedy.id}`]),
    ])
  return section('Posture', lines, style)
}

/** What takes nothing away today. */
export function remarksSection(report: Report, style: Style): string[] {
  const lines = remarksOf(report).map(({ first, subjectIds }) =>
    hanging(
      `  ${style.symbol(first.status)} `,
      remark(first.message, subjectIds.length, first.checkId, style),
      style.columns,
    ),
  )
  return section('Worth knowing', lines, style)
}

/** What the config accepts: it stays in the verdicts. */
export function acceptedSection(report: Report, style: Style): string[] {
  const lines = acceptedOf(report).map(({ status, message, checkId, accepted }) => [
    ...hanging(`  ${style.symbol(status)} `, remark(message, 1, checkId, style), style.columns),
    ...(accepted ? hanging('      accepted  ', acceptedText(accepted), style.columns) : []),
  ])
  return section('Accepted', lines, style)
}

function remark(message: string, subjects: number, checkId: string, style: Style): string {
  const others = subjects > 1 ? ` (and${GLUE}${subjects - 1}${GLUE}more)` : ''
  return `${message}${others} ${style.dim(checkId)}`
}
