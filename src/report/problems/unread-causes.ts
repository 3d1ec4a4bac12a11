import type { JudgedFinding, JudgedProblem } from '../../model/finding.js'
import type { Gap } from '../../model/report.js'
import { subjectKey } from '../../model/subject-key.js'
import { GAP_WORDS, gapRemedy } from './api.js'

/** Before what is done without knowing the cause comes looking where nobody could: for problems that may follow from others. */
export function withUnreadCauses(
  problems: readonly JudgedProblem[],
  findings: readonly JudgedFinding[],
  gaps: readonly Gap[],
  symptomOf: ReadonlyMap<string, readonly string[]>,
): readonly JudgedProblem[] {
  const unanswered = findings.filter(({ api, status }) => api !== undefined && status === 'unknown')
  if (unanswered.length === 0) return problems
  return problems.map((problem) => {
    const { remedy } = problem
    if (remedy === undefined || problem.level === 'unknown') return problem
    const causing = new Set(symptomOf.get(problem.checkId))
    const unread = unanswered.filter((finding) => causing.has(finding.checkId) && isOf(finding, problem))
    const first = gaps.flatMap((gap) => stepOf(gap, unread))
    return first.length === 0
      ? problem
      : { ...problem, remedy: { ...remedy, text: [...first, `If that shows no cause: ${remedy.text}`].join(' ') } }
  })
}

/** Of a host of the problem, or of a VPC or region that one is in. */
function isOf({ subject }: JudgedFinding, { subjects }: JudgedProblem): boolean {
  return subjects.some(
    (each) =>
      subjectKey(each) === subjectKey(subject) ||
      (subject.kind === 'vpc' && each.vpcId === subject.id) ||
      (subject.kind === 'region' && each.region === subject.region),
  )
}

function stepOf(gap: Gap, unread: readonly JudgedFinding[]): string[] {
  const checks = new Set(unread.flatMap(({ api, checkId }) => (api === gap.api ? [checkId] : [])))
  const look = gapRemedy(gap)
  if (checks.size === 0 || look === undefined) return []
  const again = gap.outcome === 'denied' ? ' Then audit again.' : ''
  return [
    `What ${[...checks].join(', ')} would tell may be the cause, and ${gap.api} ${GAP_WORDS[gap.outcome]}: ${look.text}${again}`,
  ]
}
