import { isDeepStrictEqual } from 'node:util'
import { DescribeRegionsCommand, paginateDescribeIamInstanceProfileAssociations } from '@aws-sdk/client-ec2'
import {
  type AttachedPolicy,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  type IAMClient,
  type InstanceProfile,
  paginateListAttachedRolePolicies,
  paginateListInstanceProfilesForRole,
  paginateListRolePolicies,
  RemoveRoleFromInstanceProfileCommand,
  type Role,
} from '@aws-sdk/client-iam'
import { hasCode } from '../../../aws/errors.js'
import type { InstanceRoleChange } from '../../../model/change.js'
import type { ChangeContext, StepIdentity } from '../../change-handler.js'
import { isOf } from '../request.js'
import { NO_SUCH_ENTITY } from '../role-policy.js'

// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
export const PROFILES = ['arn:${AWS::Partition}:iam::${AWS::AccountId}:instance-profile/*']

/** A role, its policies, and the instance profile of its name. */
export interface RoleNow {
  role: Role | undefined
  profile: InstanceProfile | undefined
  /** ARNs. */
  attached: string[]
  /** Names. */
  inline: string[]
}

export async function roleNow(client: IAMClient, RoleName: string): Promise<RoleNow> {
  const role = (await unlessAbsent(client.send(new GetRoleCommand({ RoleName }))))?.Role
  const profile = await profileNow(client, RoleName)
  if (!role) return { role, profile, attached: [], inline: [] }
  const attached: AttachedPolicy[] = []
  for await (const page of paginateListAttachedRolePolicies({ client }, { RoleName }))
    attached.push(...(page.AttachedPolicies ?? []))
  const inline: string[] = []
  for await (const page of paginateListRolePolicies({ client }, { RoleName })) inline.push(...(page.PolicyNames ?? []))
  return { role, profile, attached: attached.map((policy) => policy.PolicyArn ?? ''), inline }
}

/** `undefined`: there is none of that name. */
export const profileNow = async (
  client: IAMClient,
  InstanceProfileName: string,
): Promise<InstanceProfile | undefined> =>
  (await unlessAbsent(client.send(new GetInstanceProfileCommand({ InstanceProfileName }))))?.InstanceProfile

function unlessAbsent<T>(asked: Promise<T>): Promise<T | undefined> {
  return asked.catch((error: unknown) => {
    if (hasCode(error, NO_SUCH_ENTITY)) return undefined
    throw error
  })
}

/** The role trusts EC2, has the policies and is in the profile. */
export function isComplete({ role, profile, attached }: RoleNow, arns: readonly string[], trust: object): boolean {
  if (!role || !profile?.Roles?.some(({ RoleName }) => RoleName === role.RoleName)) return false
  const trusted: unknown = JSON.parse(decodeURIComponent(role.AssumeRolePolicyDocument ?? 'null'))
  return isDeepStrictEqual(trusted, trust) && arns.every((arn) => attached.includes(arn))
}

/**
 * Deletes what the step has made.
 * @throws Error where somebody uses it, or gave it more than the step did: then nothing is deleted
 */
export async function deleteRole(
  { region, roleName: RoleName, policyArns }: InstanceRoleChange,
  step: StepIdentity,
  context: ChangeContext,
): Promise<void> {
  const iam = context.clients.iam()
  const now = await roleNow(iam, RoleName)
  const { role, profile, attached, inline } = now
  if (!isOf(role?.Tags, step) || !isOf(profile?.Tags, step)) throw new Error(`Role ${RoleName} is not this plan's.`)
  const more = [...attached.filter((arn) => !policyArns.includes(arn)), ...inline]
  if (more.length > 0) throw new Error(`Role ${RoleName} was given ${more.join(', ')} since: it stays.`)
  for await (const page of paginateListInstanceProfilesForRole({ client: iam }, { RoleName })) {
    const other = page.InstanceProfiles?.find(({ InstanceProfileName }) => InstanceProfileName !== RoleName)
    if (other) throw new Error(`Instance profile ${other.InstanceProfileName} holds role ${RoleName}, too: it stays.`)
  }
  const user = await firstUser(profile?.Arn ?? '', region, context)
  if (user !== undefined) throw new Error(`${user} uses instance profile ${RoleName}: it stays.`)
  const named = { InstanceProfileName: RoleName }
  await iam.send(new RemoveRoleFromInstanceProfileCommand({ ...named, RoleName }))
  await iam.send(new DeleteInstanceProfileCommand(named))
  for (const PolicyArn of attached) await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }))
  await iam.send(new DeleteRoleCommand({ RoleName }))
}

/** An instance with the profile, in whichever region: IAM deletes a profile that is in use without a word. */
async function firstUser(arn: string, region: string, { clients }: ChangeContext): Promise<string | undefined> {
  const { Regions } = await clients.ec2(region).send(new DescribeRegionsCommand({}))
  const Filters = [{ Name: 'state', Values: ['associating', 'associated'] }]
  for (const { RegionName = '' } of Regions ?? []) {
    const pages = paginateDescribeIamInstanceProfileAssociations({ client: clients.ec2(RegionName) }, { Filters })
    for await (const { IamInstanceProfileAssociations: all = [] } of pages) {
      const found = all.find(({ IamInstanceProfile }) => IamInstanceProfile?.Arn === arn)
      if (found) return found.InstanceId
    }
  }
  return undefined
}
