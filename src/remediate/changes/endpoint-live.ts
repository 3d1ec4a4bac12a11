import {
  DescribeVpcEndpointsCommand,
  type EC2Client,
  type Filter,
  paginateDescribeNetworkInterfaces,
  type VpcEndpoint,
} from '@aws-sdk/client-ec2'
import { hasCode } from '../../aws/errors.js'
import type { ChangeContext } from '../change-handler.js'
import { poll } from '../wait.js'

const GONE = new Set(['deleting', 'deleted'])

/** The wire's words and the model's differ in case. */
export const stateOf = ({ State }: VpcEndpoint): string => String(State ?? '').toLowerCase()

/** Endpoints that pass the filters and are not gone. */
export async function endpointsWith(ec2: EC2Client, Filters: Filter[]): Promise<VpcEndpoint[]> {
  const found: VpcEndpoint[] = []
  let NextToken: string | undefined
  do {
    const answer = await ec2.send(new DescribeVpcEndpointsCommand({ Filters, ...(NextToken && { NextToken }) }))
    if (!answer.VpcEndpoints) throw new Error("AWS's answer lacks the endpoints")
    found.push(...answer.VpcEndpoints)
    NextToken = answer.NextToken
  } while (NextToken)
  return found.filter((endpoint) => !GONE.has(stateOf(endpoint)))
}

/** An endpoint by its id; `undefined` when it is gone. */
export async function endpointNow(ec2: EC2Client, vpcEndpointId: string): Promise<VpcEndpoint | undefined> {
  try {
    const answer = await ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [vpcEndpointId] }))
    if (!answer.VpcEndpoints) throw new Error("AWS's answer lacks the endpoint")
    return answer.VpcEndpoints.find((endpoint) => !GONE.has(stateOf(endpoint)))
  } catch (error) {
    if (hasCode(error, ['InvalidVpcEndpointId.NotFound'])) return undefined
    throw error
  }
}

/**
 * Waits until an endpoint is available and as wanted.
 * @throws Error when AWS could not make it, or time ran out
 */
export async function untilAvailable(
  ec2: EC2Client,
  vpcEndpointId: string,
  context: ChangeContext,
  isAsWanted: (endpoint: VpcEndpoint) => boolean = () => true,
): Promise<void> {
  const look = async () => {
    const endpoint = await endpointNow(ec2, vpcEndpointId)
    if (!endpoint) return undefined
    const state = stateOf(endpoint)
    if (state === 'failed' || state === 'rejected' || state === 'expired')
      throw new Error(`${vpcEndpointId} is ${state}: ${endpoint.LastError?.Message ?? 'AWS does not say why'}.`)
    return state === 'available' && isAsWanted(endpoint) ? endpoint : undefined
  }
  context.onProgress?.(`Waiting for ${vpcEndpointId} to be available.`)
  const waited = await poll(look, context.waits.effect, context)
  if ('ended' in waited) throw new Error(`${vpcEndpointId} is not available yet: apply the plan again.`)
}

/** Waits until an endpoint and its interfaces are gone, so that their group can go, too. */
export async function untilGone(ec2: EC2Client, endpoint: VpcEndpoint, context: ChangeContext): Promise<void> {
  const ids = endpoint.NetworkInterfaceIds ?? []
  const look = async () => {
    if (await endpointNow(ec2, endpoint.VpcEndpointId ?? '')) return undefined
    return (await anyInterface(ec2, ids)) ? undefined : true
  }
  const waited = await poll(look, context.waits.effect, context)
  if ('ended' in waited) throw new Error(`${endpoint.VpcEndpointId} is still being deleted: revert the plan again.`)
}

async function anyInterface(client: EC2Client, ids: string[]): Promise<boolean> {
  if (ids.length === 0) return false
  const Filters = [{ Name: 'network-interface-id', Values: ids }]
  for await (const { NetworkInterfaces = [] } of paginateDescribeNetworkInterfaces({ client }, { Filters }))
    if (NetworkInterfaces.length > 0) return true
  return false
}
