import { UsageError } from '../model/errors.js'
import type { ShellCommand } from '../model/shell-command.js'
import type { Session } from '../report/commands/session.js'
import type { Choice } from './choose.js'

/**
 * What to run once the tunnel is up: where a token is the password, the command that signs one, then the client.
 * @param named the client to show, e.g. `mysql`; without it, the first
 * @throws UsageError when the database has no such client
 */
export function clientLines(
  { tunnel }: Choice,
  { parameters }: Session,
  shell: keyof ShellCommand,
  named?: string,
): string[] {
  const clients = tunnel?.commands.client ?? []
  const client = named === undefined ? clients[0] : clients.find((each) => each.client === named)
  if (client === undefined && named !== undefined)
    throw new UsageError(
      `client: expected one of ${clients.map((each) => each.client).join(', ')} for ${tunnel?.databaseId}, got ${named}.`,
    )
  if (tunnel === undefined || client === undefined) return []
  const localPort = parameters?.['localPortNumber'] ?? String(tunnel.localPort)
  return [...(client.token ? [client.token[shell]] : []), atPort(client[shell], tunnel.localPort, localPort)]
}

/** What to know before running them: where the certificates are, that the token is the password. */
export const clientNotes = ({ tunnel }: Choice): string[] => tunnel?.commands.client?.[0]?.notes ?? []

/** The report's line for another local port than the one that it proposes. */
function atPort(line: string, proposed: number, actual: string): string {
  return line.replace(new RegExp(`(port=|127\\.0\\.0\\.1[,:])${proposed}(?!\\d)`, 'g'), `$1${actual}`)
}
