/** What the house uses of Session Manager's protocol. */
export { dialOnce } from './dial.js'
export type { SessionEnd } from './end.js'
export type { GreetingKind } from './greeting.js'
export { sessionService } from './service.js'
export { type InputEnd, type NewStreamSession, StreamSession, type TerminalSize } from './stream-session.js'
export { Tunnel } from './tunnel.js'
export type { NewSession, TunnelEvents, TunnelState } from './tunnel-request.js'
