import { once } from '../../inventory/once.js'
import { Unreadable } from '../../inventory/read.js'
import type { Change } from '../../model/change.js'
import { corePolicyArn } from '../../model/core-policy.js'
import type { ProposedChange } from '../../model/finding.js'
import { groupBy } from '../../model/group-by.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import { newName, stepId } from '../../model/step-id.js'
import type { CheckContext } from '../define.js'
import roleLeastPrivilege from '../role-least-privilege.js'
import roleSessionPermissions from '../role-session-permissions.js'
import roleTrust from '../role-trust.js'
import { hostRole } from './host-role.js'

const REMEDY = 'attach-instance-role'
/** Of the role that a plan makes, and of its instance profile. */
const ROLE_NAME = 'ssm-ready-host'

/** The instance profile of another jump host that serves as well, or else a new one. */
export function profileChanges(host: Instance, context: CheckContext): ProposedChange[] {
  const { region } = context.region
  const associate = (instanceProfileName: string): ProposedChange => ({
    remedy: REMEDY,
    change: {
      ...{ kind: 'associate-iam-instance-profile', region, instanceId: host.instanceId },
      instanceProfileName,
    },
  })
  const known = usableProfile(host, context)
  if (known !== undefined) return [associate(known)]
  const change: Change = {
    ...{ kind: 'create-instance-role', region, roleName: ROLE_NAME },
    policyArns: [corePolicyArn(context.inventory.snapshot.partition)],
  }
  return [{ remedy: REMEDY, change }, associate(newName(stepId(REMEDY, change)))]
}

/** The first profile, by name, that another host of the same VPC has, or that a plan has made, and that is neither too weak nor too strong. */
function usableProfile({ vpcId, instanceId }: Instance, context: CheckContext): string | undefined {
  const { byVpc, made } = hostsWithProfiles(context)
  const others = [...new Set([...(byVpc.get(vpcId) ?? []), ...made])].filter((host) => host.instanceId !== instanceId)
  const byName = [...groupBy(others, profileName)].sort(([a], [b]) => (a < b ? -1 : 1))
  return byName.find(([, hosts]) => hosts.some((host) => isInOrder(host, context)))?.[0]
}

const profileName = ({ iamInstanceProfileArn = '' }: Instance) => iamInstanceProfileArn.split('/').at(-1) ?? ''

/** Kept for each region: hundreds of hosts without a profile ask. */
const hostsWithProfiles = once(({ region }: CheckContext) => {
  const hosts = region.hosts.filter((host) => profileName(host) !== '')
  return {
    byVpc: groupBy(hosts, ({ vpcId }) => vpcId),
    made: hosts.filter((host) => profileName(host) === ROLE_NAME),
  }
})

/** The host has its role by an instance profile, and nothing is amiss with that. */
function isInOrder(host: Instance, context: CheckContext): boolean {
  const all = inOrder(context)
  const known = all.get(host) ?? judgeOrder(host, context)
  all.set(host, known)
  return known
}

const inOrder = once((_: CheckContext) => new Map<Instance, boolean>())

function judgeOrder(host: Instance, context: CheckContext): boolean {
  try {
    if (hostRole(host, context).kind !== 'instance-profile') return false
    return [roleTrust, roleSessionPermissions, roleLeastPrivilege].every(
      (check) => check.run(host, context).status === 'pass',
    )
  } catch (error) {
    if (error instanceof Unreadable) return false
    throw error
  }
}
