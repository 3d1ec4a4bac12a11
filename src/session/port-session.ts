import type { Socket } from 'node:net'
import { Bridge } from './bridge.js'
import { DataChannel } from './channel.js'
import type { ChannelRequest } from './channel-request.js'
import type { SessionEnd } from './end.js'
import { isLater } from './later.js'
import { Flag } from './message.js'
import { Mux, type MuxStream, type StreamEvents } from './mux.js'
import { Single } from './single.js'
import { SmuxError } from './smux.js'

export interface PortSessionEvents {
  onReady(agent: { version: string; message: string }): void
  /** The agent could not open the port for a connection. */
  onRefused(): void
  onInterrupted(): void
  onResumed(): void
  /** Whether the session takes more connections, or the bytes they carried, changed. */
  onChange(): void
  onEnd(end: SessionEnd): void
}

export interface PortSessionRequest extends Omit<ChannelRequest, 'events' | 'type' | 'generateDataKey'> {
  /** The session goes on to another host. */
  isRemote: boolean
  events: PortSessionEvents
}

/** Bytes that clients have not taken yet, kept for all connections of a session; and from which on it goes on. */
const LARGEST_KEPT = 4 << 20
const KEPT_TO_GO_ON = 1 << 20
/** Agents up to this one know one connection per session, not several. */
const WITHOUT_MUX = '3.0.196.0'
/** Agents after this one need no sign of life. */
const WITH_KEEP_ALIVE = '3.1.1511.0'
/** The first agent that goes on to another host. */
const BEFORE_REMOTE_HOST = '3.1.1373.9999'
const KEEP_ALIVE_EVERY = 10_000

/**
 * A port forwarding session, over which any number of connections go; with an agent of old, one.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-sessions-start.html#sessions-remote-port-forwarding
 */
export class PortSession {
  readonly #channel: DataChannel
  /** An old agent's single connection in place of many. */
  #mux: Mux | Single
  readonly #request: PortSessionRequest
  readonly #bridges = new Set<Bridge>()
  #state: 'starting' | 'ready' | 'ended' = 'starting'
  #keepAlive: NodeJS.Timeout | undefined
  #isInterrupted = false
  #isHeld = false
  /** Carried since the start, in bytes. */
  received = 0
  sent = 0

  constructor(request: PortSessionRequest) {
    this.#request = request
    const { events } = request
    this.#channel = new DataChannel({
      ...request,
      type: 'Port',
      events: {
        onReady: ({ version = '', message }) => this.#ready(version, message),
        onOutput: (bytes) => this.#receive(bytes),
        onFlag: (flag) => {
          if (flag === Flag.ConnectToPortError) this.#mux.refused()
        },
        onWritable: () => {
          for (const bridge of this.#bridges) bridge.writable()
        },
        onInterrupted: () => {
          this.#isInterrupted = true
          events.onInterrupted()
        },
        onResumed: () => {
          this.#isInterrupted = false
          events.onResumed()
        },
        onEnd: (end) => this.#ended(end),
      },
    })
    this.#mux = new Mux((bytes) => this.#channel.write(bytes))
  }

  get sessionId(): string {
    return this.#channel.sessionId
  }

  get connections(): number {
    return this.#bridges.size
  }

  get isReady(): boolean {
    return this.#state === 'ready'
  }

  /** It carries one connection in its life, that of an agent without a multiplexer. */
  get isSingle(): boolean {
    return this.#mux instanceof Single
  }

  /** It takes connections now. */
  get isFree(): boolean {
    return this.isReady && !this.#isHeld && !this.isInterrupted && (this.#mux instanceof Mux || this.#mux.isFree)
  }

  /** Its connection was lost, and is being taken up again: it may turn out that the session is over. */
  get isInterrupted(): boolean {
    return this.#isInterrupted || !this.#channel.isAwake
  }

  /** A client does not read, and the session waits for it. */
  get isHeld(): boolean {
    return this.#isHeld
  }

  open(): Promise<void> {
    return this.#channel.open()
  }

  /** Opens one connection of the agent's. */
  dial(events: StreamEvents): MuxStream {
    return this.#mux.open(events)
  }

  /** Carries a local connection. Its client sees a reset when the agent cannot open the port. */
  carry(socket: Socket): void {
    const { events } = this.#request
    const bridge = new Bridge({
      socket,
      open: (streamEvents) => this.dial(streamEvents),
      events: {
        onReceived: (bytes) => {
          this.received += bytes
          this.#holdOrGoOn()
        },
        onSent: (bytes) => {
          this.sent += bytes
        },
        onDrain: () => this.#holdOrGoOn(),
        onRefused: () => events.onRefused(),
        onClose: () => {
          this.#bridges.delete(bridge)
          events.onChange()
        },
      },
    })
    this.#bridges.add(bridge)
    events.onChange()
  }

  /** Ends the session on AWS's side, too. @returns whether the service said so */
  close(): Promise<boolean> {
    return this.#channel.close()
  }

  #ready(version: string, message: string): void {
    const tooOld = this.#tooOld(version)
    if (tooOld !== undefined) return void this.#channel.fail(tooOld)
    this.#state = 'ready'
    if (isLater(version, WITHOUT_MUX)) this.#keepAliveOf(version, this.#mux)
    else this.#mux = new Single({ write: (bytes) => this.#channel.write(bytes), onDone: () => void this.close() })
    this.#request.events.onReady({ version, message })
  }

  #keepAliveOf(version: string, mux: Mux | Single): void {
    if (mux instanceof Mux && !isLater(version, WITH_KEEP_ALIVE))
      this.#keepAlive = setInterval(() => mux.keepAlive(), KEEP_ALIVE_EVERY)
  }

  #tooOld(version: string): string | undefined {
    if (this.#request.isRemote && !isLater(version, BEFORE_REMOTE_HOST))
      return `SSM Agent ${version} cannot go on to another host, which needs 3.1.1374.0 or later: update it (AWS-UpdateSSMAgent).`
    return undefined
  }

  #receive(bytes: Buffer): void {
    try {
      this.#mux.receive(bytes)
    } catch (error) {
      if (!(error instanceof SmuxError)) throw error
      void this.#channel.fail(error.message)
    }
  }

  #holdOrGoOn(): void {
    let unread = 0
    for (const bridge of this.#bridges) unread += bridge.unread
    if (this.#isHeld ? unread > KEPT_TO_GO_ON : unread <= LARGEST_KEPT) return
    this.#isHeld = !this.#isHeld
    this.#channel.hold(this.#isHeld)
    this.#request.events.onChange()
  }

  #ended(end: SessionEnd): void {
    this.#state = 'ended'
    clearInterval(this.#keepAlive)
    this.#mux.end()
    this.#request.events.onEnd(end)
  }
}
