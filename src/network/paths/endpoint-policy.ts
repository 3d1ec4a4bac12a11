import type { Hop } from '../../model/finding.js'
import type { VpcEndpoint } from '../../model/snapshot-network.js'
import { isFullAccess } from '../filters/full-access.js'
import type { Network } from '../network.js'
import { fails, isUnknown, passes } from '../values/hops.js'

export interface PolicyAnswer {
  decision: 'allowed' | 'denied' | 'unknown'
  why: string
}

/** Judges the document of an endpoint that serves a host: does it let the agent's calls through? */
export type PolicyJudge = (document: string, endpoint: VpcEndpoint) => PolicyAnswer

/** The hop of an endpoint's policy. */
export function policyHop(endpoint: VpcEndpoint, policyAllows: PolicyJudge, network: Network): Hop {
  const words = { at: endpoint.vpcEndpointId, kind: 'endpoint-policy' } as const
  const { policyDocument } = endpoint
  if (policyDocument === undefined) return withoutPolicy(endpoint, network)
  if (isFullAccess(policyDocument))
    return passes({ ...words, code: 'ALLOWED', why: `The policy of ${endpoint.vpcEndpointId} allows full access.` })
  const { decision, why } = policyAllows(policyDocument, endpoint)
  if (decision === 'allowed') return passes({ ...words, code: 'ALLOWED', why })
  return decision === 'denied'
    ? fails({ ...words, code: 'ENDPOINT_POLICY_DENIED', why })
    : isUnknown({ ...words, code: 'ENDPOINT_POLICY_UNKNOWN', why })
}

/**
 * AWS lists the policy of every endpoint whose service takes one, the default that allows everything included: where it
 * is not in the answer, nobody sees what it says.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ServiceDetail.html
 */
function withoutPolicy({ vpcEndpointId, serviceName }: VpcEndpoint, network: Network): Hop {
  const words = { at: vpcEndpointId, kind: 'endpoint-policy' } as const
  const offered = network.snapshot.regions.flatMap(({ vpcEndpointServices: services }) =>
    services.outcome === 'ok' ? services.value.filter((service) => service.serviceName === serviceName) : [],
  )
  const takesNone = offered.length > 0 && offered.every((service) => service.policySupported === false)
  if (takesNone) return passes({ ...words, code: 'ALLOWED', why: `${serviceName} takes no endpoint policy.` })
  const why = `AWS did not list the policy of ${vpcEndpointId}.`
  return isUnknown({ ...words, code: 'ENDPOINT_POLICY_UNKNOWN', why })
}
