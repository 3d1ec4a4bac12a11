import type { Agent } from 'node:http'
import type { SessionEnd } from './end.js'
import type { GenerateDataKey } from './handshake.js'
import type { SessionService, StartedSession } from './service.js'

/** What a session tells its user. */
export interface ChannelEvents {
  /** The agent is there and takes data. Without a handshake (plain shells) nobody tells its version. */
  onReady(agent: { version?: string; message: string }): void
  onOutput(bytes: Buffer): void
  onFlag(flag: number): void
  /** There is room for more output. */
  onWritable(): void
  onInterrupted(): void
  onResumed(): void
  /** Called once. */
  onEnd(end: SessionEnd): void
}

export interface ChannelRequest {
  service: SessionService
  region: string
  /** Instance id. */
  target: string
  session: StartedSession
  /** True when an endpoint override is set. */
  isOverridden: boolean
  /** Makes connections to this address, where they are not to be made directly. */
  agentFor?: ((url: URL) => Promise<Agent | undefined>) | undefined
  /** The session document's type. */
  type: 'Port' | 'Standard_Stream'
  /** For sessions that may be encrypted. */
  generateDataKey?: GenerateDataKey
  /** Payload bytes of a message: 1,024 unless a larger size was tried with the real service. */
  messageSize?: number
  events: ChannelEvents
}
