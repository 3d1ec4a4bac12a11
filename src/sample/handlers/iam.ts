import type * as IAM from '@aws-sdk/client-iam'
import type { SampleAccount, SamplePolicies } from '../account.js'
import { awsPolicy } from '../build/iam.js'
import { awsError, noSuchEntity } from './errors.js'
import type { Call, Handlers } from './handler.js'
import { iamProfiles } from './iam-profiles.js'
import { iamPage } from './paging.js'
import { type SourcedPolicy, simulate } from './simulate.js'

/** The most managed policies of one role. */
const MOST_ATTACHED = 10

/** Documents travel URL-encoded, as IAM sends them. */
export const iam: Handlers<typeof IAM> = {
  ...iamProfiles,
  GetRole(input, call) {
    const { role } = roleOf(input.RoleName, call)
    return { Role: { ...role, AssumeRolePolicyDocument: encodeURIComponent(role.AssumeRolePolicyDocument ?? '') } }
  },
  ListAttachedRolePolicies: (input, call) => attachedOf(roleOf(input.RoleName, call), input, call),
  ListRolePolicies: (input, call) => inlineOf(roleOf(input.RoleName, call), input),
  GetRolePolicy: (input, call) => ({
    RoleName: input.RoleName,
    ...inline(roleOf(input.RoleName, call), input.PolicyName),
  }),
  PutRolePolicy(input, call) {
    const role = roleOf(input.RoleName, call)
    JSON.parse(input.PolicyDocument ?? '')
    role.inline[input.PolicyName ?? ''] = input.PolicyDocument ?? ''
    return {}
  },
  DeleteRolePolicy(input, call) {
    const role = roleOf(input.RoleName, call)
    inline(role, input.PolicyName)
    delete role.inline[input.PolicyName ?? '']
    return {}
  },
  AttachRolePolicy(input, call) {
    const role = roleOf(input.RoleName, call)
    const arn = input.PolicyArn ?? ''
    if (!call.account.iam.policies.some((policy) => policy.arn === arn)) policyOfAws(call.account, arn)
    if (role.attached.includes(arn)) return {}
    if (role.attached.length >= MOST_ATTACHED)
      throw awsError('LimitExceeded', `Cannot exceed quota for PoliciesPerRole: ${MOST_ATTACHED}`, 409)
    role.attached.push(arn)
    return {}
  },
  DetachRolePolicy(input, call) {
    const role = roleOf(input.RoleName, call)
    if (!role.attached.includes(input.PolicyArn ?? '')) throw noSuchEntity(`Policy ${input.PolicyArn} was not found.`)
    role.attached = role.attached.filter((arn) => arn !== input.PolicyArn)
    return {}
  },
  GetUser(input, call) {
    return { User: userOf(input.UserName, call).user }
  },
  ListAttachedUserPolicies: (input, call) => attachedOf(userOf(input.UserName, call), input, call),
  ListUserPolicies: (input, call) => inlineOf(userOf(input.UserName, call), input),
  GetUserPolicy: (input, call) => ({
    UserName: input.UserName,
    ...inline(userOf(input.UserName, call), input.PolicyName),
  }),
  ListGroupsForUser(input, call) {
    const { groups } = userOf(input.UserName, call)
    const { items, more } = iamPage(
      groups.map((name) => groupOf(name, call).group),
      input,
    )
    return { Groups: items, ...more }
  },
  ListAttachedGroupPolicies: (input, call) => attachedOf(groupOf(input.GroupName, call), input, call),
  ListGroupPolicies: (input, call) => inlineOf(groupOf(input.GroupName, call), input),
  GetGroupPolicy: (input, call) => ({
    GroupName: input.GroupName,
    ...inline(groupOf(input.GroupName, call), input.PolicyName),
  }),
  GetPolicy(input, call) {
    const { arn, name } = policyOf(input.PolicyArn, call)
    return { Policy: { Arn: arn, PolicyName: name, DefaultVersionId: 'v1', IsAttachable: true } }
  },
  GetPolicyVersion(input, call) {
    const { document } = policyOf(input.PolicyArn, call)
    if (input.VersionId !== 'v1') throw noSuchEntity(`Policy ${input.PolicyArn} has no version ${input.VersionId}.`)
    return { PolicyVersion: { VersionId: 'v1', IsDefaultVersion: true, Document: encodeURIComponent(document) } }
  },
  SimulatePrincipalPolicy(input, call) {
    const { items, more } = iamPage(simulate(documentsOf(input.PolicySourceArn ?? '', call), input), input)
    return { EvaluationResults: items, ...more }
  },
}

type Page = { MaxItems?: number | undefined; Marker?: string | undefined }

function attachedOf(entity: SamplePolicies, input: Page, call: Call) {
  const { items, more } = iamPage(
    entity.attached.map((arn) => policyOf(arn, call)),
    input,
  )
  return { AttachedPolicies: items.map(({ arn, name }) => ({ PolicyArn: arn, PolicyName: name })), ...more }
}

function inlineOf(entity: SamplePolicies, input: Page) {
  const { items, more } = iamPage(Object.keys(entity.inline), input)
  return { PolicyNames: items, ...more }
}

function inline(entity: SamplePolicies, name = '') {
  const document = Object.hasOwn(entity.inline, name) ? entity.inline[name] : undefined
  if (document === undefined) throw noSuchEntity(`The policy with name ${name} cannot be found.`)
  return { PolicyName: name, PolicyDocument: encodeURIComponent(document) }
}

const roleOf = (name: string | undefined, { account }: Call) =>
  found(
    account.iam.roles.find((r) => r.role.RoleName === name),
    'role',
    name,
  )

/** A managed policy of AWS is there for everybody, whether or not somebody uses it. */
function policyOfAws(account: SampleAccount, arn: string): void {
  const name = arn.slice(arn.lastIndexOf('/') + 1)
  if (arn !== `arn:${account.partition}:iam::aws:policy/${name}`) throw noSuchEntity(`Policy ${arn} does not exist.`)
  awsPolicy(account, name)
}

const userOf = (name: string | undefined, { account }: Call) =>
  found(
    account.iam.users.find((u) => u.user.UserName === name),
    'user',
    name,
  )

const groupOf = (name: string | undefined, { account }: Call) =>
  found(
    account.iam.groups.find((g) => g.group.GroupName === name),
    'group',
    name,
  )

const policyOf = (arn: string | undefined, { account }: Call) =>
  found(
    account.iam.policies.find((p) => p.arn === arn),
    'policy',
    arn,
  )

/** All identity policies of a principal: its own and its groups', each with the name that the simulator reports. */
function documentsOf(arn: string, call: Call): SourcedPolicy[] {
  const { account } = call
  const user = account.iam.users.find((u) => u.user.Arn === arn)
  const principal =
    user ??
    found(
      account.iam.roles.find((r) => r.role.Arn === arn),
      'principal',
      arn,
    )
  const groups = user?.groups.map((name) => groupOf(name, call)) ?? []
  const owner: SourcedPolicy['type'] = user ? 'user' : 'role'
  return [principal, ...groups].flatMap((entity): SourcedPolicy[] => [
    ...entity.attached
      .map((a) => policyOf(a, call))
      .map(({ arn, name, document }) => ({ id: name, type: typeOf(arn), document })),
    ...Object.entries(entity.inline).map(([id, document]) => ({ id, type: owner, document })),
  ])
}

const typeOf = (arn: string): SourcedPolicy['type'] => (arn.includes(':iam::aws:') ? 'aws-managed' : 'user-managed')

function found<T>(entity: T | undefined, kind: string, name: string | undefined): T {
  if (entity === undefined) throw noSuchEntity(`The ${kind} with name ${name} cannot be found.`)
  return entity
}
