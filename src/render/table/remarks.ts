import type { Report } from '../../model/report.js'
import { deviationsOf, type Problem, remarksOf } from '../problems.js'
import { GLUE, hanging } from './layout.js'
import { section } from './notes.js'
import type { Style } from './style.js'

/** What works but is not as it should be, in brief: how to mend it, `explain` and the other formats tell. */
export function postureSection(report: Report, style: Style): string[] {
  return section(
    'Posture: it works, but',
    deviationsOf(report).map((deviation) => remarkLines(deviation, style)),
    style,
  )
}

/** What takes nothing away today. */
export function remarksSection(report: Report, style: Style): string[] {
  return section(
    'Worth knowing',
    remarksOf(report).map((remark) => remarkLines(remark, style)),
    style,
  )
}

function remarkLines({ first, subjectIds }: Problem, style: Style): string[] {
  const { message, checkId, status, accepted, remedy } = first
  const others = subjectIds.length > 1 ? ` (and${GLUE}${subjectIds.length - 1}${GLUE}more)` : ''
  return [
    ...hanging(
      `  ${style.symbol(status === 'fail' ? 'warn' : status)} `,
      `${message}${others} ${style.dim(checkId)}`,
      style.columns,
    ),
    ...(accepted ? hanging('      accepted  ', acceptedText(accepted), style.columns) : []),
    ...(remedy?.id === undefined || accepted ? [] : [`      fix       ssm-ready fix plan ${remedy.id}`]),
  ]
}

export function acceptedText({ reason, until }: { reason: string; until?: string }): string {
  return until === undefined ? reason : `${reason} (until ${until})`
}
