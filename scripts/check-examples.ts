import type { CheckDefinition } from '../src/checks/define.js'
import { runChecks } from '../src/checks/run.js'
import { type JudgedFinding, STATUSES } from '../src/model/finding.js'
import { auditOf, type Scenario, type ScenarioCase } from '../test/support/scenario.js'

/** What a check says of one of its scenarios. */
export interface Example {
  /** What is different from the reference account. */
  name: string
  finding: JudgedFinding
}

/** The first scenario of each reason, the good ones first. What is said of a refused call is the same for every check. */
export function examplesOf(check: CheckDefinition, scenario: Scenario | undefined): Example[] {
  const first = new Map<string, Example>()
  for (const scenarioCase of scenario?.cases ?? []) {
    const wanted = scenarioCase.expect.filter(
      ({ status, reason }) => !reason.startsWith('api-') && !first.has(`${status}/${reason}`),
    )
    if (wanted.length === 0) continue
    const findings = runChecks([check], auditOf(scenarioCase))
    for (const { status, reason, subject } of wanted)
      first.set(`${status}/${reason}`, {
        name: scenarioCase.name,
        finding: found(findings, { status, reason, subject }),
      })
  }
  return STATUSES.flatMap((status) => [...first.values()].filter(({ finding }) => finding.status === status))
}

type Wanted = Pick<ScenarioCase['expect'][number], 'status' | 'reason' | 'subject'>

function found(findings: readonly JudgedFinding[], { status, reason, subject }: Wanted): JudgedFinding {
  const hit = findings.find(
    (finding) =>
      finding.status === status &&
      finding.reason === reason &&
      (subject === undefined || finding.subject.id === subject),
  )
  if (!hit) throw new Error(`no finding ${status} ${reason} of ${findings[0]?.checkId}, which its scenarios expect`)
  return hit
}
