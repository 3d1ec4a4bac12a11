import type { CheckDefinition } from '../src/checks/define.js'

const HEADER = `<!-- Generated from the checks: npm run generate -->

# Checks

What \`ssm-ready\` judges. The page of each check says why it matters, what it can say, and what fixes it. A finding of any
check is also \`unknown\`, with a reason \`api-denied\`, \`api-throttled\`, \`api-timeout\`, \`api-unsupported\` or \`api-error\`,
where AWS did not answer a call that it needs.

What the status of a finding does to the verdict of each capability that it bears on:

| status | verdict | posture, of a posture check |
|---|---|---|
| fail | BLOCKED | DEVIATING |
| unknown | UNKNOWN, unless BLOCKED | UNKNOWN, unless DEVIATING |
| warn | DEGRADED, unless BLOCKED or UNKNOWN | COMPLIANT |
| pass, skip | READY, where nothing else is found | COMPLIANT |
`

/** The page docs/checks.md: a line for each check. */
export function checkDocs(checks: readonly CheckDefinition[]): string {
  const rows = checks.map((c) => `| [${c.id}](checks/${c.id}.md) | ${c.subject} | ${effectOf(c)} | ${c.title} |`)
  return [HEADER, '| check | subject | a fail | passes when |', '|---|---|---|---|', ...rows, ''].join('\n')
}

/** What a fail of the check takes away, in words. */
export function effectOf({ blocks, posture }: Pick<CheckDefinition, 'blocks' | 'posture'>): string {
  const takes = blocks.length > 0 ? `blocks ${blocks.join(', ')}` : ''
  return [takes, posture ? 'deviates from the posture' : ''].filter(Boolean).join(' and ') || 'blocks nothing'
}
