import type { AgentVersion } from '../../model/version.js'

interface AgentFault {
  reason: string
  /** The first version with the fault. */
  from: AgentVersion
  /** The first version without it. */
  fixedIn: AgentVersion
  does: string
  source: string
}

const RELEASE_NOTES = 'https://github.com/aws/amazon-ssm-agent/blob/mainline/RELEASENOTES.md'

/** Faults of published agent versions, the gravest for a tunnel first. */
export const AGENT_FAULTS: readonly AgentFault[] = [
  {
    reason: 'port-sessions-close-early',
    from: [3, 1, 1446, 0],
    fixedIn: [3, 1, 1476, 0],
    does: 'port forwarding sessions are closed after about a minute',
    source: 'https://github.com/aws/amazon-ssm-agent/issues/450',
  },
  {
    reason: 'one-connection-per-session',
    from: [2, 3, 672, 0],
    fixedIn: [3, 0, 196, 0],
    does: 'a port forwarding session carries one connection at a time, so that database clients with several hang',
    source: 'https://github.com/aws/amazon-ssm-agent/issues/259',
  },
  {
    reason: 'stale-credentials-after-hibernation',
    from: [0, 0, 0, 0],
    fixedIn: [3, 0, 502, 0],
    does: 'after the instance was hibernated it goes on with expired role credentials',
    source: RELEASE_NOTES,
  },
]
