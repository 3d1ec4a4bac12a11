import { REMEDY_IDS } from '../model/remedy-ids.js'
import { auditStatements, type RoleStatement, remedyStatements } from './roles.js'

type Statement = Omit<RoleStatement, 'Effect' | 'Sid'> & { Effect: 'Allow' | 'Deny'; Sid: string }

/** What the default of {@link memberRolesTemplate}'s parameter `ReadRoleName` is, and of the stack's parameter `organizationRole`. */
const READ_ROLE = 'ssm-ready-read'
const REMEDIATE_ROLE = 'ssm-ready-remediate'

/**
 * Characters of a managed policy; partitions have longer names than the variable that stands for them.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MANAGED_POLICY = 6_144 - 500

/**
 * The roles of a member account of an organisation, as a CloudFormation template for StackSets: one that reads, and apart from it,
 * only where it is asked for, one that changes what remedies change. Both trust roles of one account, under an external id.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
 */
export function memberRolesTemplate() {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description:
      'Roles of ssm-ready in a member account: one that audits, and only with the parameter Remedies one that changes.',
    Metadata: {
      'AWS::CloudFormation::Interface': {
        ParameterGroups: [
          group('Audit', ['TrustedAccount', 'TrustedRoles', 'ExternalId', 'ReadRoleName']),
          group('Remediation', ['Remedies', 'TrustedRemediators', 'RemediateRoleName']),
        ],
      },
    },
    Parameters: PARAMETERS,
    Rules: {
      RemediatorsAreNamed: {
        RuleCondition: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Remedies' }, 'none'] }] },
        Assertions: [
          {
            Assert: { 'Fn::Not': [{ 'Fn::EachMemberEquals': [{ Ref: 'TrustedRemediators' }, ''] }] },
            AssertDescription: 'TrustedRemediators: who may assume the role that changes something?',
          },
        ],
      },
    },
    Conditions: {
      Remediates: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Remedies' }, 'none'] }] },
      AllRemedies: { 'Fn::Equals': [{ Ref: 'Remedies' }, 'all'] },
      UpdatesAgents: { 'Fn::Equals': [{ Ref: 'Remedies' }, 'update-agent'] },
    },
    Resources: { ...readRole(), ...remediateRole() },
    Outputs: {
      ReadRoleArn: { Value: arnOf('ReadRole') },
      RemediateRoleArn: { Condition: 'Remediates', Value: arnOf('RemediateRole') },
    },
  }
}

const group = (label: string, Parameters: string[]) => ({ Label: { default: label }, Parameters })
const arnOf = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] })

const NAME = { Type: 'String', AllowedPattern: '[\\w+=,.@-]{1,64}' }

const PARAMETERS = {
  TrustedAccount: {
    ...{ Type: 'String', AllowedPattern: '\\d{12}' },
    Description: 'Id of the account that ssm-ready is deployed in, or that people audit from.',
  },
  TrustedRoles: {
    Type: 'CommaDelimitedList',
    Description:
      'ARNs of the roles there that may audit this account (* stands for any text): the output OrganizationAuditRoleArn of the deployed stack, and roles of people.',
  },
  ExternalId: {
    ...{ Type: 'String', Default: 'ssm-ready', MinLength: 2, AllowedPattern: '[\\w+=,.@:/-]*' },
    Description: 'What whoever assumes a role must say: the parameter organizationExternalId of the deployed stack.',
  },
  ReadRoleName: {
    ...{ ...NAME, Default: READ_ROLE },
    Description: 'The parameter organizationRole of the deployed stack.',
  },
  Remedies: {
    ...{ Type: 'String', Default: 'none', AllowedValues: ['none', 'update-agent', 'all'] },
    Description: 'What a role of its own may change; none: there is no such role. Nothing deployed ever assumes it.',
  },
  TrustedRemediators: {
    ...{ Type: 'CommaDelimitedList', Default: '' },
    Description: 'ARNs of the roles of the trusted account that may assume the role that changes something.',
  },
  RemediateRoleName: { ...NAME, Default: REMEDIATE_ROLE, Description: 'Name of the role that changes something.' },
}

function readRole() {
  return {
    ReadPolicy: managedPolicy('What an audit by ssm-ready reads', auditStatements()),
    ReadRole: role('ReadRoleName', 'Audits by ssm-ready: reads, and changes nothing', {
      ManagedPolicyArns: [{ Ref: 'ReadPolicy' }],
      AssumeRolePolicyDocument: trust('TrustedRoles'),
    }),
  }
}

function remediateRole() {
  const all = chunks(beyondAudit(remedyStatements(REMEDY_IDS)))
  const names = all.map((_, i) => `AllRemedies${i + 1}`)
  const policies = all.map((statements, i) => [
    names[i] ?? '',
    {
      Condition: 'AllRemedies',
      ...managedPolicy(
        `What the remedies of ssm-ready change, ${i + 1} of ${all.length}`,
        i === 0 ? [...statements, NEVER_ITSELF] : statements,
      ),
    },
  ])
  return {
    ...Object.fromEntries(policies),
    UpdateAgent: {
      Condition: 'UpdatesAgents',
      ...managedPolicy('What updates of agents by ssm-ready change', beyondAudit(remedyStatements(['update-agent']))),
    },
    RemediateRole: {
      Condition: 'Remediates',
      ...role('RemediateRoleName', 'Remedies of ssm-ready, assumed by people', {
        ManagedPolicyArns: {
          'Fn::If': [
            'AllRemedies',
            ['ReadPolicy', ...names].map((Ref) => ({ Ref })),
            [{ Ref: 'ReadPolicy' }, { Ref: 'UpdateAgent' }],
          ],
        },
        AssumeRolePolicyDocument: trust('TrustedRemediators'),
      }),
    },
  }
}

const role = (nameParameter: string, Description: string, more: object) => ({
  Type: 'AWS::IAM::Role',
  Properties: { RoleName: { Ref: nameParameter }, Description, ...more },
})

const managedPolicy = (Description: string, Statement: readonly Statement[]) => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { Description, PolicyDocument: { Version: '2012-10-17', Statement } },
})

/** The account as a principal and the role as a condition: a role that is made anew under its name is trusted on. */
const trust = (roles: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: sub(`arn:\${AWS::Partition}:iam::\${TrustedAccount}:root`) },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } },
        ArnLike: { 'aws:PrincipalArn': { Ref: roles } },
      },
    },
  ],
})

const sub = (text: string) => ({ 'Fn::Sub': text })

/** Whoever may give rights to roles might give them to itself. */
const NEVER_ITSELF: Statement = {
  ...{ Sid: 'NeverItself', Effect: 'Deny', Action: ['iam:AttachRolePolicy', 'iam:PutRolePolicy'] },
  Resource: ['ReadRoleName', 'RemediateRoleName'].map((name) =>
    sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/\${${name}}`),
  ),
}

/** The policy of an audit is attached as well. */
function beyondAudit(statements: readonly RoleStatement[]): RoleStatement[] {
  const read = new Set(auditStatements().flatMap(({ Action }) => Action))
  return statements
    .map((statement) => ({ ...statement, Action: statement.Action.filter((action) => !read.has(action)) }))
    .filter(({ Action }) => Action.length > 0)
}

/** As few managed policies as hold all of it. */
function chunks(statements: readonly RoleStatement[]): RoleStatement[][] {
  const all: RoleStatement[][] = []
  for (const statement of statements) {
    const last = all.at(-1)
    if (last && JSON.stringify([...last, statement]).length < MANAGED_POLICY) last.push(statement)
    else all.push([statement])
  }
  return all
}
