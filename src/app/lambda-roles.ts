import { CHECKS } from '../checks/index.js'
import { REMEDIES } from '../remediate/index.js'

/** A statement of an IAM policy, as CloudFormation takes it. */
export interface RoleStatement {
  Sid: string
  Effect: 'Allow'
  Action: string[]
  Resource: '*' | { 'Fn::Sub': string }[]
}

/** Identity and regions of the account, which every run asks for. (sts:GetCallerIdentity needs no permission.) */
const ALWAYS = ['ec2:DescribeRegions']

/** Actions of remedies that AWS can limit to resources; all others know no resource of their own. */
const RESOURCES: Record<string, string[]> = {
  'ssm:SendCommand': [
    // A document of AWS's has no account in its ARN.
    'arn:${AWS::Partition}:ssm:*::document/AWS-UpdateSSMAgent',
    'arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:instance/*',
  ],
}

/** What the audit function may do: what the collectors and checks look at. */
export function auditStatements(): RoleStatement[] {
  const actions = [...ALWAYS, ...CHECKS.flatMap((check) => check.needs)]
  return [{ Sid: 'Audit', Effect: 'Allow', Action: unique(actions), Resource: '*' }]
}

/** What the remediation function may do: audit, and what the remedies need. */
export function remediateStatements(): RoleStatement[] {
  const needs = unique(REMEDIES.flatMap(({ needs: { plan, apply, verify } }) => [...plan, ...apply, ...verify]))
  const limited = needs.filter((action) => Object.hasOwn(RESOURCES, action))
  return [
    ...auditStatements(),
    { Sid: 'Remedies', Effect: 'Allow', Action: needs.filter((action) => !limited.includes(action)), Resource: '*' },
    ...limited.map((action) => ({
      Sid: action.replace(/[^A-Za-z]/g, ''),
      Effect: 'Allow' as const,
      Action: [action],
      Resource: (RESOURCES[action] ?? []).map((arn) => ({ 'Fn::Sub': arn })),
    })),
  ]
}

const unique = (actions: readonly string[]) => [...new Set(actions)].sort()
