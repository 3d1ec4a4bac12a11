import type { CheckDefinition } from '../src/checks/define.js'
import { STATUSES } from '../src/model/finding.js'
import type { Scenario } from '../test/support/scenario.js'

const HEADER = `<!-- Generated from the checks and their scenarios: npm run generate -->

# Checks

What \`ssm-ready\` judges, from the checks' own metadata. A finding of any check is also \`unknown\`, with a reason
\`api-denied\`, \`api-throttled\`, \`api-timeout\`, \`api-unsupported\` or \`api-error\`, where AWS did not answer a call that it needs.
`

/** The page docs/checks.md: an overview, then a section per check whose anchor is its id. */
export function checkDocs(checks: readonly CheckDefinition[], scenarios: readonly Scenario[]): string {
  const byCheck = new Map(scenarios.map((scenario) => [scenario.check, scenario]))
  return [HEADER, overview(checks), ...checks.map((check) => section(check, byCheck.get(check.id)))].join('\n')
}

function overview(checks: readonly CheckDefinition[]): string {
  const rows = checks.map((c) => `| [${c.id}](#${c.id}) | ${c.subject} | ${effect(c)} | ${c.title} |`)
  return ['| check | subject | a fail | passes when |', '|---|---|---|---|', ...rows, ''].join('\n')
}

function section(check: CheckDefinition, scenario: Scenario | undefined): string {
  return `## ${check.id}

**${check.title}.** Subject: ${check.subject}. A fail ${effect(check)}. [AWS documentation](${check.doc})

Needs ${check.needs.map((action) => `\`${action}\``).join(', ') || 'no permission'}.

| status | reason | for example |
|---|---|---|
${reasons(scenario).join('\n')}
`
}

function effect({ blocks, posture }: CheckDefinition): string {
  const takes = blocks.length > 0 ? `blocks ${blocks.join(', ')}` : ''
  return [takes, posture ? 'deviates from the posture' : ''].filter(Boolean).join(' and ') || 'blocks nothing'
}

/** Every reason that a scenario shows, the good ones first, with the name of its first scenario. */
function reasons(scenario: Scenario | undefined): string[] {
  const first = new Map<string, { status: string; row: string }>()
  for (const { name, expect } of scenario?.cases ?? [])
    for (const { status, reason } of expect) {
      const key = `${status}/${reason}`
      if (reason.startsWith('api-') || first.has(key)) continue
      first.set(key, { status, row: `| ${status} | \`${reason}\` | ${name} |` })
    }
  return STATUSES.flatMap((status) => [...first.values()].filter((f) => f.status === status).map((f) => f.row))
}
