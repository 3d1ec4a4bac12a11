import type { Answer } from '../../iam/answer.js'
import type { Context } from '../../iam/context.js'
import { isAllowed } from '../../iam/is-allowed.js'
import { once } from '../../inventory/once.js'
import { read, readEntry } from '../../inventory/read.js'
import {
  type ArnScope,
  defaultHostManagementRoleName,
  instanceArn,
  REGISTRATION_ACTION,
} from '../../model/session-permissions.js'
import type { Snapshot } from '../../model/snapshot.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import type { Role } from '../../model/snapshot-iam.js'
import { type AgentVersion, compareVersions, parseVersion } from '../../model/version.js'
import type { CheckContext } from '../define.js'

/** Default Host Management needs an agent from here on. */
const DEFAULT_HOST_MANAGEMENT_SINCE: AgentVersion = [3, 2, 582, 0]

/** Whose credentials the agent uses. */
export type HostRole =
  | {
      kind: 'instance-profile'
      role: Role
      profileArn: string
      /** Default Host Management is on, and this profile keeps the agent from it. */
      insteadOf?: Role
    }
  | {
      kind: 'default-host-management'
      role: Role
      /** Of the instance profile, which does not let the agent register. */
      profileArn?: string
      agent: 'new-enough' | 'too-old' | 'unknown'
      agentVersion?: string
    }
  | { kind: 'none'; reason: 'no-instance-profile' }
  | { kind: 'none'; reason: 'instance-profile-not-found' | 'instance-profile-empty'; profileArn: string }
  | { kind: 'none'; reason: 'role-not-found'; profileArn: string; roleName: string }

export type HostRoleInUse = Extract<HostRole, { role: Role }>

/**
 * The role of the instance profile, unless it does not let the agent register and Default Host Management
 * does: the agent falls back only when its call of UpdateInstanceInformation is refused.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-default-host-management-configuration.html
 * @throws Unreadable
 */
export function hostRole(host: Instance, context: CheckContext): HostRole {
  const known = rolesOf(context)
  const role = known.get(host) ?? findRole(host, context)
  known.set(host, role)
  return role
}

/** A dozen checks ask for the role of each host. */
const rolesOf = once((_: CheckContext) => new Map<Instance, HostRole>())

function findRole(host: Instance, context: CheckContext): HostRole {
  const profile = profileRole(host, context)
  if (profile.kind === 'instance-profile' && mayRegister(host, profile, context)) {
    const standby = standbyRole(context)
    return { ...profile, ...(standby && { insteadOf: standby }) }
  }
  const fallback = defaultHostManagementRole(context)
  if (!fallback) return profile
  const agent = agentState(host, context)
  if (profile.kind === 'instance-profile' && agent.agent === 'too-old') return profile
  const profileArn = 'profileArn' in profile ? profile.profileArn : undefined
  return { kind: 'default-host-management', role: fallback, ...(profileArn !== undefined && { profileArn }), ...agent }
}

function profileRole(
  host: Instance,
  { inventory }: CheckContext,
): Exclude<HostRole, { kind: 'default-host-management' }> {
  const profileArn = host.iamInstanceProfileArn
  if (profileArn === undefined) return { kind: 'none', reason: 'no-instance-profile' }
  const { instanceProfiles, roles } = inventory.snapshot.iam
  const profile = readEntry(instanceProfiles, profileArn, 'iam:GetInstanceProfile')
  if (profile === null) return { kind: 'none', reason: 'instance-profile-not-found', profileArn }
  const [roleName] = profile.roleNames
  if (roleName === undefined) return { kind: 'none', reason: 'instance-profile-empty', profileArn }
  const role = readEntry(roles, roleName, 'iam:GetRole')
  if (role === null) return { kind: 'none', reason: 'role-not-found', profileArn, roleName }
  return { kind: 'instance-profile', role, profileArn }
}

/** Also when that is not known: then the profile's role is the one that was meant. */
function mayRegister(host: Instance, used: HostRoleInUse, context: CheckContext): boolean {
  const { decision } = registrationAnswer(host, used, context)
  return decision === 'allowed' || decision === 'unknown'
}

/** Registration is asked on the instance; policies, and so the simulator, mostly speak of `*`. */
export function registrationAnswer(host: Instance, used: HostRoleInUse, context: CheckContext): Answer {
  const ask = (resource: string) =>
    isAllowed(context.iam, used.role.arn, REGISTRATION_ACTION, resource, hostRequestContext(host, used, context))
  const anywhere = ask('*')
  if (anywhere.decision !== 'implicit-deny' || anywhere.deniedBy !== 'policies') return anywhere
  const here = ask(instanceArn(arnScope(context), host.instanceId))
  return here.decision === 'allowed' || here.decision === 'unknown' ? here : anywhere
}

/** The role that the setting names; `undefined` when it is off or names a role that does not exist. */
function defaultHostManagementRole({ inventory, region }: CheckContext): Role | undefined {
  const { settingValue } = read(region.snapshot.defaultHostManagement)
  const roleName = defaultHostManagementRoleName(settingValue)
  if (roleName === undefined) return undefined
  return readEntry(inventory.snapshot.iam.roles, roleName, 'iam:GetRole') ?? undefined
}

/** The same, where it only adds to an answer that stands without it. */
function standbyRole(context: CheckContext): Role | undefined {
  const { roles } = context.inventory.snapshot.iam
  const setting = context.region.snapshot.defaultHostManagement
  return setting.outcome === 'ok' && allRead(roles) ? defaultHostManagementRole(context) : undefined
}

const allRead = once((roles: object) => Object.values(roles).every((role) => role.outcome === 'ok'))

function agentState(host: Instance, { region }: CheckContext) {
  const node = read(region.nodeOf(host.instanceId))
  const version = parseVersion(node?.agentVersion)
  if (!version || node?.agentVersion === undefined) return { agent: 'unknown' as const }
  const old = compareVersions(version, DEFAULT_HOST_MANAGEMENT_SINCE) < 0
  return { agent: old ? ('too-old' as const) : ('new-enough' as const), agentVersion: node.agentVersion }
}

export function arnScope({ inventory, region }: CheckContext): ArnScope {
  return { partition: inventory.snapshot.partition, accountId: inventory.snapshot.accountId, region: region.region }
}

/**
 * Condition keys of the agent's requests. Which endpoint they pass is not known, nor are tags of roles.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function hostRequestContext(host: Instance, used: HostRoleInUse, context: CheckContext): Context {
  const all = requestContextsOf(context)
  const known = all.get(used) ?? requestContext(host, used, context)
  all.set(used, known)
  return known
}

/** A dozen checks ask, and no two hosts share the object that says whose credentials they use. */
const requestContextsOf = once((_: CheckContext) => new Map<HostRoleInUse, Context>())

function requestContext(host: Instance, used: HostRoleInUse, context: CheckContext): Context {
  const scope = arnScope(context)
  return {
    'aws:RequestedRegion': [scope.region],
    ...credentialContext(host, used, context),
    ...(used.role.roleId !== undefined && { 'aws:userid': [`${used.role.roleId}:${host.instanceId}`] }),
    // Systems Manager's own key is there for the credentials that it hands out itself, not for those of a profile.
    'ssm:SourceInstanceARN': used.kind === 'instance-profile' ? [] : 'present',
    ...(used.kind === 'instance-profile' && {
      'ec2:SourceInstanceARN': [instanceArn(scope, host.instanceId)],
      ...(host.vpcId !== undefined && { 'aws:Ec2InstanceSourceVpc': [host.vpcId] }),
      ...(host.privateIpAddress !== undefined && { 'aws:Ec2InstanceSourcePrivateIPv4': [host.privateIpAddress] }),
    }),
  }
}

/** Credentials of an instance profile are renewed before they are six hours old; those of Default Host Management live for one. */
const OLDEST_CREDENTIALS_MS = 6 * 60 * 60_000

/**
 * How the agent came by its credentials. No device stands behind them, which requests say by `false` or not at all.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-existing-instances.html
 */
function credentialContext(host: Instance, used: HostRoleInUse, { inventory }: CheckContext): Context {
  const onlyVersion2 = host.metadataOptions?.httpTokens === 'required'
  return {
    'aws:TokenIssueTime': issueTimes(inventory.snapshot),
    'aws:MultiFactorAuthPresent': { oneOf: [['false'], []] },
    'aws:MultiFactorAuthAge': [],
    ...(used.kind !== 'instance-profile' && { 'ec2:RoleDelivery': [] }),
    ...(used.kind === 'instance-profile' && onlyVersion2 && { 'ec2:RoleDelivery': ['2.0'] }),
  }
}

const issueTimes = once(({ takenAt }: Snapshot): Context[string] => {
  const now = Date.parse(takenAt)
  if (Number.isNaN(now)) return 'present'
  return { oneOf: [now - OLDEST_CREDENTIALS_MS, now].map((time) => [new Date(time).toISOString()]) }
})
