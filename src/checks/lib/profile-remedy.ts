import { once } from '../../inventory/once.js'
import { Unreadable } from '../../inventory/read.js'
import type { Change } from '../../model/change.js'
import { corePolicyArn } from '../../model/core-policy.js'
import type { ProposedChange } from '../../model/finding.js'
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
  const [known] = usableProfiles(host, context)
  if (known !== undefined) return [associate(known)]
  const change: Change = {
    ...{ kind: 'create-instance-role', region, roleName: ROLE_NAME },
    policyArns: [corePolicyArn(context.inventory.snapshot.partition)],
  }
  return [{ remedy: REMEDY, change }, associate(newName(stepId(REMEDY, change)))]
}

/** Names of profiles that hosts of the same VPC have, or that a plan has made, and that are neither too weak nor too strong. */
function usableProfiles({ vpcId, instanceId }: Instance, context: CheckContext): string[] {
  const names = profilesInOrder(context)
    .filter(({ host, name }) => host.instanceId !== instanceId && (host.vpcId === vpcId || name === ROLE_NAME))
    .map(({ name }) => name)
  return [...new Set(names)].sort()
}

/** Kept for each region: hundreds of hosts without a profile ask. */
const profilesInOrder = once((context: CheckContext) =>
  context.region.hosts.flatMap((host) => {
    const name = host.iamInstanceProfileArn?.split('/').at(-1)
    return name !== undefined && isInOrder(host, context) ? [{ host, name }] : []
  }),
)

/** The host has its role by an instance profile, and nothing is amiss with that. */
function isInOrder(host: Instance, context: CheckContext): boolean {
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
