import { CORE_POLICY, CORE_POLICY_DOCUMENT } from '../../model/core-policy.js'
import type { SampleAccount } from '../account.js'
import { idOf } from './ids.js'

interface Statement {
  Sid?: string
  Effect: 'Allow' | 'Deny'
  Principal?: object
  Action: string | string[]
  Resource?: string | string[]
}

export function policyDocument(...statements: Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements })
}

export const allow = (Action: string | string[], Resource: string | string[] = '*'): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
})

const AWS_POLICIES: Record<string, string> = {
  [CORE_POLICY]: CORE_POLICY_DOCUMENT,
  AdministratorAccess: policyDocument(allow('*')),
}

/** An AWS managed policy; its ARN. */
export function awsPolicy(account: SampleAccount, name: string): string {
  const arn = `arn:${account.partition}:iam::aws:policy/${name}`
  const document = AWS_POLICIES[name]
  if (document === undefined) throw new Error(`the samples do not know the managed policy ${name}`)
  if (!account.iam.policies.some((p) => p.arn === arn)) account.iam.policies.push({ arn, name, document })
  return arn
}

/** A policy of the account's own; its ARN. */
export function customerPolicy(account: SampleAccount, name: string, document: string): string {
  const arn = `arn:${account.partition}:iam::${account.accountId}:policy/${name}`
  account.iam.policies.push({ arn, name, document })
  return arn
}

export interface RoleOptions {
  /** ARNs of managed policies. */
  attached?: string[]
  inline?: Record<string, string>
  /** The service that may assume it. */
  trusts?: string
}

/** A role; its ARN. */
function role(account: SampleAccount, name: string, options: RoleOptions): string {
  const { attached = [], inline = {}, trusts = 'ec2.amazonaws.com' } = options
  const arn = `arn:${account.partition}:iam::${account.accountId}:role/${name}`
  const trust = { Effect: 'Allow' as const, Principal: { Service: trusts }, Action: 'sts:AssumeRole' }
  account.iam.roles.push({
    role: {
      RoleName: name,
      RoleId: entityId('AROA', account, name),
      Arn: arn,
      Path: '/',
      CreateDate: CREATED,
      AssumeRolePolicyDocument: policyDocument(trust),
    },
    attached,
    inline,
  })
  return arn
}

/** A role for instances, in an instance profile of the same name; the profile's ARN. */
export function instanceRole(account: SampleAccount, name: string, options: RoleOptions): string {
  role(account, name, options)
  const arn = `arn:${account.partition}:iam::${account.accountId}:instance-profile/${name}`
  const held = account.iam.roles.filter((r) => r.role.RoleName === name)
  account.iam.instanceProfiles.push({
    InstanceProfileName: name,
    InstanceProfileId: entityId('AIPA', account, name),
    Arn: arn,
    Path: '/',
    CreateDate: CREATED,
    Roles: held.map((r) => r.role),
  })
  return arn
}

const CREATED = new Date('2025-03-01T09:00:00Z')

export const entityId = (prefix: string, { accountId }: SampleAccount, name: string) =>
  `${prefix}${idOf('iam', accountId, name).slice(-16).toUpperCase()}`
