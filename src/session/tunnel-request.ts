import type { SessionEnd } from './end.js'
import type { PortSessionRequest } from './port-session.js'

export type NewSession = Omit<PortSessionRequest, 'events'>

export interface TunnelEvents {
  onReady(session: { sessionId: string; agentVersion: string; message: string; isFirst: boolean }): void
  onRefused(): void
  onInterrupted(): void
  onResumed(): void
  /** A session ended; `isReopened` when another takes its place. */
  onSessionEnd(end: SessionEnd, isReopened: boolean): void
  /** Opening a session failed; it is tried again in so many milliseconds. */
  onRetry(message: string, ms: number): void
  /** The tunnel is over. */
  onEnd(end: SessionEnd): void
}

export interface TunnelRequest {
  /** Of this machine; 0: any that is free. */
  port: number
  /** Sessions side by side, at most 8. */
  streams: number
  reconnect: boolean
  /** Starts a session, through whatever host is best now. */
  start: () => Promise<NewSession>
  /** Whether to try again after `start` failed. */
  isPassing: (error: unknown) => boolean
  events: TunnelEvents
}

/** What is carried now, and was since the start (in bytes). */
export interface TunnelState {
  sessions: number
  connections: number
  waiting: number
  received: number
  sent: number
}
