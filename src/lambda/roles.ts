import { auditActions, remedyActions } from '../app/needed-actions.js'

/** A statement of an IAM policy, as CloudFormation takes it. */
export interface RoleStatement {
  Sid: string
  Effect: 'Allow'
  Action: string[]
  Resource: '*' | { 'Fn::Sub': string }[]
}

/** Actions of remedies that AWS can limit to resources; all others know no resource of their own. */
const RESOURCES: Record<string, string[]> = {
  'ssm:SendCommand': [
    // A document of AWS's has no account in its ARN. CloudFormation fills in the rest.
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: Fn::Sub
    'arn:${AWS::Partition}:ssm:*::document/AWS-UpdateSSMAgent',
    'arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:instance/*',
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: Fn::Sub
  ],
}

/** What the audit function may do: what the collectors and checks look at. */
export function auditStatements(): RoleStatement[] {
  return [{ Sid: 'Audit', Effect: 'Allow', Action: auditActions(), Resource: '*' }]
}

/** What the remediation function may do: audit, and what the remedies need. */
export function remediateStatements(): RoleStatement[] {
  const needs = remedyActions()
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
