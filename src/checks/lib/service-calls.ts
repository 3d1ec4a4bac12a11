import { endpointPolicyAllows } from '../../iam/endpoint-policy.js'
import { Unreadable } from '../../inventory/read.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import type { VpcEndpoint } from '../../model/snapshot-network.js'
import type { PolicyAnswer } from '../../network/index.js'
import type { CheckContext } from '../define.js'
import { type HostRoleInUse, hostRequestContext, hostRole } from './host-role.js'

/** Calls of the agent to one service, all of which an endpoint's policy must let through. */
export interface AgentCalls {
  actions: readonly string[]
  /** ARN, or `*` where the actions know no resources. */
  resource: string
}

/** Judges an endpoint's policy for the agent of a host, under the role that the host has. */
export function policyJudge(host: Instance, calls: readonly AgentCalls[], context: CheckContext) {
  return (document: string, endpoint: VpcEndpoint): PolicyAnswer => {
    const { accountId } = context.inventory.snapshot
    const ask = (used?: HostRoleInUse) =>
      calls.map((call) => ({
        call,
        answer: endpointPolicyAllows(document, {
          accountId,
          ...call,
          ...(used && { principalArn: used.role.arn, session: host.instanceId }),
          gateway: endpoint.vpcEndpointType === 'Gateway',
          context: {
            ...(used && hostRequestContext(host, used, context)),
            'aws:SourceVpc': [endpoint.vpcId],
            'aws:SourceVpce': [endpoint.vpcEndpointId],
            'aws:RequestedRegion': [context.region.region],
          },
        }),
      }))
    const anybody = ask()
    const answers = anybody.every(({ answer }) => answer.decision === 'allowed') ? anybody : ask(roleOf(host, context))
    const worst =
      answers.find((a) => a.answer.decision === 'denied') ?? answers.find((a) => a.answer.decision === 'unknown')
    const id = endpoint.vpcEndpointId
    if (!worst) return { decision: 'allowed', why: `The policy of ${id} lets the agent's calls through.` }
    const {
      action = worst.call.actions[0],
      decision,
      malformed,
      rootUserOnly,
      namedOnGateway,
      conditions,
    } = worst.answer
    const keys = [...new Set(conditions.map(({ key }) => key))].join(', ')
    const what = `${action} on ${worst.call.resource}`
    const root = rootUserOnly ? ': an account as Principal is its root user alone there, write "*" with conditions' : ''
    if (decision === 'denied') return { decision, why: `The policy of ${id} refuses ${what}${root}.` }
    if (namedOnGateway)
      return {
        decision,
        why: `The policy of ${id} names principals for ${what}, and AWS documents "*" alone on a gateway endpoint: name the role by a condition on aws:PrincipalArn.`,
      }
    return {
      decision,
      why:
        malformed === undefined
          ? `Whether the policy of ${id} allows ${what} depends on ${keys || 'what cannot be seen'}.`
          : `The policy of ${id} cannot be understood: ${malformed}.`,
    }
  }
}

/** `undefined` when it could not be read: policies that name roles are then unknown. */
function roleOf(host: Instance, context: CheckContext): HostRoleInUse | undefined {
  try {
    const role = hostRole(host, context)
    return role.kind === 'none' ? undefined : role
  } catch (error) {
    if (error instanceof Unreadable) return undefined
    throw error
  }
}
