import { classifyError, credentialsTrouble, hasCode } from '../../aws/errors.js'
import type { Session } from '../../report/commands/session.js'
import { Tunnel, type TunnelEvents } from '../../session/index.js'
import { newPortSession, type SessionWish } from './open.js'

export interface TunnelWish extends Omit<SessionWish, 'session'> {
  /** The best host's when it was chosen. */
  session: Session
  /** After the host refused: looks again for the best host that is ready. */
  chooseAgain: () => Promise<Session>
  streams: number
  reconnect: boolean
  events: TunnelEvents & {
    /** The tunnel goes on through another host. */
    onOtherHost: (session: Session) => void
  }
}

/** The host's agent has gone, or the host itself. */
const HOST_IS_GONE = ['TargetNotConnected', 'InvalidInstanceId', 'InvalidTarget']

/**
 * A tunnel whose local port is listened on already, and that comes back by itself.
 * @throws PortTaken
 */
export async function openTunnel(wish: TunnelWish): Promise<{ tunnel: Tunnel; port: number }> {
  let session = wish.session
  let isFirst = true
  const start = async () => {
    try {
      return await newPortSession({ ...wish, session })
    } catch (error) {
      if (isFirst || !hasCode(error, HOST_IS_GONE)) throw error
      session = await wish.chooseAgain()
      wish.events.onOtherHost(session)
      return await newPortSession({ ...wish, session })
    } finally {
      isFirst = false
    }
  }
  const tunnel = new Tunnel({
    port: Number(session.parameters?.['localPortNumber'] ?? 0),
    streams: wish.streams,
    reconnect: wish.reconnect,
    start,
    isPassing,
    events: wish.events,
  })
  return { tunnel, port: await tunnel.open() }
}

/** What a new try would not change: permissions and credentials. */
const isPassing = (error: unknown): boolean =>
  credentialsTrouble(error) === undefined && classifyError(error, 'ssm:StartSession').outcome !== 'denied'
