import type { Database } from '../../model/database.js'
import type { ReadersWay } from '../../model/readers-way.js'
import type { TunnelCommands } from '../../model/report.js'
import type { LocalPorts } from '../local-ports.js'
import { clientCommands } from './client.js'
import { databaseSession, sessionCommand } from './session.js'

export interface TunnelInput {
  instanceId: string
  hostRegion: string
  database: Database
  localPorts: LocalPorts
  /** Absent where the reader endpoint is reached, too. */
  readers?: ReadersWay
  profile?: string
  /** Of the host's region; absent where the preferences could not be read. */
  idleTimeoutMinutes?: number
}

/** The session to the database and, behind it, its client. Nothing while the database has no endpoint. */
export function tunnelCommands(input: TunnelInput): Partial<TunnelCommands> {
  const { database, instanceId, hostRegion, profile, localPorts, readers } = input
  const { endpoint, port, readerEndpoint } = database
  if (endpoint === undefined || port === undefined) return {}
  const base = { region: hostRegion, target: instanceId, ...(profile !== undefined && { profile }) }
  const common = {
    database,
    port,
    region: database.region,
    notes: tunnelNotes(database, input.idleTimeoutMinutes),
    ...(profile !== undefined && { profile }),
  }
  const writer = { ...common, endpoint, localPort: localPorts.endpoint }
  const start = (end: { endpoint: string; localPort: number }) =>
    sessionCommand(databaseSession(base, { kind: database.kind, port, ...end }))
  if (readerEndpoint === undefined || readers?.verdict === 'blocked')
    return {
      startSession: start({ endpoint, localPort: localPorts.endpoint }),
      client: clientCommands({
        ...writer,
        notes: [...writer.notes, ...(readers ? [`its readers cannot be reached: ${readers.why}`] : [])],
      }),
    }
  const reader = {
    ...{ ...common, endpoint: readerEndpoint, localPort: localPorts.reader, role: 'reader' as const },
    notes: [...common.notes, ...(readers ? [`whether its readers are reached is not known: ${readers.why}`] : [])],
  }
  return {
    startSession: start({ endpoint, localPort: localPorts.endpoint }),
    startReaderSession: start({ endpoint: readerEndpoint, localPort: localPorts.reader }),
    client: [...clientCommands({ ...writer, role: 'writer' }), ...clientCommands(reader)],
  }
}

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-timeout.html */
export function tunnelNotes({ kind }: Pick<Database, 'kind'>, idleTimeoutMinutes: number | undefined): string[] {
  return [
    ...(kind === 'target' ? [] : ['after a failover start a new session: the name was resolved when this one began']),
    ...(idleTimeoutMinutes === undefined
      ? []
      : [`a session ends after ${idleTimeoutMinutes} idle minutes: let the client send keep-alives`]),
  ]
}
