import type { Remedy } from '../../model/finding.js'
import type { Role } from '../../model/snapshot-iam.js'
import { awsCommand } from './aws-command.js'
import type { HostRoleInUse } from './host-role.js'

/** What a statement is to allow. */
export interface Grant {
  actions: readonly string[]
  resource: string
}

const CORE = 'AmazonSSMManagedInstanceCore'

/**
 * An inline policy of the role's own. It replaces one of the same name, so that it holds the statements of that, too;
 * where they are not known, there is the text alone. Only what no policy allows is granted by one more statement.
 * @param purpose the name of the policy behind `ssm-ready-`
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
 */
export function grantRemedy(
  { role, reason, purpose, text }: { role: Role; reason: string; purpose: string; text: string },
  grants: readonly Grant[],
): Remedy {
  const policyName = `ssm-ready-${purpose}`
  const { inlinePolicies } = role
  if (reason !== 'permissions-missing' || inlinePolicies.outcome !== 'ok') return { text }
  const before = inlinePolicies.value.find((policy) => policy.policyName === policyName)
  const policy = before === undefined ? { Version: '2012-10-17', Statement: [] } : policyOf(before.document)
  if (policy === undefined) return { text }
  const statements = grants.map(({ actions, resource }) => ({ Effect: 'Allow', Action: actions, Resource: resource }))
  const document = { json: { ...policy, Statement: [...policy.Statement, ...statements] }, file: `${policyName}.json` }
  return {
    text,
    commands: [
      awsCommand(
        ...['iam', 'put-role-policy', '--role-name', role.roleName, '--policy-name', policyName],
        ...['--policy-document', document],
      ),
    ],
  }
}

function parsed(document: string): unknown {
  try {
    return JSON.parse(document)
  } catch {
    return undefined
  }
}

/** `undefined` where nobody could say what it holds. */
function policyOf(document: string): { Statement: unknown[] } | undefined {
  const policy = parsed(document)
  if (typeof policy !== 'object' || policy === null || !('Statement' in policy)) return undefined
  const { Statement } = policy
  return { ...policy, Statement: Array.isArray(Statement) ? Statement : [Statement] }
}

/** The managed policy of hosts, for the role of an instance profile that lacks its permissions. */
export function corePolicyRemedy({ kind, role }: HostRoleInUse, reason: string, text: string): Remedy {
  if (kind !== 'instance-profile' || reason !== 'permissions-missing') return { text }
  const arn = `arn:${role.arn.split(':')[1] ?? 'aws'}:iam::aws:policy/${CORE}`
  return {
    text,
    commands: [awsCommand('iam', 'attach-role-policy', '--role-name', role.roleName, '--policy-arn', arn)],
  }
}
