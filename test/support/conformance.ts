import type { CheckDefinition } from '../../src/checks/define.js'
import type { SubjectKind } from '../../src/model/finding.js'
import type { Scenario } from './scenario.js'

/** A file of src/checks that exports a check, without `.ts`. */
export interface CheckFile {
  file: string
  check: CheckDefinition
}

export interface Surroundings {
  registry: readonly CheckDefinition[]
  scenarios: readonly Scenario[]
  /** Text of docs/checks.md. */
  docs: string
}

/** Calls without whose answer there are no subjects of the kind at all, so that no check of it can say `unknown`. */
const SUBJECT_SOURCES: Record<SubjectKind, string[]> = {
  vpc: ['ec2:DescribeVpcs'],
  host: ['ec2:DescribeInstances'],
  region: [],
  database: ['rds:DescribeDBInstances', 'rds:DescribeDBClusters', 'rds:DescribeDBProxies'],
  tunnel: ['ec2:DescribeInstances', 'rds:DescribeDBInstances', 'rds:DescribeDBClusters', 'rds:DescribeDBProxies'],
  caller: [],
}

/** Sentences, none of which is a line of its own. */
const isText = (text: string) => /^[A-Z].*\.$/.test(text)

/** What is wrong with a check as a member of the house. Keys, so that a test can name them; empty when all is well. */
export function problemsOf({ file, check }: CheckFile, { registry, scenarios, docs }: Surroundings): string[] {
  const scenario = scenarios.find((candidate) => candidate.check === check.id)
  const expected = scenario?.cases.flatMap((scenarioCase) => scenarioCase.expect) ?? []
  const shown = new Set(expected.map(({ status }) => status))
  const needsMore = check.needs.some((action) => !SUBJECT_SOURCES[check.subject].includes(action))
  const problems = {
    'id-is-not-the-file-name': check.id !== file,
    'not-registered': !registry.includes(check),
    'title-is-no-statement':
      !/^[A-Z].*[^.!?]$/.test(check.title) || /\b(ensure|should|must|check)\b/i.test(check.title),
    'doc-is-no-https-url': !URL.canParse(check.doc) || new URL(check.doc).protocol !== 'https:',
    'need-is-no-action': !check.needs.every((action) => /^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$/.test(action)),
    'no-scenario': !scenario,
    'failed-collection-untested':
      needsMore && !expected.some(({ status, reason }) => status === 'unknown' && reason.startsWith('api-')),
    'status-not-declared': [...shown].some((status) => status !== 'unknown' && !check.statuses.includes(status)),
    'reason-is-no-key': !expected.every(({ reason }) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(reason)),
    'why-is-no-text': !isText(check.why),
    'console-is-no-text': !isText(check.console),
    undocumented: !docs.includes(`[${check.id}](checks/${check.id}.md)`),
  }
  const untested = check.statuses.filter((status) => !shown.has(status)).map((status) => `untested-${status}`)
  return [...Object.keys(problems).filter((key) => problems[key as keyof typeof problems]), ...untested]
}
