import type { Socket } from 'node:net'
import type { MuxStream, StreamEvents } from './mux.js'

/** What becomes of a local connection. */
export interface BridgeEvents {
  onReceived(bytes: number): void
  onSent(bytes: number): void
  /** Its client reads again, or is gone. */
  onDrain(): void
  onRefused(): void
  onClose(): void
}

export interface BridgeRequest {
  socket: Socket
  /** Opens the stream for these events. */
  open: (events: StreamEvents) => MuxStream
  events: BridgeEvents
}

/** Milliseconds between two looks whether a client that ended its half is still there. */
const PROBE_EVERY = 5_000

/**
 * One local connection, carried over a stream. The protocol knows no half-close: when the client ends its half, an answer
 * that is yet to come, however late, would be lost with the stream. So the stream stays open until the database ends it,
 * or the client is gone: its system answers probes of a connection that a program still holds, and refuses those of
 * another about a minute after its end.
 */
export class Bridge {
  readonly #socket: Socket
  readonly #events: BridgeEvents
  readonly #stream: MuxStream
  #probing: NodeJS.Timeout | undefined
  #isWaiting = false
  #isDone = false

  constructor({ socket, open, events }: BridgeRequest) {
    this.#socket = socket
    this.#events = events
    this.#stream = open({
      onData: (data) => this.#received(data),
      onRefused: () => {
        events.onRefused()
        this.#reset()
      },
      // An orderly end would make half an answer look whole.
      onLost: () => this.#reset(),
      onEnd: () => {
        this.#done()
        socket.end()
      },
    })
    socket.setNoDelay(true)
    socket.on('data', (data: Buffer) => this.#send(data))
    socket.on('drain', () => events.onDrain())
    socket.on('end', () => this.#probe())
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      this.#stream.close()
      this.#done()
      events.onDrain()
      events.onClose()
    })
    socket.resume()
  }

  /** Bytes that the client has not taken yet. */
  get unread(): number {
    return this.#socket.writableLength
  }

  /** The session takes more bytes. */
  writable(): void {
    if (this.#isWaiting) this.#socket.resume()
    this.#isWaiting = false
  }

  #send(data: Buffer): void {
    if (this.#isDone) return void this.#socket.destroy()
    this.#events.onSent(data.length)
    if (this.#stream.write(data)) return
    this.#isWaiting = true
    this.#socket.pause()
  }

  #received(data: Buffer): void {
    this.#events.onReceived(data.length)
    if (!this.#socket.destroyed) this.#socket.write(data)
  }

  /** A write of nothing sends nothing, and fails once the probes were refused: reads are over, and would not tell. */
  #probe(): void {
    if (this.#isDone) return
    this.#socket.setKeepAlive(true, PROBE_EVERY)
    this.#probing = setInterval(() => this.#socket.write(Buffer.alloc(0)), PROBE_EVERY)
  }

  #reset(): void {
    this.#done()
    this.#socket.resetAndDestroy()
  }

  #done(): void {
    this.#isDone = true
    clearInterval(this.#probing)
  }
}
