import type * as IAM from '@aws-sdk/client-iam'
import { entityId } from '../build/iam.js'
import { awsError, noSuchEntity } from './errors.js'
import type { Call, Handlers } from './handler.js'
import { iamPage } from './paging.js'

/** Roles and instance profiles, made and deleted. */
export const iamProfiles: Handlers<typeof IAM> = {
  GetInstanceProfile: (input, call) => ({ InstanceProfile: profileOf(input.InstanceProfileName, call) }),
  CreateRole({ RoleName = '', Path = '/', AssumeRolePolicyDocument = '', Tags = [] }, { account, now }) {
    if (account.iam.roles.some(({ role }) => role.RoleName === RoleName))
      throw awsError('EntityAlreadyExists', `Role with name ${RoleName} already exists.`, 409)
    JSON.parse(AssumeRolePolicyDocument)
    const role = {
      ...{ RoleName, Path, AssumeRolePolicyDocument, Tags, CreateDate: new Date(now) },
      RoleId: entityId('AROA', account, RoleName),
      Arn: `arn:${account.partition}:iam::${account.accountId}:role${Path}${RoleName}`,
    }
    account.iam.roles.push({ role, attached: [], inline: {} })
    return { Role: role }
  },
  DeleteRole(input, { account }) {
    const found = account.iam.roles.find(({ role }) => role.RoleName === input.RoleName)
    if (!found) throw noSuchEntity(`The role with name ${input.RoleName} cannot be found.`)
    const held = account.iam.instanceProfiles.some((profile) => holds(profile, input.RoleName))
    if (held) throw conflict('must remove roles from instance profile first.')
    if (found.attached.length > 0) throw conflict('must detach all policies first.')
    if (Object.keys(found.inline).length > 0) throw conflict('must delete policies first.')
    account.iam.roles = account.iam.roles.filter((each) => each !== found)
    return {}
  },
  CreateInstanceProfile({ InstanceProfileName = '', Path = '/', Tags = [] }, { account, now }) {
    if (account.iam.instanceProfiles.some((profile) => profile.InstanceProfileName === InstanceProfileName))
      throw awsError('EntityAlreadyExists', `Instance Profile ${InstanceProfileName} already exists.`, 409)
    const profile: IAM.InstanceProfile = {
      ...{ InstanceProfileName, Path, Tags, CreateDate: new Date(now), Roles: [] },
      InstanceProfileId: entityId('AIPA', account, InstanceProfileName),
      Arn: `arn:${account.partition}:iam::${account.accountId}:instance-profile${Path}${InstanceProfileName}`,
    }
    account.iam.instanceProfiles.push(profile)
    return { InstanceProfile: profile }
  },
  AddRoleToInstanceProfile({ InstanceProfileName, RoleName }, call) {
    const profile = profileOf(InstanceProfileName, call)
    const found = call.account.iam.roles.find(({ role }) => role.RoleName === RoleName)
    if (!found) throw noSuchEntity(`The role with name ${RoleName} cannot be found.`)
    if (profile.Roles?.length)
      throw awsError('LimitExceeded', 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1', 409)
    profile.Roles = [found.role]
    return {}
  },
  RemoveRoleFromInstanceProfile({ InstanceProfileName, RoleName }, call) {
    const profile = profileOf(InstanceProfileName, call)
    if (!holds(profile, RoleName)) throw noSuchEntity(`Role ${RoleName} in Instance Profile cannot be found.`)
    profile.Roles = []
    return {}
  },
  DeleteInstanceProfile({ InstanceProfileName }, call) {
    const profile = profileOf(InstanceProfileName, call)
    if (profile.Roles?.length) throw conflict('must remove roles from instance profile first.')
    const { iam } = call.account
    iam.instanceProfiles = iam.instanceProfiles.filter((each) => each !== profile)
    return {}
  },
  ListInstanceProfilesForRole(input, { account }) {
    const { items, more } = iamPage(
      account.iam.instanceProfiles.filter((profile) => holds(profile, input.RoleName)),
      input,
    )
    return { InstanceProfiles: items, ...more }
  },
}

const holds = ({ Roles = [] }: IAM.InstanceProfile, name: string | undefined) =>
  Roles.some(({ RoleName }) => RoleName === name)

const conflict = (why: string) => awsError('DeleteConflict', `Cannot delete entity, ${why}`, 409)

function profileOf(name: string | undefined, { account }: Call): IAM.InstanceProfile {
  const profile = account.iam.instanceProfiles.find((each) => each.InstanceProfileName === name)
  if (!profile) throw noSuchEntity(`Instance Profile ${name} cannot be found.`)
  return profile
}
