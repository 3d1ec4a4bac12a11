import {
  GetGroupPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  type IAMClient,
  paginateListAttachedGroupPolicies,
  paginateListAttachedRolePolicies,
  paginateListAttachedUserPolicies,
  paginateListGroupPolicies,
  paginateListRolePolicies,
  paginateListUserPolicies,
} from '@aws-sdk/client-iam'
import type { Collected } from '../model/collected.js'
import type { ManagedPolicy, Role } from '../model/snapshot-iam.js'
import { need } from './fields.js'
import type { CallOptions, Runner } from './runner.js'

/** What the collectors of IAM are given. */
export interface IamContext {
  client: IAMClient
  runner: Runner
}

export type Policies = Pick<Role, 'attachedPolicies' | 'inlinePolicies'>
type Kind = 'Role' | 'User' | 'Group'

export const PAGE_SIZE = 1000
export const ABSENT = ['NoSuchEntity', 'NoSuchEntityException'] as const

/** IAM answers policy documents URL-encoded. */
export const decoded = (document: string | undefined): string => decodeURIComponent(need(document, 'a policy document'))

/** The policies of a role, user or group, attached and inline. */
export async function collectPolicies(context: IamContext, kind: Kind, name: string): Promise<Policies> {
  const [attachedPolicies, inlinePolicies] = await Promise.all([
    attached(context, kind, name),
    inline(context, kind, name),
  ])
  return { attachedPolicies, inlinePolicies }
}

function attached({ client, runner }: IamContext, kind: Kind, name: string): Promise<Policies['attachedPolicies']> {
  const config = { client, pageSize: PAGE_SIZE }
  const pages = {
    Role: (options: CallOptions) => paginateListAttachedRolePolicies(config, { RoleName: name }, options),
    User: (options: CallOptions) => paginateListAttachedUserPolicies(config, { UserName: name }, options),
    Group: (options: CallOptions) => paginateListAttachedGroupPolicies(config, { GroupName: name }, options),
  }
  return runner.collectAll(
    `iam:ListAttached${kind}Policies`,
    pages[kind],
    { items: (page) => page.AttachedPolicies, token: (page) => page.Marker },
    (policy) => ({
      policyArn: need(policy.PolicyArn, 'PolicyArn'),
      policyName: need(policy.PolicyName, 'PolicyName'),
    }),
  )
}

async function inline(context: IamContext, kind: Kind, name: string): Promise<Policies['inlinePolicies']> {
  const { client, runner } = context
  const config = { client, pageSize: PAGE_SIZE }
  const pages = {
    Role: (options: CallOptions) => paginateListRolePolicies(config, { RoleName: name }, options),
    User: (options: CallOptions) => paginateListUserPolicies(config, { UserName: name }, options),
    Group: (options: CallOptions) => paginateListGroupPolicies(config, { GroupName: name }, options),
  }
  const names = await runner.collectAll(
    `iam:List${kind}Policies`,
    pages[kind],
    { items: (page) => page.PolicyNames, token: (page) => page.Marker },
    (policyName) => policyName,
  )
  if (names.outcome !== 'ok') return names
  const documents = await Promise.all(names.value.map((policyName) => inlineDocument(context, kind, name, policyName)))
  const failed = documents.find((document) => document.outcome !== 'ok')
  if (failed) return failed
  return { ...names, value: documents.flatMap((d) => (d.outcome === 'ok' && d.value ? [d.value] : [])) }
}

/** `null`: deleted since it was listed. */
function inlineDocument({ client, runner }: IamContext, kind: Kind, name: string, policyName: string) {
  const get = {
    Role: (options: CallOptions) =>
      client.send(new GetRolePolicyCommand({ RoleName: name, PolicyName: policyName }), options),
    User: (options: CallOptions) =>
      client.send(new GetUserPolicyCommand({ UserName: name, PolicyName: policyName }), options),
    Group: (options: CallOptions) =>
      client.send(new GetGroupPolicyCommand({ GroupName: name, PolicyName: policyName }), options),
  }
  return runner.collectOne(
    `iam:Get${kind}Policy`,
    async (options) => ({ policyName, document: decoded((await get[kind](options)).PolicyDocument) }),
    ABSENT,
  )
}

/** The default version of a managed policy. */
export async function collectManagedPolicy(
  { client, runner }: IamContext,
  arn: string,
): Promise<Collected<ManagedPolicy | null>> {
  const version = await runner.collectOne(
    'iam:GetPolicy',
    async (options) =>
      need((await client.send(new GetPolicyCommand({ PolicyArn: arn }), options)).Policy?.DefaultVersionId, 'version'),
    ABSENT,
  )
  if (version.outcome !== 'ok') return version
  const VersionId = version.value
  if (VersionId === null) return { ...version, value: null }
  return runner.collectOne(
    'iam:GetPolicyVersion',
    async (options) => {
      const answer = await client.send(new GetPolicyVersionCommand({ PolicyArn: arn, VersionId }), options)
      return { arn, document: decoded(answer.PolicyVersion?.Document) }
    },
    ABSENT,
  )
}
