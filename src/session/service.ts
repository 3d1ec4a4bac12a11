import { ResumeSessionCommand, type SSMClient, StartSessionCommand, TerminateSessionCommand } from '@aws-sdk/client-ssm'
import type { AwsCredentialIdentity } from '@smithy/types'

export interface SessionAddress {
  /** Opaque: parts of its query expire. */
  streamUrl: string
  token: string
}

export interface StartedSession extends SessionAddress {
  sessionId: string
}

export interface SessionStart {
  region: string
  /** Instance id. */
  target: string
  documentName?: string
  parameters?: Readonly<Record<string, string>>
  /** Shown in the session's history and in CloudTrail; at most 256 characters. */
  reason: string
}

/** The calls of the Systems Manager API about a session. */
export interface SessionService {
  start(request: SessionStart): Promise<StartedSession>
  /** A new address for a session whose connection was lost; `undefined` when the session is over. */
  resume(sessionId: string, signal: AbortSignal): Promise<SessionAddress | undefined>
  /** A session that is over already is no error. */
  terminate(sessionId: string, signal: AbortSignal): Promise<void>
  /** Fresh ones: temporary credentials may have been renewed. */
  credentials(): Promise<AwsCredentialIdentity>
}

const isNoSuchSession = (error: unknown) => error instanceof Error && error.name === 'DoesNotExistException'

/**
 * The service of one region.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartSession.html
 */
export function sessionService(ssm: SSMClient): SessionService {
  return {
    async start({ target, documentName, parameters, reason }) {
      const answer = await ssm.send(
        new StartSessionCommand({
          Target: target,
          Reason: reason,
          ...(documentName !== undefined && { DocumentName: documentName }),
          ...(parameters && {
            Parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, [value]])),
          }),
        }),
      )
      const { SessionId, StreamUrl, TokenValue } = answer
      if (!SessionId || !StreamUrl || !TokenValue) {
        if (SessionId) await ssm.send(new TerminateSessionCommand({ SessionId })).catch(() => undefined)
        throw new Error('ssm:StartSession answered without SessionId, StreamUrl or TokenValue.')
      }
      return { sessionId: SessionId, streamUrl: StreamUrl, token: TokenValue }
    },
    async resume(sessionId, abortSignal) {
      try {
        const { StreamUrl, TokenValue } = await ssm.send(new ResumeSessionCommand({ SessionId: sessionId }), {
          abortSignal,
        })
        return StreamUrl && TokenValue ? { streamUrl: StreamUrl, token: TokenValue } : undefined
      } catch (error) {
        if (isNoSuchSession(error)) return undefined
        throw error
      }
    },
    async terminate(sessionId, abortSignal) {
      try {
        await ssm.send(new TerminateSessionCommand({ SessionId: sessionId }), { abortSignal })
      } catch (error) {
        if (!isNoSuchSession(error)) throw error
      }
    },
    credentials: () => ssm.config.credentials(),
  }
}
