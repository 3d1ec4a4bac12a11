import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { classifyError } from '../aws/errors.js'
import { sign } from '../aws/signed-call.js'
import { masked } from '../model/masked.js'
import type { ChannelRequest } from './channel-request.js'
import { type Connection, openConnection, UpgradeRefused } from './connection.js'
import { CLIENT_VERSION } from './handshake.js'
import type { SessionAddress, SessionService } from './service.js'
import { checkStreamUrl, isPresigned, queryOf, StreamUrlError } from './stream-url.js'

export interface LinkRequest {
  service: SessionService
  region: string
  sessionId: string
  address: SessionAddress
  /** True when an endpoint override is set. */
  isOverridden: boolean
  agentFor?: ChannelRequest['agentFor']
  onFrame: (frame: Buffer) => void
  /** The connection was lost; it is being taken up again. */
  onInterrupted: () => void
  onResumed: () => void
  /** It cannot be taken up again, and why. */
  onLost: (message: string) => void
}

/** Milliseconds. */
const FIRST_PAUSE = 100
const LONGEST_PAUSE = 5_000
const GIVE_UP_AFTER = 10 * 60_000
/** A connection that lasted so long was one, although nothing may have come through it. */
const LASTING = 5_000
const GOODBYE = 1_000

const messageOf = (error: unknown) => masked(error instanceof Error ? error.message : String(error))

/** The way to the message gateway, over one websocket after the other: the service closes each about once an hour. */
export class Link {
  readonly #request: LinkRequest
  readonly #clientId = randomUUID()
  readonly #stop = new AbortController()
  #address: SessionAddress
  #connection: Connection | undefined
  #isPaused = false
  /** Before the next try, and when to give up: of connections that end at once there may be many. */
  #nextPause = FIRST_PAUSE
  #deadline: number | undefined
  #since = 0

  constructor(request: LinkRequest) {
    this.#request = request
    this.#address = request.address
  }

  /** Opens the first connection. @throws UpgradeRefused, StreamUrlError, or the network's error */
  async open(): Promise<void> {
    await this.#connect()
  }

  get isUp(): boolean {
    return this.#connection !== undefined
  }

  send(frame: Buffer): void {
    this.#connection?.send(frame)
  }

  /** Reading stops, and with it the sender, once the buffers in between are full. */
  pause(isPaused: boolean): void {
    this.#isPaused = isPaused
    if (isPaused) this.#connection?.pause()
    else this.#connection?.resume()
  }

  /** Takes a connection on which nothing comes through for broken. */
  drop(): void {
    this.#connection?.drop()
  }

  /** Something that makes sense has come through. */
  heard(): void {
    this.#nextPause = FIRST_PAUSE
    this.#deadline = undefined
  }

  /** No more connections. */
  close(): void {
    const connection = this.#connection
    connection?.close()
    // With the network gone, nobody answers the close frame.
    setTimeout(() => connection?.drop(), GOODBYE).unref()
    this.#connection = undefined
    this.#stop.abort()
  }

  async #connect(): Promise<void> {
    const { service, region, isOverridden, agentFor, onFrame } = this.#request
    const { streamUrl, token } = this.#address
    const url = checkStreamUrl(streamUrl, isOverridden)
    const headers = isPresigned(url) ? {} : await upgradeHeaders(url, region, service)
    const connection = await openConnection({
      url,
      token,
      headers,
      agent: await agentFor?.(url),
      clientId: this.#clientId,
      clientVersion: CLIENT_VERSION,
      onFrame,
      onEnd: () => this.#ended(connection),
      signal: this.#stop.signal,
    })
    this.#connection = connection
    this.#since = performance.now()
    if (this.#isPaused) connection.pause()
    if (this.#stop.signal.aborted) connection.close()
  }

  #ended(connection: Connection): void {
    if (this.#stop.signal.aborted || this.#connection !== connection) return
    this.#connection = undefined
    if (performance.now() - this.#since >= LASTING) this.heard()
    void this.#resume()
  }

  async #resume(): Promise<void> {
    const { onInterrupted, onResumed, onLost } = this.#request
    onInterrupted()
    if (isPresigned(new URL(this.#address.streamUrl)))
      return onLost('The connection was lost, and an address that is signed for one connection cannot be used again.')
    const { signal } = this.#stop
    const deadline = this.#deadline ?? performance.now() + GIVE_UP_AFTER
    this.#deadline = deadline
    if (performance.now() > deadline)
      return onLost('The connection was lost, and no new one has lasted for 10 minutes.')
    for (;;) {
      try {
        await wait(this.#pauseNow(), undefined, { signal })
        if (!(await this.#tryAgain()))
          return onLost('The connection was lost, and the service says that the session is over.')
        return onResumed()
      } catch (error) {
        if (signal.aborted) return
        if (isFinal(error) || performance.now() > deadline)
          return onLost(`The connection was lost and cannot be taken up again: ${messageOf(error)}`)
      }
    }
  }

  /** Twice as long each time. */
  #pauseNow(): number {
    const pause = this.#nextPause
    this.#nextPause = Math.min(LONGEST_PAUSE, 2 * pause)
    return Math.min(LONGEST_PAUSE, pause * (1 + Math.random()))
  }

  /** False when the service says that the session is over. */
  async #tryAgain(): Promise<boolean> {
    const address = await this.#request.service.resume(this.#request.sessionId, this.#stop.signal)
    if (!address) return false
    this.#address = address
    await this.#connect()
    return true
  }
}

/** Refused calls stay refused; a refused upgrade may have been a token that came too late. */
const isFinal = (error: unknown) =>
  error instanceof StreamUrlError ||
  (!(error instanceof UpgradeRefused) && classifyError(error, 'ssm:ResumeSession').outcome === 'denied')

async function upgradeHeaders(url: URL, region: string, service: SessionService): Promise<Record<string, string>> {
  const request = {
    action: 'ssmmessages:OpenDataChannel',
    region,
    endpoint: url.origin,
    path: url.pathname,
    query: queryOf(url),
  }
  const { host: _host, ...headers } = sign(
    { request, path: url.pathname, host: url.host },
    await service.credentials(),
    new Date(),
  )
  return headers
}
