import { describe, expect, it } from 'vitest'
import { memberRolesTemplate } from '../../src/lambda/member-roles.js'
import { auditStatements, type RoleStatement, remedyStatements } from '../../src/lambda/roles.js'
import { REMEDY_IDS } from '../../src/model/remedy-ids.js'

interface Resource {
  Type: string
  Condition?: string
  Properties: {
    PolicyDocument?: { Statement: (Omit<RoleStatement, 'Effect'> & { Effect: string })[] }
    AssumeRolePolicyDocument?: { Statement: { Principal: unknown; Condition: Record<string, object> }[] }
    ManagedPolicyArns?: unknown
  }
}

const { Resources, Parameters } = memberRolesTemplate() as unknown as {
  Resources: Record<string, Resource>
  Parameters: Record<string, { Default?: string }>
}
const statementsOf = (name: string) => Resources[name]?.Properties.PolicyDocument?.Statement ?? []
const words = (statements: readonly { Action: string[]; Resource: unknown; Condition?: unknown }[]) =>
  statements
    .flatMap(({ Action, Resource, Condition }) => Action.map((a) => JSON.stringify([a, Resource, Condition])))
    .sort()
const policies = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::IAM::ManagedPolicy')
const ofAll = policies.filter(([, { Condition }]) => Condition === 'AllRemedies').map(([name]) => name)

describe('the roles of member accounts', () => {
  it('read what an audit reads, and nothing else', () => {
    expect(statementsOf('ReadPolicy')).toEqual(auditStatements())
    expect(Resources['ReadRole']?.Properties.ManagedPolicyArns).toEqual([{ Ref: 'ReadPolicy' }])
    expect(Resources['ReadRole']).not.toHaveProperty('Condition')
  })

  it('change nothing unless somebody asks for remedies, and then by another role', () => {
    expect(Parameters['Remedies']?.Default).toBe('none')
    const unconditional = Object.entries(Resources).filter(([, { Condition }]) => Condition === undefined)
    expect(unconditional.map(([name]) => name).sort()).toEqual(['ReadPolicy', 'ReadRole'])
    expect(Resources['RemediateRole']?.Condition).toBe('Remediates')
  })

  it.each([
    { remedies: ['update-agent'], attached: ['UpdateAgent'] },
    { remedies: [...REMEDY_IDS], attached: ofAll },
  ])('may change what $remedies.length remedies need, on their resources and conditions alone', (row) => {
    const read = new Set(auditStatements().flatMap(({ Action }) => Action))
    const wanted = remedyStatements(row.remedies).map((each) => ({
      ...each,
      Action: each.Action.filter((action) => !read.has(action)),
    }))
    const allowed = row.attached.flatMap(statementsOf).filter(({ Effect }) => Effect === 'Allow')
    expect(words(allowed)).toEqual(words(wanted))
    expect(words(allowed).length).toBeGreaterThan(1)
  })

  it('give themselves no rights', () => {
    const denied = ofAll.flatMap(statementsOf).filter(({ Effect }) => Effect === 'Deny')
    expect(denied.flatMap(({ Action }) => Action)).toEqual(['iam:AttachRolePolicy', 'iam:PutRolePolicy'])
    expect(JSON.stringify(denied)).toContain('$' + '{ReadRoleName}')
    expect(JSON.stringify(denied)).toContain('$' + '{RemediateRoleName}')
  })

  it.each([
    ['ReadRole', 'TrustedRoles'],
    ['RemediateRole', 'TrustedRemediators'],
  ])('%s trusts the roles of %s alone, and only with the external id', (name, parameter) => {
    const statements = Resources[name]?.Properties.AssumeRolePolicyDocument?.Statement ?? []
    expect(statements.map(({ Condition }) => Condition)).toEqual([
      {
        StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } },
        ArnLike: { 'aws:PrincipalArn': { Ref: parameter } },
      },
    ])
    expect(JSON.stringify(statements)).not.toContain('"*"')
  })

  it.each(policies)('%s fits into a managed policy, in the partition with the longest name', (_, { Properties }) => {
    const text = JSON.stringify(Properties.PolicyDocument)
      .replace(/\{"Fn::Sub":("[^"]*")\}/g, '$1')
      .replace(/\$\{AWS::Partition\}/g, 'aws-us-gov')
      .replace(/\$\{AWS::AccountId\}/g, '123456789012')
      .replace(/\$\{\w+RoleName\}/g, 'r'.repeat(64))
    expect(text.length).toBeLessThanOrEqual(6_144)
  })
})
