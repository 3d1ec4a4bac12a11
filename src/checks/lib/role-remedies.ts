import type { Answer } from '../../iam/answer.js'
import { boundaryDenies } from '../../iam/boundary.js'
import type { Change } from '../../model/change.js'
import { CORE_POLICY, corePolicyArn } from '../../model/core-policy.js'
import type { Remedy } from '../../model/finding.js'
import type { Role } from '../../model/snapshot-iam.js'
import type { CheckContext } from '../define.js'
import type { HostRoleInUse } from './host-role.js'
import { actions, deniedReason, denyingStatements } from './permissions.js'

/** What a statement is to allow. */
export interface Grant {
  actions: readonly string[]
  resource: string
}

/** Who lacks what. */
export interface Lack {
  used: HostRoleInUse
  denied: readonly Denied[]
  text: string
  context: CheckContext
}

type Denied = Answer & { resourcePolicy?: string }

/**
 * One more inline policy of the role, which allows what no policy does.
 * @param purpose the name of the policy behind `ssm-ready-`
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html
 */
export function grantRemedy(lack: Lack, remedy: string, purpose: string, grants: readonly Grant[]): Remedy {
  const { role } = lack.used
  const policyName = freeName(role, `ssm-ready-${purpose}`)
  if (policyName === undefined) return { text: lack.text }
  return remedyOf(lack, remedy, {
    ...{ kind: 'put-role-policy', region: lack.context.region.region, roleName: role.roleName, policyName },
    statements: grants.map(({ actions: Action, resource: Resource }) => ({
      ...{ Effect: 'Allow', Action: [...Action], Resource },
    })),
  })
}

/** The managed policy of hosts. */
export function corePolicyRemedy(lack: Lack): Remedy {
  const { roleName, arn } = lack.used.role
  const policyArn = corePolicyArn(arn.split(':')[1] ?? 'aws')
  const region = lack.context.region.region
  return remedyOf(lack, 'grant-session-permissions', { kind: 'attach-role-policy', region, roleName, policyArn })
}

function remedyOf(lack: Lack, remedy: string, change: Change): Remedy {
  const refused = refusalOf(lack, change)
  return { text: lack.text, changes: [{ remedy, change }], ...(refused && { refused }) }
}

/** A name that no inline policy of the role has: one of the same name would be replaced. `undefined`: they could not be read. */
function freeName({ inlinePolicies }: Role, name: string): string | undefined {
  if (inlinePolicies.outcome !== 'ok') return undefined
  const taken = new Set(inlinePolicies.value.map((policy) => policy.policyName))
  for (let i = 2, free = name; ; free = `${name}-${i++}`) if (!taken.has(free)) return free
}

function refusalOf({ used, denied, context }: Lack, change: Change): Remedy['refused'] {
  const { role } = used
  const who = `Role ${role.roleName}`
  if (used.kind === 'default-host-management')
    return {
      reason: 'default-host-management-role',
      message: `${who} is that of Default Host Management: what it may do, every host of the account without a role of its own may.`,
    }
  if (role.path.startsWith('/aws-service-role/'))
    return { reason: 'service-linked-role', message: `${who} belongs to a service of AWS, which alone changes it.` }
  const { accountId } = context.inventory.snapshot
  if (role.arn.split(':')[4] !== accountId)
    return { reason: 'role-of-another-account', message: `${role.arn} does not belong to account ${accountId}.` }
  const wall = wallOf(denied, role, context)
  if (wall !== undefined)
    return { reason: 'would-not-help', message: `${who} would still not be allowed ${actions(denied)}: ${wall}.` }
  const has = change.kind === 'attach-role-policy' && attached(role, change.policyArn)
  return has
    ? { reason: 'would-not-help', message: `${who} has ${CORE_POLICY}, and may not ${actions(denied)} all the same.` }
    : undefined
}

/** What a policy of the role's own cannot overcome. */
function wallOf(denied: readonly Denied[], role: Role, { iam }: CheckContext): string | undefined {
  const reason = deniedReason(denied)
  const by = reason === 'explicitly-denied' ? denyingStatements(denied) : undefined
  if (by !== undefined) return `${by} ${by.includes(' and ') ? 'deny' : 'denies'} it`
  if (reason !== 'permissions-missing') return WALLS[reason] ?? reason
  if (denied.some((answer) => boundaryDenies(iam, answer)))
    return `its permissions boundary ${role.permissionsBoundaryArn} does not allow it either`
  const shut = denied.some(({ action, resourcePolicy = '' }) => action.startsWith('kms:') && NO_WAY.has(resourcePolicy))
  return shut ? 'the key policy neither allows it nor leaves the decision to the account' : undefined
}

const WALLS: Record<string, string> = {
  'denied-by-organizations': 'a policy of the organization does not allow it',
  'denied-by-permissions-boundary': 'its permissions boundary does not allow it',
  'explicitly-denied': 'a statement denies it',
  'denied-by-resource-policy': "the resource's own policy does not allow it",
}

/** What a key policy says where IAM policies count for nothing. */
const NO_WAY = new Set(['implicit-deny', 'explicit-deny'])

const attached = ({ attachedPolicies }: Role, arn: string) =>
  attachedPolicies.outcome === 'ok' && attachedPolicies.value.some((policy) => policy.policyArn === arn)
