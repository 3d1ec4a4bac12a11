import type { Statement } from '../iam/document.js'
import { type PolicySet, reference } from '../iam/evaluate.js'
import { policiesOf } from '../iam/principals.js'
import { once } from '../inventory/once.js'
import { read, Unreadable } from '../inventory/read.js'
import { defineCheck, pass, unknown, warn } from './define.js'
import { withRole } from './lib/host-permissions.js'
import { ROLE_NEEDS } from './lib/role-needs.js'

/** Managed policies of AWS that give a host far more than sessions need. */
const BROAD_POLICIES = new Set([
  'AdministratorAccess',
  'AmazonEC2FullAccess',
  'AmazonEC2RoleforSSM',
  'AmazonRDSFullAccess',
  'AmazonS3FullAccess',
  'AmazonSSMFullAccess',
  'IAMFullAccess',
  'PowerUserAccess',
  'SecretsManagerReadWrite',
])

/** Services all of whose actions on all resources are more than a host may have that people can become root on. */
const SENSITIVE = new Set([
  ...['*', 'dynamodb', 'ec2', 'ecs', 'iam', 'kms', 'lambda', 'organizations', 'rds', 'rds-db', 'redshift'],
  ...['s3', 'secretsmanager', 'ssm', 'sso', 'sts'],
])

export default defineCheck({
  id: 'role-least-privilege',
  title: 'The role gives the host no more than it needs',
  why: 'Whoever may open a shell on the host may use its role. A role with sweeping rights turns access to a jump host into access to the account.',
  console:
    "IAM > Roles > the host's role > Permissions: remove the broad policy, and attach AmazonSSMManagedInstanceCore or the policy that 'ssm-ready policy instance' prints.",
  subject: 'host',
  blocks: [],
  posture: true,
  needs: ROLE_NEEDS,
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html',
  statuses: ['pass', 'warn', 'unknown', 'skip'],
  run(host, context) {
    return withRole(host, context, ({ used: { role } }) => {
      const { identity } = policiesOf(context.iam, role.arn)
      const attached = read(role.attachedPolicies)
      const broad = attached.filter(
        ({ policyArn, policyName }) => policyArn.includes(':iam::aws:') && BROAD_POLICIES.has(policyName),
      )
      const wide = wideStatements(identity)
      const evidence = {
        roleArn: role.arn,
        managedPolicies: broad.map((policy) => policy.policyArn),
        statements: wide.map((statement) => ({ ...reference(statement), actions: statement.action.patterns })),
      }
      const remedy = {
        text: `Give role ${role.roleName} the policy that this command prints instead.`,
        commands: [['ssm-ready', 'policy', 'instance']],
      }
      if (broad.length > 0)
        return warn('broad-managed-policy', `Role ${role.roleName} has ${broad.map((p) => p.policyName).join(', ')}.`, {
          evidence,
          remedy,
        })
      const [first] = wide
      if (first)
        return warn(
          'wildcard-actions',
          `Role ${role.roleName} may do ${granted(first)} on all resources (${first.policy}).`,
          {
            evidence,
            remedy,
          },
        )
      const [hidden] = identity.opaque
      if (hidden?.failure) throw new Unreadable(hidden.failure)
      if (hidden)
        return unknown('policy-not-understood', `Policy ${hidden.policy} cannot be judged: ${hidden.why}.`, {
          evidence,
        })
      return pass('least-privilege', `Role ${role.roleName} has no sweeping permissions.`, { evidence })
    })
  },
})

/** Once for each role: many hosts share one. */
const wideStatements = once(({ statements }: PolicySet) => statements.filter(isWide))

/** Everything of a sensitive service, on resources without bounds. */
function isWide({ effect, action, resource }: Statement): boolean {
  if (effect !== 'Allow' || !resource) return false
  const unbounded = resource.negated || resource.patterns.includes('*')
  return unbounded && (action.negated || action.patterns.some(isSweeping))
}

function isSweeping(pattern: string): boolean {
  if (/^\*+$/.test(pattern)) return true
  const [service = '', name] = pattern.split(':')
  return name !== undefined && /^\*+$/.test(name) && SENSITIVE.has(service)
}

function granted({ action }: Statement): string {
  return action.negated ? `everything but ${action.patterns.join(', ')}` : action.patterns.filter(isSweeping).join(', ')
}
