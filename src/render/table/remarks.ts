import type { Subject } from '../../model/finding.js'
import { groupBy } from '../../model/group-by.js'
import type { Report } from '../../model/report.js'
import { acceptedOf, acceptedText, remarksOf } from '../remarks.js'
import type { ReportIndex } from '../report-index.js'
import { GLUE, hanging } from './layout.js'
import { section } from './notes.js'
import type { Style } from './style.js'

const MOST_NAMED = 3

/** What works but is not as it should be, in brief, alike ones together; how to mend it, `explain` says. */
export function postureSection({ problems }: Report, index: ReportIndex, style: Style): string[] {
  const deviating = problems.filter(({ level }) => level === 'deviating')
  const groups = groupBy(deviating, ({ checkId, reason }) => `${checkId} ${reason}`)
  const lines = [...groups.values()].map((group) => {
    const subjects = group.flatMap((problem) => problem.subjects)
    const [first] = group
    const { message = '', checkId = '', remedy } = first ?? {}
    return [
      ...hanging(
        `  ${style.symbol('warn')} `,
        alike(index.named(message), subjects, checkId, index, style),
        style.columns,
      ),
      ...(remedy?.plan === undefined ? [] : [`      fix      ${remedy.plan[style.shell]}`]),
    ]
  })
  return section('Posture', lines, style, 'works, but is not as it should be; explain HOST tells what mends it')
}

/** `message`, which speaks of the first, and the names of the others. */
function alike(
  message: string,
  subjects: readonly Subject[],
  checkId: string,
  index: ReportIndex,
  style: Style,
): string {
  const others = subjects.slice(1).map((subject) => index.subjectName(subject))
  const left = others.length - MOST_NAMED
  const named = others.slice(0, MOST_NAMED).join(', ') + (left > 0 ? ` and ${left} more` : '')
  return `${message}${others.length > 0 ? ` Also: ${named}.` : ''} ${style.dim(checkId)}`
}

/** What takes nothing away today. */
export function remarksSection(report: Report, index: ReportIndex, style: Style): string[] {
  const lines = remarksOf(report).map(({ first, subjectIds }) =>
    hanging(
      `  ${style.symbol(first.status)} `,
      remark(index.named(first.message), subjectIds.length, first.checkId, style),
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
