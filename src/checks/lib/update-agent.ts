import type { Remedy } from '../../model/finding.js'
import type { Instance, ManagedNode } from '../../model/snapshot-hosts.js'
import { type AgentVersion, compareVersions } from '../../model/version.js'

/** Bottlerocket's agent is part of its control container: no package could be updated, and none by an association. */
export const runsBottlerocket = (node: Pick<ManagedNode, 'platformName'> | undefined): boolean =>
  /bottlerocket/i.test(node?.platformName ?? '')

/**
 * Remote-host forwarding is refused below this.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-sessions-start.html
 */
export const REMOTE_HOST_FLOOR: AgentVersion = [3, 1, 1374, 0]

/**
 * The remedy of an agent that is too old or known to be faulty.
 * @param versions that the agent must reach, or at least
 */
export function updateAgent(
  { instanceId, vpcId = '' }: Instance,
  region: string,
  node: ManagedNode,
  versions: readonly AgentVersion[],
): Remedy {
  if (runsBottlerocket(node))
    return { text: `Update Bottlerocket on ${instanceId}, or its control container, with which the agent comes.` }
  const floor = [REMOTE_HOST_FLOOR, ...versions].reduce((a, b) => (compareVersions(b, a) > 0 ? b : a)).join('.')
  return {
    id: 'update-agent',
    text: `Update the agent of ${instanceId} with Run Command's AWS-UpdateSSMAgent; sessions on the host end.`,
    changes: [{ remedy: 'update-agent', change: { kind: 'update-agent', region, instanceId, vpcId, floor } }],
  }
}
