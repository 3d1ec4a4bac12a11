import type { Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { shortMessage } from '../aws/errors.js'
import { isIdleTimeout, type SessionEnd } from './end.js'
import { type Listener, listenLocally } from './listener.js'
import { PortSession, type PortSessionEvents } from './port-session.js'
import type { NewSession, TunnelRequest, TunnelState } from './tunnel-request.js'

/** Milliseconds. */
const BETWEEN_STARTS = 1_000
const FIRST_RETRY = 1_000
const LONGEST_RETRY = 30_000
const LAST_CALL_LIMIT = 3_000
const MOST_SESSIONS = 8

/** A local port whose connections go through sessions; it listens all the time, whatever becomes of those. */
export class Tunnel {
  readonly #request: TunnelRequest
  readonly #sessions = new Set<PortSession>()
  /** Sessions that are over, of which the service is being told. */
  readonly #ending = new Set<Promise<boolean>>()
  readonly #waiting = new Set<Socket>()
  readonly #stop = new AbortController()
  #listener: Listener | undefined
  #opening: Promise<void> | undefined
  #lastStart = Number.NEGATIVE_INFINITY
  #started = 0
  /** After a session more was refused, the next is not asked for at once. */
  #notBefore = Number.NEGATIVE_INFINITY
  #past = { received: 0, sent: 0 }

  constructor(request: TunnelRequest) {
    this.#request = request
  }

  /** Listens first, so that a port that is taken costs no session; then opens the first session. @throws PortTaken */
  async open(): Promise<number> {
    this.#listener = await listenLocally(this.#request.port, (socket) => this.#accept(socket))
    this.#openAnother()
    return this.#listener.port
  }

  get state(): TunnelState {
    const sessions = [...this.#sessions]
    const total = (of: (session: PortSession) => number) => sessions.reduce((sum, session) => sum + of(session), 0)
    return {
      sessions: sessions.filter(({ isReady, isInterrupted }) => isReady && !isInterrupted).length,
      connections: total(({ connections }) => connections),
      waiting: this.#waiting.size,
      received: this.#past.received + total(({ received }) => received),
      sent: this.#past.sent + total(({ sent }) => sent),
    }
  }

  /** A session that takes connections now. */
  get session(): PortSession | undefined {
    return this.#free()[0]
  }

  /** @returns whether the service said that its sessions are over */
  async close(): Promise<boolean> {
    const isConfirmed = await this.#end({ reason: 'ended', message: '' })
    // The service may be about to answer with a session that nobody wants any more.
    await Promise.race([this.#opening, wait(LAST_CALL_LIMIT, undefined, { ref: false })])
    return isConfirmed
  }

  #accept(socket: Socket): void {
    this.#waiting.add(socket)
    const forget = () => this.#waiting.delete(socket)
    socket.once('close', forget).once('error', forget)
    this.#assign()
  }

  #free(): PortSession[] {
    const free = [...this.#sessions].filter((session) => session.isFree)
    return free.sort((a, b) => a.connections - b.connections)
  }

  /** Gives connections that wait to the session with the fewest; opens another where that is wanted. */
  #assign(): void {
    for (const socket of this.#waiting) {
      const [session] = this.#free()
      // A connection that an interrupted session took would end with it, should that be over.
      if (!session && [...this.#sessions].some(({ isInterrupted }) => isInterrupted)) return
      if (!session || (session.connections > 0 && this.#mayOpen(this.#request.streams))) {
        this.#openAnother()
        return
      }
      this.#waiting.delete(socket)
      session.carry(socket)
    }
  }

  #mayOpen(limit: number): boolean {
    const { size } = this.#sessions
    return size === 0 || (size < limit && performance.now() >= this.#notBefore)
  }

  /** While every session waits for a client that does not read, there may be more than were asked for. */
  #openAnother(): void {
    if (!this.#mayOpen(MOST_SESSIONS)) return
    this.#opening ??= this.#openSession()
      .catch(async (error: unknown) => void (await this.#end(endOf(error))))
      .finally(() => {
        this.#opening = undefined
        if (this.#waiting.size > 0 && !this.#stop.signal.aborted) this.#assign()
      })
  }

  /** Resolves when a session is ready, or more are not to be had. */
  async #openSession(): Promise<void> {
    const { start, isPassing, reconnect, events } = this.#request
    for (let pause = FIRST_RETRY; ; pause = Math.min(LONGEST_RETRY, 2 * pause)) {
      await this.#pause(this.#lastStart + BETWEEN_STARTS - performance.now())
      if (this.#stop.signal.aborted) return
      this.#lastStart = performance.now()
      try {
        return await this.#begin(await start())
      } catch (error) {
        if (this.#stop.signal.aborted) return
        const others = this.#sessions.size > 0
        if (!others && (this.#started === 0 || !reconnect || !isPassing(error))) throw error
        events.onRetry(endOf(error).message, pause)
        if (others) {
          this.#notBefore = performance.now() + LONGEST_RETRY
          void this.#pause(LONGEST_RETRY).then(() => this.#assign())
          return
        }
        await this.#pause(pause)
      }
    }
  }

  #pause(ms: number): Promise<void> {
    return wait(Math.max(0, ms), undefined, { signal: this.#stop.signal }).catch(() => undefined)
  }

  /** @throws SessionEnded when it ends before it is ready */
  async #begin(request: NewSession): Promise<void> {
    if (this.#stop.signal.aborted) return endUnused(request)
    let session: PortSession | undefined
    await new Promise<void>((resolve, reject) => {
      session = new PortSession({ ...request, events: this.#eventsOf(() => session as PortSession, resolve, reject) })
      this.#sessions.add(session)
      void session.open()
    })
  }

  #eventsOf(session: () => PortSession, resolve: () => void, reject: (error: Error) => void): PortSessionEvents {
    const { events } = this.#request
    let wasReady = false
    return {
      onReady: ({ version, message }) => {
        wasReady = true
        const isFirst = this.#started++ === 0
        events.onReady({ sessionId: session().sessionId, agentVersion: version, message, isFirst })
        resolve()
        this.#assign()
      },
      onRefused: () => events.onRefused(),
      onInterrupted: () => events.onInterrupted(),
      onResumed: () => {
        events.onResumed()
        this.#assign()
      },
      onChange: () => {
        if (this.#waiting.size > 0) this.#assign()
      },
      onEnd: (end) => {
        this.#forget(session())
        if (wasReady) this.#sessionEnded(end, session())
        else reject(new SessionEnded(end))
      },
    }
  }

  #forget(session: PortSession): void {
    this.#sessions.delete(session)
    this.#past.received += session.received
    this.#past.sent += session.sent
    const ending = session.close().finally(() => this.#ending.delete(ending))
    this.#ending.add(ending)
  }

  #sessionEnded(end: SessionEnd, { isSingle }: PortSession): void {
    if (this.#stop.signal.aborted) return
    const isUsedUp = isSingle && end.reason === 'ended'
    const isOver = !this.#request.reconnect && this.#sessions.size === 0 && !isUsedUp
    this.#request.events.onSessionEnd(end, !isOver)
    if (isOver) return void this.#end(end)
    // After the account's time-out, and where a session is one connection, the next waits for the next connection.
    if (this.#waiting.size > 0) this.#assign()
    else if (this.#sessions.size === 0 && !isIdleTimeout(end) && !isSingle) this.#openAnother()
  }

  async #end(end: SessionEnd): Promise<boolean> {
    if (this.#stop.signal.aborted) return true
    this.#stop.abort()
    this.#listener?.close()
    for (const socket of this.#waiting) socket.resetAndDestroy()
    const confirmed = await Promise.all([...this.#sessions].map((session) => session.close()))
    confirmed.push(...(await Promise.all(this.#ending)))
    this.#request.events.onEnd(end)
    return confirmed.every(Boolean)
  }
}

/** A session that was started for nothing. */
const endUnused = ({ service, session }: NewSession) =>
  service.terminate(session.sessionId, AbortSignal.timeout(LAST_CALL_LIMIT)).catch(() => undefined)

/** A session ended before it was ready. */
class SessionEnded extends Error {
  override name = 'SessionEnded'
  constructor(readonly end: SessionEnd) {
    super(end.message)
  }
}

const endOf = (error: unknown): SessionEnd =>
  error instanceof SessionEnded ? error.end : { reason: 'failed', message: shortMessage(error) }
