import type { DatabaseKind } from './database.js'

/** Only the way to other hosts asks for an agent that forwards to them. */
export const REMOTE_HOST = 'agent-remote-host'

/**
 * Whether a target is a port of the host itself: each host of its VPC has one of its own, and no network lies between.
 * A loopback address is none: it is dialled like any other, which newer agents refuse.
 */
export const isHostItself = ({ kind, endpoint }: { kind: DatabaseKind; endpoint?: string }): boolean =>
  kind === 'target' && endpoint !== undefined && /^localhost\.?$/i.test(endpoint)
