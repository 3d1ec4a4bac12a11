import type { InstanceInformation } from '@aws-sdk/client-ssm'
import type { SampleNode, SampleRegion } from '../account.js'

const HEARTBEAT = 5 * 60_000

/** What Systems Manager knows of a node at a moment: its latest heartbeat, and the version that the agent gave with it. */
export function informationAt(node: SampleNode, region: SampleRegion, now: number): InstanceInformation {
  settle(node, now)
  const { information, restarted } = node
  const version = information.AgentVersion
  const seen = { ...information, IsLatestVersion: version === region.latestAgent }
  if (information.PingStatus !== 'Online') return seen
  const heartbeat = Math.floor(now / HEARTBEAT) * HEARTBEAT
  const started = restarted !== undefined && restarted.at <= now ? restarted.at : heartbeat
  return { ...seen, LastPingDateTime: new Date(Math.max(heartbeat, started)) }
}

/** An agent that has restarted by now reports its new version. */
function settle(node: SampleNode, now: number): void {
  if (node.restarted !== undefined && node.restarted.at <= now) node.information.AgentVersion = node.restarted.version
}
