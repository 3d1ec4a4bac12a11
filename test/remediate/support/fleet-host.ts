export const REGION = 'eu-west-1'
export const OLD = '3.0.1124.0'
export const NEW = '3.3.4108.0'
export const FLOOR = '3.1.1374.0'

/** How an update ends on a host. Default: success, the new version shows at once. */
export interface UpdateScript {
  status?: string
  statusDetails?: string
  output?: string
  responseCode?: number
  /** Never ends. */
  stuck?: boolean
  /** The version afterwards. */
  version?: string
  /** Seconds the update takes, and after which the agent pings again (never: Infinity). */
  seconds?: number
  pingAfter?: number
  connectedAfter?: boolean
}

export interface FleetHost {
  id: string
  vpcId: string
  version: string
  pingStatus: string
  connected: boolean
  sessions: number
  platformType: string
  platformName: string
  lastPing: number
  update: UpdateScript
}

/** A command that somebody sent. */
export interface Sent {
  id: string
  at: number
  comment: string
  status: 'open' | 'cancelled'
  /** When each host is done. */
  ends: Map<string, number>
}
