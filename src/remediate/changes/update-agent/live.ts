import {
  GetConnectionStatusCommand,
  type InstanceInformation,
  paginateDescribeInstanceInformation,
  paginateDescribeSessions,
  type SSMClient,
} from '@aws-sdk/client-ssm'
import pLimit from 'p-limit'
import { classifyError } from '../../../aws/errors.js'
import type { Collected } from '../../../model/collected.js'

/** A managed node as Systems Manager reports it now. */
export interface NodeState {
  instanceId: string
  agentVersion?: string
  pingStatus: string
  lastPing?: Date
  platformType?: string
  platformName?: string
}

/** Values of one InstanceIds filter. */
const IDS_PER_CALL = 50
/** Of AWS's 50 calls a second. */
const CONNECTION_CALLS = 8

/** The answer of some calls, or why there is none. */
export async function collected<T>(api: string, ask: () => Promise<T>): Promise<Collected<T>> {
  try {
    return { outcome: 'ok', api, value: await ask() }
  } catch (error) {
    return classifyError(error, api)
  }
}

/** By instance id; ids that are no managed node are missing. */
export function readNodes(ssm: SSMClient, ids: readonly string[]): Promise<Collected<Map<string, NodeState>>> {
  return collected('ssm:DescribeInstanceInformation', async () => {
    const nodes = new Map<string, NodeState>()
    for (let i = 0; i < ids.length; i += IDS_PER_CALL) {
      const Filters = [{ Key: 'InstanceIds', Values: ids.slice(i, i + IDS_PER_CALL) }]
      const pages = paginateDescribeInstanceInformation(
        { client: ssm, pageSize: IDS_PER_CALL, stopOnSameToken: true },
        { Filters },
      )
      for await (const page of pages)
        for (const node of page.InstanceInformationList ?? [])
          if (node.InstanceId !== undefined) nodes.set(node.InstanceId, nodeState(node.InstanceId, node))
    }
    return nodes
  })
}

function nodeState(instanceId: string, node: InstanceInformation): NodeState {
  return {
    instanceId,
    pingStatus: node.PingStatus ?? 'Unknown',
    ...(node.AgentVersion !== undefined && { agentVersion: node.AgentVersion }),
    ...(node.LastPingDateTime !== undefined && { lastPing: node.LastPingDateTime }),
    ...(node.PlatformType !== undefined && { platformType: node.PlatformType }),
    ...(node.PlatformName !== undefined && { platformName: node.PlatformName }),
  }
}

/** Status of the session channel (`connected`, `notconnected`), by instance id. */
export async function readConnections(ssm: SSMClient, ids: readonly string[]): Promise<Map<string, Collected<string>>> {
  const limit = pLimit(CONNECTION_CALLS)
  const statuses = ids.map((id) =>
    limit(async (): Promise<[string, Collected<string>]> => {
      const status = await collected('ssm:GetConnectionStatus', async () => {
        const answer = await ssm.send(new GetConnectionStatusCommand({ Target: id }))
        return answer.Status ?? 'unknown'
      })
      return [id, status]
    }),
  )
  return new Map(await Promise.all(statuses))
}

/** How many sessions are open, by target. One list of the region (200 a page) instead of a call per host at 6 a second. */
export function readActiveSessions(ssm: SSMClient): Promise<Collected<Map<string, number>>> {
  return collected('ssm:DescribeSessions', async () => {
    const counts = new Map<string, number>()
    const pages = paginateDescribeSessions({ client: ssm, pageSize: 200, stopOnSameToken: true }, { State: 'Active' })
    for await (const page of pages)
      for (const { Target } of page.Sessions ?? [])
        if (Target !== undefined) counts.set(Target, (counts.get(Target) ?? 0) + 1)
    return counts
  })
}
