import type { Finding, Hop, Problem } from '../../model/finding.js'
import { type Cause, fixOf } from '../causes.js'
import type { ReportIndex } from '../report-index.js'
import { GLUE, hanging } from '../table/layout.js'
import type { Style } from '../table/style.js'
import { count } from '../words.js'

/** The failing chain: hops that pass on one line, each obstacle with why. */
export function stationLines({ hops }: Cause, style: Style): string[] {
  if (style.all) return hops.flatMap((hop) => hopLines(hop, style))
  const passing = hops.filter((hop) => hop.outcome === 'pass').map(({ at }) => `${at}${GLUE}${style.symbol('pass')}`)
  const way = passing.filter((hop, i) => hop !== passing[i - 1])
  return [
    ...(way.length > 0 ? hanging('      way      ', way.join(style.line), style.columns) : []),
    ...hops.filter((hop) => hop.outcome !== 'pass').flatMap((hop) => hopLines(hop, style)),
  ]
}

/** A path on one line with the number of its hops, or each of them. */
export function pathLines(finding: Finding, index: ReportIndex, style: Style): string[] {
  const { status, checkId, hops = [] } = finding
  const message = index.named(finding.message)
  const sentence = style.all ? message : `${message} ${style.dim(`${count(hops.length, 'hop')}, ${checkId}`)}`
  return [
    ...hanging(`  ${style.symbol(status)} `, sentence, style.columns),
    ...(style.all ? hops.flatMap((hop) => hopLines(hop, style)) : []),
  ]
}

function hopLines({ outcome, at, kind, why, rule, nearMiss }: Hop, style: Style): string[] {
  const which = rule === undefined ? '' : ` ${style.dim(`[${rule}]`)}`
  return [
    ...hanging(`      ${style.symbol(outcome)} `, `${at} ${style.dim(kind)}  ${why}${which}`, style.columns),
    ...(nearMiss === undefined ? [] : hanging('        nearest: ', nearMiss, style.columns)),
  ]
}

/** What works but is not as it should be, with how to mend it. */
export function deviationLines(problems: readonly Problem[], index: ReportIndex, style: Style): string[] {
  return problems
    .filter(({ level }) => level === 'deviating')
    .flatMap((problem) => {
      const { fix } = fixOf(problem)
      return [
        ...hanging(
          `  ${style.symbol('warn')} `,
          `${index.named(problem.message)} ${style.dim(problem.checkId)}`,
          style.columns,
        ),
        ...(fix ? hanging('      fix      ', index.named(fix.text), style.columns) : []),
        ...(fix?.commands.map((command) => `               ${command[style.shell]}`) ?? []),
      ]
    })
}
