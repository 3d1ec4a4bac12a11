import type { Inventory, RegionInventory } from '../inventory/inventory.js'
import type { Tunnel } from '../inventory/tunnels.js'
import type { Database } from '../model/database.js'
import type { Capability, Verdict } from '../model/finding.js'
import type { Invocation } from '../model/invocation.js'
import { readersWayOf } from '../model/readers-way.js'
import type { HostCommands, TunnelCommands } from '../model/report.js'
import type { Instance } from '../model/snapshot-hosts.js'
import { portSession, sessionCommand } from './commands/session.js'
import { sshCommands } from './commands/ssh.js'
import { tunnelCommands } from './commands/tunnel.js'
import type { FindingIndex } from './index-findings.js'
import { assignLocalPorts, type LocalPorts } from './local-ports.js'
import { tunnelSubject } from './subjects.js'

/** Makes the commands of an audit's hosts and tunnels: only of those that are READY or DEGRADED. */
export interface Connector {
  localPorts(database: Database): LocalPorts
  host(region: RegionInventory, host: Instance, verdicts: Record<Capability, Verdict>): Partial<HostCommands>
  tunnel(tunnel: Tunnel, verdict: Verdict): Partial<TunnelCommands>
}

const DEFAULT_IDLE_MINUTES = 20
const RDP = 3389
const SSH = 22
const works = (verdict: Verdict) => verdict === 'READY' || verdict === 'DEGRADED'

export function connector(inventory: Inventory, { program, profile }: Invocation, index: FindingIndex): Connector {
  const ports = assignLocalPorts(inventory.regions.flatMap((region) => region.databases))
  const regions = new Map(inventory.regions.map((region) => [region.region, region]))
  const named = profile === undefined ? {} : { profile }
  const localPorts = (database: Database): LocalPorts => {
    const assigned = ports.get(database)
    if (!assigned) throw new Error(`database ${database.databaseId} has no local port`)
    return assigned
  }
  return {
    localPorts,
    host(region, host, verdicts) {
      const base = { region: region.region, target: host.instanceId, ...named }
      const windows = host.platform === 'windows'
      const platformName = region.knownNodeOf(host.instanceId)?.platformName
      return {
        ...(works(verdicts.shell) && { shell: sessionCommand(base) }),
        ...(works(verdicts.ssh) && !windows && sshCommands(base, platformName, program)),
        ...(works(verdicts.ssh) && { portForwarding: sessionCommand(portSession(base, windows ? RDP : SSH)) }),
      }
    },
    tunnel(tunnel, verdict) {
      if (!works(verdict)) return {}
      const { host, hostRegion, database } = tunnel
      const path = index.of(tunnelSubject(tunnel)).find(({ checkId }) => checkId === 'database-path')
      const readers = readersWayOf(path?.evidence)
      const idle = idleMinutes(regions.get(hostRegion))
      return tunnelCommands({
        instanceId: host.instanceId,
        hostRegion,
        database,
        localPorts: localPorts(database),
        ...named,
        ...(readers && { readers }),
        ...(idle !== undefined && { idleTimeoutMinutes: idle }),
      })
    },
  }
}

/** After how many a session without traffic ends; `undefined` where the preferences could not be read. */
export function idleMinutes(region: RegionInventory | undefined): number | undefined {
  if (region?.sessionInputs.outcome !== 'ok') return undefined
  const minutes = Number(region.sessionInputs.value.idleSessionTimeout ?? DEFAULT_IDLE_MINUTES)
  return Number.isInteger(minutes) && minutes > 0 ? minutes : undefined
}
