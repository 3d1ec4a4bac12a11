import { stringify } from 'yaml'
import type { ProposedChange, ShownRemedy } from '../src/model/finding.js'
import { groupBy } from '../src/model/group-by.js'
import { PLAIN_INVOCATION } from '../src/model/invocation.js'
import type { Plan, PlanStep } from '../src/model/plan.js'
import type { PlanAsCode } from '../src/model/plan-as-code.js'
import { stepId } from '../src/model/step-id.js'
import { asCloudFormation } from '../src/remediate/as-code/cloudformation.js'
import { asTerraform } from '../src/remediate/as-code/terraform.js'
import { commandsOf, handlerOf } from '../src/remediate/changes/index.js'
import { PLAN_TAG, STEP_TAG } from '../src/remediate/changes/request.js'
import { stepsNamedIn } from '../src/remediate/engine/names.js'
import { showFinding } from '../src/report/remedies.js'
import type { Example } from './check-examples.js'

/** A finding with its remedy as a report shows it. */
interface Fix extends Example {
  shown: ShownRemedy
}

/** What a check proposes, in Markdown: once for what differs in names alone. */
export function fixesOf(examples: readonly Example[]): string[] {
  const fixes = examples.flatMap((example): Fix[] => {
    const { remedy: shown } = showFinding({ invocation: PLAIN_INVOCATION, commandsOf })(example.finding)
    return shown ? [{ ...example, shown }] : []
  })
  const inWords = fixes.filter(({ shown }) => shown.command === undefined && shown.plan === undefined)
  const byShape = groupBy(
    fixes.filter((fix) => !inWords.includes(fix)),
    shapeOf,
  )
  return [
    ...[...byShape.values()].map(section),
    ...(inWords.length > 0
      ? [
          '### In words alone',
          [...groupBy(inWords, ({ shown }) => shown.text)]
            .map(([text, alike]) => `- ${reasonsOf(alike)}: ${text}`)
            .join('\n'),
        ]
      : []),
  ]
}

/** Kinds of changes and of commands: what is left of a remedy without ids and values. */
const shapeOf = ({ finding: { remedy }, shown }: Fix): string =>
  JSON.stringify([
    remedy?.changes?.map(({ remedy: id, change }) => [id, change.kind]) ?? [],
    (shown.command?.bash ?? '')
      .split('\n')
      .map((line) => line.split(' ').filter((word, i) => i < 3 || word.startsWith('--'))),
  ])

const reasonsOf = (fixes: readonly Fix[]): string =>
  [...new Set(fixes.map(({ finding }) => `\`${finding.reason}\``))].join(', ')

function section(alike: readonly Fix[]): string {
  const [fix] = alike
  if (!fix) return ''
  const { finding, shown } = fix
  const changes = finding.remedy?.refused ? [] : (finding.remedy?.changes ?? [])
  return [
    `### ${reasonsOf(alike)}`,
    `> ${finding.message}`,
    shown.text,
    ...(shown.plan ? [`By ssm-ready (${undoOf(changes)}):`, fenced('sh', shown.plan.bash)] : []),
    ...(shown.command ? ['By CLI:', fenced('sh', shown.command.bash)] : []),
    ...(changes.length > 0 ? asCode(changes, finding.subject.accountId) : []),
  ].join('\n\n')
}

/** A plan without changes of its own is made of what other findings ask for. */
const undoOf = (changes: readonly ProposedChange[]): string =>
  changes.every(({ change }) => handlerOf(change).undoTitle?.(change) !== undefined)
    ? '`fix apply` carries the plan out, `fix revert` takes it back'
    : '`fix apply` carries the plan out; not all of it can be taken back'

function asCode(changes: readonly ProposedChange[], accountId: string): string[] {
  const plan = planOf(changes, accountId)
  const [cloudFormation, terraform] = [asCloudFormation(plan), asTerraform(plan)]
  const written = [
    folded('CloudFormation', cloudFormation, (document) =>
      fenced('yaml', stringify(without(document, ['Metadata', 'Description']))),
    ),
    folded('Terraform (`main.tf.json`)', terraform, (document) =>
      fenced('json', JSON.stringify(without(document, ['//', 'terraform', 'provider']), null, 2)),
    ),
  ].flat()
  const why = [...new Set([...cloudFormation.left, ...terraform.left].map((left) => left.why))]
  return [...written, ...(why.length > 0 ? [`Not as code: ${why.join(' ')}`] : [])]
}

const folded = (
  language: string,
  { text }: PlanAsCode,
  write: (document: Record<string, unknown>) => string,
): string[] =>
  text === '' ? [] : [`<details><summary>${language}</summary>`, write(JSON.parse(text, untagged)), '</details>']

/** Tags name the plan that a template is of; here there is none. */
function untagged(name: string, value: unknown): unknown {
  if (!/^tags?$/i.test(name)) return value
  const isKept = (key: unknown) => key !== PLAN_TAG && key !== STEP_TAG
  const left: object = Array.isArray(value)
    ? value.filter((tag) => isKept(tag.Key ?? tag.key))
    : Object.fromEntries(Object.entries(Object(value)).filter(([key]) => isKept(key)))
  return Object.keys(left).length > 0 ? left : undefined
}

const without = (document: Record<string, unknown>, names: readonly string[]) =>
  Object.fromEntries(Object.entries(document).filter(([name]) => !names.includes(name)))

/** What of a plan a template is made of; what of it depends on an account or a day is not shown. */
function planOf(changes: readonly ProposedChange[], accountId: string): Plan {
  const steps = changes.map(({ remedy, change }): PlanStep => {
    const handler = handlerOf(change)
    const none = { bash: '', powershell: '', cmd: '' }
    return {
      ...{ id: stepId(remedy, change), remedy, title: handler.title(change), mode: 'approval', risk: '', clears: [] },
      change: {
        ...{ kind: change.kind, api: [...handler.api(change)], resource: handler.resource(change) },
        ...{ before: {}, after: handler.after(change), input: change },
      },
      dependsOn: stepsNamedIn(change),
      command: none,
    }
  })
  return {
    ...{ schemaVersion: 1, planId: 'plan-example', createdAt: '', expiresAt: '', factsHash: '', checksum: '' },
    scope: { accountId, partition: 'aws', regions: [], remedies: [] },
    ...{ steps, refused: [], predicted: { vpcs: [], tunnels: [], findings: [] } },
  }
}

const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``
