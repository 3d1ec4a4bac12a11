/** What the house uses of Session Manager's protocol. */
export { dialOnce } from './dial.js'
export type { SessionEnd } from './end.js'
export type { GreetingKind } from './greeting.js'
export { sessionService } from './service.js'
export { type InputEnd, type NewStreamSession, StreamSession, type TerminalSize } from './stream-session.js'
export { type NewSession, Tunnel, type TunnelEvents, type TunnelState } from './tunnel.js'
