import type { DatabaseKind } from '../../model/database.js'
import { isHostItself } from '../../model/host-itself.js'
import { PORT_DOCUMENT, REMOTE_HOST_DOCUMENT } from '../../model/session-permissions.js'
import type { ShellCommand } from '../../model/shell-command.js'
import { forShells } from '../../shell/index.js'

/** One `aws ssm start-session`. */
export interface Session {
  region: string
  profile?: string
  target: string
  /** Absent: a shell, as the region's preferences have it. */
  documentName?: string
  parameters?: Record<string, string>
}

/** To a host and port beyond the jump host. */
function remoteHostSession(
  base: Pick<Session, 'region' | 'profile' | 'target'>,
  remote: { host: string; port: number; localPort: number },
): Session {
  return {
    ...base,
    documentName: REMOTE_HOST_DOCUMENT,
    parameters: {
      host: remote.host,
      portNumber: String(remote.port),
      localPortNumber: String(remote.localPort),
    },
  }
}

/** To a port of the host itself; without a local port the session plugin picks a free one and prints it. */
export function portSession(
  base: Pick<Session, 'region' | 'profile' | 'target'>,
  port: number,
  localPort?: number,
): Session {
  const parameters = {
    portNumber: String(port),
    ...(localPort !== undefined && { localPortNumber: String(localPort) }),
  }
  return { ...base, documentName: PORT_DOCUMENT, parameters }
}

/** To an endpoint of a database. Agents forward to no loopback address by way of the document for other hosts. */
export function databaseSession(
  base: Pick<Session, 'region' | 'profile' | 'target'>,
  { kind, endpoint, port, localPort }: { kind: DatabaseKind; endpoint: string; port: number; localPort: number },
): Session {
  if (isHostItself({ kind, endpoint })) return portSession(base, port, localPort)
  return remoteHostSession(base, { host: endpoint, port, localPort })
}

/** argv of the AWS CLI; parameters as JSON. */
export function sessionArgv(session: Session): string[] {
  const { parameters } = session
  if (parameters === undefined) return baseArgv(session)
  const lists = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, [value]]))
  return [...baseArgv(session), '--parameters', JSON.stringify(lists)]
}

/** Windows shells lose JSON's quotes on the way: there the parameters are `name=value,…`. */
export function sessionCommand(session: Session): ShellCommand {
  const { parameters } = session
  if (parameters === undefined) return forShells(baseArgv(session))
  const shorthand = Object.entries(parameters).map(([name, value]) => `${name}=${plainValue(value)}`)
  return forShells(sessionArgv(session), [...baseArgv(session), '--parameters', shorthand.join(',')])
}

function baseArgv({ region, profile, target, documentName }: Session): string[] {
  return [
    'aws',
    'ssm',
    'start-session',
    ...(profile === undefined ? [] : ['--profile', profile]),
    '--region',
    region,
    '--target',
    target,
    ...(documentName === undefined ? [] : ['--document-name', documentName]),
  ]
}

/** No host name or address holds anything else, and the CLI's shorthand syntax would read it. */
const plainValue = (value: string) => value.replace(/[^\w.:-]/g, '')
