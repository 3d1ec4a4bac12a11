import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { parse } from 'yaml'

type Json = Record<string, unknown>
interface Statement {
  Effect: string
  Action: string | string[]
  Resource: unknown
  Condition?: unknown
}
interface Role {
  Type: string
  Properties: { Policies?: Json[]; ManagedPolicyArns?: unknown[]; AssumeRolePolicyDocument: { Statement: Json[] } }
}
type Variables = { resolveVariable: (name: string) => Promise<string> }

/** Parameters that switch everything on; what only some values bring is told apart by what it hangs on. */
const PARAMETERS: Record<string, string> = {
  ...{ organization: 'all,tag:stage=prod', organizationRole: 'ssm-ready-read', organizationExternalId: 'ssm-ready' },
  ...{ organizationConcurrency: '10', organizationToleratedFailures: '10', region: 'eu-west-1', publish: 'none' },
  ...{ slackCommand: 'true', schedule: 'rate(1 day)', scheduleTimezone: 'UTC' },
  config: '{"slack": {"signingSecret": "ssm:/slack/signing-secret", "teamIds": ["T0123456789"]}}',
}
const variables: Variables = { resolveVariable: async (name) => PARAMETERS[name.replace(/^param:/, '')] ?? '' }

/** What each role is for; one that is missing here fails the generation. */
const PURPOSES: Record<string, string> = {
  AuditRole:
    'The audit function: an audit, its report into the bucket, [the destinations](#publishing) of `publish`, the secrets that `config` names and nothing else.',
  RemediateRole:
    '[The remedies](#fixing) of the parameter `remedies`. Where they may give rights to roles, a denial keeps those of the stack out.',
  ScheduleRole:
    'EventBridge Scheduler: invokes the audit function, and puts an event that it could not deliver into the queue.',
  SlackRole:
    'With `slackCommand`. The function behind the URL: notes what it has seen, reads the signing secret, hands over to the worker.',
  SlackWorkRole:
    'With `slackCommand`. The worker: invokes the two functions above, keeps who approved what, reads a report that is too large for an answer.',
  OrganizationListRole:
    'With `organization`. Which accounts and regions there are; only `all` needs `organizations:ListAccounts`, only units `ListAccountsForParent` and `ListOrganizationalUnitsForParent`, only `tag:` `ListTagsForResource`.',
  OrganizationAuditRole:
    "With `organization`. Enters each account by the one role `organizationRole`; the stack's own account it reads by itself.",
  OrganizationSummaryRole:
    'With `organization`. Reads what the audits left in the bucket, and publishes one report; beside these, what [sns and eventbridge](#publishing) need, and the secrets that `config` names.',
  OrganizationMachineRole:
    'With `organization`. Step Functions: calls the three functions, reads the list of accounts, notes what failed.',
  OrganizationScheduleRole: 'With `organization`. EventBridge Scheduler: starts the state machine.',
}

/** A table for every role of the stack, out of what the stack is made of. */
export async function deployedRoles(root: string): Promise<string[]> {
  const roles = { ...inYaml(root, 'roles.yml'), ...inYaml(root, 'schedule.yml'), ...(await inCode(root)) }
  const missing = Object.keys(PURPOSES).filter((name) => !(name in roles))
  if (missing.length > 0) throw new Error(`No such role of the stack: ${missing.join(', ')}`)
  return Object.entries(roles)
    .sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b))
    .flatMap(([name, role]) => [`### ${name}`, purposeOf(name), tableOf(role)])
}

const ORDER = Object.keys(PURPOSES)

function purposeOf(name: string): string {
  const purpose = PURPOSES[name]
  if (purpose === undefined) throw new Error(`scripts/deployed-roles-docs.ts: what is ${name} for?`)
  return purpose
}

function inYaml(root: string, file: string): Record<string, Role> {
  const { Resources } = parse(readFileSync(join(root, 'serverless', file), 'utf8'), { merge: true })
  return rolesAmong(Resources)
}

async function inCode(root: string): Promise<Record<string, Role>> {
  const required = createRequire(join(root, 'serverless', 'roles.yml'))
  const { Resources } = await required('./organization/resources.cjs')(variables)
  const slack = await required('./slack.cjs').resources(variables)
  return { ...rolesAmong(Resources), ...rolesAmong(slack.Resources) }
}

const rolesAmong = (resources: Record<string, Role>): Record<string, Role> =>
  Object.fromEntries(Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role'))

function tableOf({ Properties: { Policies = [], ManagedPolicyArns = [] } }: Role): string {
  const rows = [
    ...(ManagedPolicyArns.length > 0 ? ['| `ReadPolicy` | [an audit](#an-audit) | `*` | |'] : []),
    ...Policies.flatMap((policy) => rowsOf(policy)),
  ]
  return ['| policy | actions | resources | only if |', '|---|---|---|---|', ...rows].join('\n')
}

/** Conditions of the template, as their parameters are called. */
const CONDITIONS: Record<string, string> = {
  HasBucket: '`bucket` is not `none`',
  HasBucketKey: '`bucketKey`',
  HasProbe: '`probe`',
  InVpc: '`subnetIds`',
  IsTraced: '`tracing=Active`',
}

function rowsOf(given: Json, condition = ''): string[] {
  const choice = given['Fn::If']
  if (Array.isArray(choice)) return rowsOf(choice[1], CONDITIONS[choice[0]] ?? choice[0])
  const { PolicyName, PolicyDocument } = given as { PolicyName: string; PolicyDocument: { Statement: unknown } }
  const { Statement } = PolicyDocument
  if (!Array.isArray(Statement)) return [`| \`${PolicyName}\` | ${FROM_FILES[PolicyName] ?? ''} | | ${condition} |`]
  return (Statement as Statement[])
    .filter(({ Action }) => String(Action) !== 'sts:GetCallerIdentity')
    .map(({ Action, Resource, Condition }) => {
      const only = [condition, ...(Condition ? [code(JSON.stringify(Condition))] : [])].filter((each) => each !== '')
      return `| \`${PolicyName}\` | ${[Action].flat().map(code).join(', ')} | ${resourcesOf(Resource)} | ${only.join(', ')} |`
    })
}

/** Policies that follow from parameters. */
const FROM_FILES: Record<string, string> = {
  publish:
    '[the destinations](#publishing); `ssm:GetParameter` or `secretsmanager:GetSecretValue` on each secret that `config` names, `kms:Decrypt` on `secretsKey`',
  remediate: '[the remedies](#fixing) that `remedies` names',
  probe: '[sessions](#probes) to the hosts that `probe` names, with the one document',
}

const resourcesOf = (given: unknown): string => [given].flat().map(textOf).map(code).join(', ')

function textOf(resource: unknown): string {
  if (typeof resource === 'string') return resource
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } = Object(resource)
  if (typeof ref === 'string') return `\${${ref}}`
  if (Array.isArray(attribute)) return `\${${attribute.join('.')}}`
  return String(Array.isArray(text) ? text[0] : text).replace(`\${Name}`, 'BUCKET')
}

const code = (text: string) => `\`${text}\``
