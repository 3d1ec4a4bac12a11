import type { CheckDefinition } from '../src/checks/define.js'
import { EVIDENCE } from '../src/report/evidence.js'
import type { Scenario } from '../test/support/scenario.js'
import { effectOf } from './check-docs.js'
import { type Example, examplesOf } from './check-examples.js'
import { fixesOf } from './check-fixes.js'

/** Where the page of a check is. */
export const pageOf = (id: string): string => `docs/checks/${id}.md`

/** A page for each check, by path. */
export function checkPages(checks: readonly CheckDefinition[], scenarios: readonly Scenario[]): Record<string, string> {
  const byCheck = new Map(scenarios.map((scenario) => [scenario.check, scenario]))
  return Object.fromEntries(checks.map((check) => [pageOf(check.id), page(check, byCheck.get(check.id))]))
}

function page(check: CheckDefinition, scenario: Scenario | undefined): string {
  const examples = examplesOf(check, scenario)
  const fixes = fixesOf(examples)
  const needs = [...new Set(check.needs.map((action) => `\`${action}\``))].sort()
  return `${[
    '<!-- Generated from the check and its scenarios: npm run generate -->',
    `# ${check.id}`,
    `Passes when: **${check.title}.**`,
    `Judges each ${NOUNS[check.subject]}. A fail ${effectOf(check)}.`,
    check.why,
    '## What it says',
    [
      '| status | reason | bears on | for example |',
      '|---|---|---|---|',
      ...examples.map(row),
      ...(needs.length > 0 ? [UNREAD] : []),
    ].join('\n'),
    ...weighed(check),
    '## How to fix it',
    `In the console: ${check.console}`,
    ...(fixes.length > 0 ? ['Below, ids and names are those of the account that the examples are of.', ...fixes] : []),
    '## Sources',
    [
      `- AWS's documentation: <${check.doc}>`,
      ...referencesOf(fixes).map((url) => `- <${url}>`),
      `- What the check looks at: ${needs.join(', ') || 'nothing of AWS'}`,
    ].join('\n'),
    '[All checks](../checks.md)',
  ].join('\n\n')}\n`
}

const UNREAD =
  '| unknown | `api-denied`, `api-throttled`, `api-timeout`, `api-unsupported`, `api-error` | | AWS did not answer a call that the check needs |'

const NOUNS: Record<CheckDefinition['subject'], string> = {
  vpc: 'VPC',
  host: 'host',
  region: 'region',
  database: 'database',
  tunnel: 'tunnel, that is a host and a database',
  caller: 'operator of the config (`operators`)',
}

function row({ name, finding: { status, reason, blocks, posture } }: Example): string {
  const bears = [...blocks, ...(posture ? ['posture'] : [])].join(', ')
  return `| ${status} | \`${reason}\` | ${status === 'pass' || status === 'skip' ? '' : bears || 'nothing'} | ${name.replaceAll('|', '\\|')} |`
}

/** What other checks have to do with what this one says. */
function weighed({ id, symptomOf = [] }: CheckDefinition): string[] {
  const by = [...EVIDENCE].filter(([, { proves }]) => proves.has(id)).map(([check]) => check)
  const supported = [...EVIDENCE].filter(([, { supports }]) => supports.has(id)).map(([check]) => check)
  return [
    ...by.map((check) => `Where ${link(check)} passes, an unknown here no longer counts, and a fail is a warning.`),
    ...supported.map((check) => `Where ${link(check)} passes, an unknown here counts as a warning. A fail stays one.`),
    ...(symptomOf.length > 0
      ? [`The cause may be what another check finds, which then leads the problem: ${symptomOf.map(link).join(', ')}.`]
      : []),
  ]
}

const link = (id: string) => `[${id}](${id}.md)`

/** AWS's own pages of the commands. */
function referencesOf(fixes: readonly string[]): string[] {
  const found = fixes.flatMap((text) => [...text.matchAll(/\baws ([a-z0-9-]+) ([a-z0-9-]+)/g)])
  const urls = found.map(
    ([, service, operation]) => `https://docs.aws.amazon.com/cli/latest/reference/${service}/${operation}.html`,
  )
  return [...new Set(urls)].sort()
}
