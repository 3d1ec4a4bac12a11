/** What the house uses of Session Manager's protocol. */
export { type DialAnswer, dialOnce } from './dial.js'
export type { SessionEnd } from './end.js'
export type { GreetingKind } from './greeting.js'
export { PortTaken } from './listener.js'
export { type SessionService, type SessionStart, sessionService } from './service.js'
export { type InputEnd, type NewStreamSession, StreamSession, type TerminalSize } from './stream-session.js'
export { MOST_SESSIONS, type NewSession, Tunnel, type TunnelEvents, type TunnelState } from './tunnel.js'
