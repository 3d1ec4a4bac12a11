import { StartSessionCommand, TerminateSessionCommand } from '@aws-sdk/client-ssm'
import type { Clients } from './clients.js'

export interface SessionRequest {
  region: string
  target: string
  documentName?: string
  parameters?: Record<string, string>
}

/** What the session plugin needs to take over a session that was opened through the API. */
export interface OpenedSession {
  sessionId: string
  /** The API's answer, as JSON. It holds a token. */
  response: string
  /** The API's input, as JSON. */
  request: string
}

/** Opens a session; the plugin must take it over soon, or `endSession` end it. */
export async function openSession(clients: Clients, { region, ...request }: SessionRequest): Promise<OpenedSession> {
  const { parameters = {} } = request
  const input = {
    Target: request.target,
    ...(request.documentName !== undefined && { DocumentName: request.documentName }),
    ...(request.parameters && {
      Parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, [value]])),
    }),
  }
  const { SessionId, TokenValue, StreamUrl } = await clients.ssm(region).send(new StartSessionCommand(input))
  if (SessionId === undefined) throw new Error('ssm:StartSession gave no session')
  return {
    sessionId: SessionId,
    response: JSON.stringify({ SessionId, TokenValue, StreamUrl }),
    request: JSON.stringify(input),
  }
}

/** Ends a session. A session that has ended already is no error. */
export async function endSession(clients: Clients, region: string, sessionId: string): Promise<void> {
  await clients.ssm(region).send(new TerminateSessionCommand({ SessionId: sessionId }))
}
