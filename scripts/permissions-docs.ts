import type { CheckDefinition } from '../src/checks/define.js'
import {
  instancePolicy,
  operatorPolicy,
  type PolicyTargets,
  probeCommandsPolicy,
  probePolicy,
} from '../src/iam/minimal-policy.js'
import { auditStatements, publisherStatements, type RoleStatement, remedyStatements } from '../src/lambda/roles.js'
import { DESTINATIONS } from '../src/model/destinations.js'
import { groupBy } from '../src/model/group-by.js'
import { REMEDIES } from '../src/remediate/index.js'
import { deployedRoles } from './deployed-roles-docs.js'
import { whyOf } from './permission-reasons.js'

const ACCOUNT = { partition: 'aws', accountId: '111122223333' }

/** A region in which sessions use whatever they can, so that each policy has all of its statements. */
const TARGETS: PolicyTargets[] = [
  {
    ...{ region: 'eu-west-1', hostIds: ['i-0123456789abcdef0'], ec2messages: true },
    sessionKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    ...{ s3BucketName: 'session-logs', s3KeyPrefix: 'eu-west-1', logGroupName: 'sessions' },
    bucketKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/0987dcba-09fe-87dc-65ba-ab0987654321',
    tokenDatabaseIds: ['prx-0123456789abcdef0'],
  },
]

/** The page docs/permissions.md. */
export async function permissionsDocs(checks: readonly CheckDefinition[], root: string): Promise<string> {
  return `${[
    '<!-- Generated from the metadata of checks, collectors, remedies and destinations: npm run generate -->',
    INTRODUCTION,
    '## An audit',
    AUDIT,
    folded('The policy', policyOf(auditStatements())),
    auditReasons(checks),
    '## The role of the hosts',
    'What sessions of every kind need, encrypted and logged as the session preferences say. `ssm-ready policy instance` prints the statements that your account needs, with its names, and leaves the others out.',
    withReasons(instancePolicy(ACCOUNT, TARGETS).document),
    '## People who open tunnels',
    'No shells and no SSH: sessions with the documents that forward ports alone. `ssm-ready policy operator` prints it for the hosts of your account.',
    withReasons(operatorPolicy(ACCOUNT, TARGETS).document),
    '## Probes',
    'What `audit --probe` needs beyond an audit. `ssm-ready policy probe` prints it.',
    withReasons(probePolicy(ACCOUNT, TARGETS).document),
    'What its commands need, `ssm-ready policy probe --run-command`. **Whoever may run these documents has all rights on the hosts.**',
    withReasons(probeCommandsPolicy(ACCOUNT, TARGETS).document),
    '## Fixing',
    'What each remedy needs beyond an audit: to look again right before it acts, to act, and to take it back. `*` stands where AWS knows no resource of the action.',
    ...REMEDIES.map(
      ({ id, title, doc }) => `### ${id}\n\n${title} ([AWS](${doc})).\n\n${rightsOf(remedyStatements([id]))}`,
    ),
    '## Publishing',
    'What the audit function may do for each destination that the parameter `publish` names. `metrics` needs nothing: they are lines of its log.',
    ...DESTINATIONS.flatMap((destination) => {
      const statements = publisherStatements(destination)
      return statements.length > 0 ? [`### ${destination}`, rightsOf(statements)] : []
    }),
    DEPLOYED,
    ...(await deployedRoles(root)),
    '### Beside them',
    DEPLOYER,
  ].join('\n\n')}\n`
}

const INTRODUCTION = `# Permissions

Every right that ssm-ready, its users or its hosts need, and what for. The program is built so that a missing right costs a part of
the answer and nothing else: what may not be read is UNKNOWN, and the report names the action.

| who | needs |
|---|---|
| whoever runs \`audit\`, \`explain\`, \`collect\`, \`fix plan\` | [an audit](#an-audit): reads alone |
| the hosts | [the role of the hosts](#the-role-of-the-hosts) |
| whoever runs \`connect\` | [people who open tunnels](#people-who-open-tunnels), and an audit, which finds the way |
| whoever runs \`audit --probe\` | an audit and [probes](#probes) |
| whoever runs \`fix apply\`, \`fix revert\` | an audit and [the remedies](#fixing) of the plan |
| the deployed functions | [their roles](#the-deployed-roles) |`

const AUDIT = `Reads, on all resources: which VPCs, hosts, keys and roles there are is what it is to find out. Nothing in it reads data: no object of
a bucket, no value of a parameter, no row of a database. (\`s3:ListBucket\` is how IAM calls the question whether the log bucket exists.)`

/** Checks by action; actions that the same checks look at share a row. */
function auditReasons(checks: readonly CheckDefinition[]): string {
  const actions = auditStatements().flatMap(({ Action }) => Action)
  const reasonOf = (action: string) => {
    const ids = checks.filter(({ needs }) => needs.includes(action)).map(({ id }) => id)
    return ids.length > 0 ? familiesOf(ids, checks).join(', ') : whyOf(action)
  }
  const rows = [...groupBy(actions, reasonOf)].map(([reason, alike]) => `| ${alike.map(code).join(', ')} | ${reason} |`)
  return ['| actions | for |', '|---|---|', ...rows].join('\n')
}

/** Links; \`path-*\` where all checks of that first word are among them. */
function familiesOf(ids: readonly string[], checks: readonly CheckDefinition[]): string[] {
  const first = (id: string) => id.split('-')[0] ?? id
  const all = groupBy(
    checks.map(({ id }) => id),
    first,
  )
  return [...groupBy(ids, first)].flatMap(([word, own]) =>
    own.length > 2 && own.length === all.get(word)?.length
      ? [`[${word}-*](checks.md)`]
      : own.map((id) => `[${id}](checks/${id}.md)`),
  )
}

function withReasons(document: { Statement: readonly { Sid: string }[] }): string {
  const rows = document.Statement.map(({ Sid }) => `| \`${Sid}\` | ${whyOf(Sid)} |`)
  return [folded('The policy', document), ['| statement | why |', '|---|---|', ...rows].join('\n')].join('\n\n')
}

function rightsOf(statements: readonly RoleStatement[]): string {
  const rows = statements.map(({ Action, Resource, Condition }) => {
    const resources = Resource === '*' ? '`*`' : Resource.map((each) => code(each['Fn::Sub'])).join(', ')
    return `| ${Action.map(code).join(', ')} | ${resources} | ${Condition ? code(JSON.stringify(Condition)) : ''} |`
  })
  return ['| actions | resources | only if |', '|---|---|---|', ...rows].join('\n')
}

const code = (text: string) => `\`${text}\``

const policyOf = (Statement: readonly RoleStatement[]) => ({ Version: '2012-10-17', Statement })

const folded = (title: string, document: object) =>
  `<details><summary>${title}</summary>\n\n\`\`\`json\n${JSON.stringify(document, null, 2)}\n\`\`\`\n\n</details>`

const DEPLOYED = `## The deployed roles

One role for each function, one for the schedule, and two for the state machine of an organisation; no role has an action with \`*\` in it. A test reads the packaged template and holds
that ([test/serverless](../test/serverless)).`

const DEPLOYER = `Whoever deploys needs rights on CloudFormation, and through it to make what the template names: S3 buckets, Lambda functions, IAM roles
and a policy, CloudWatch log groups, alarms and a dashboard, an SNS topic, an SQS queue, and schedules of EventBridge Scheduler; with \`slackCommand\` the URL of a function, with
\`organization\` a state machine of Step Functions.

The roles of member accounts are those of [serverless/member-roles.json](../serverless/member-roles.json): one with [an audit](#an-audit), for the roles that \`TrustedRoles\` names
and under the external id; and, only where \`Remedies\` names some, another one with [these rights](#fixing), which nothing deployed assumes.`
