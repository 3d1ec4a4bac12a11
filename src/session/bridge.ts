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
  /** False while bytes are on their way to the database, or the session waits for something. */
  isQuiet: () => boolean
  events: BridgeEvents
}

/** Milliseconds without a byte from the database, after which a client that ended its half is taken for gone. */
const HALF_CLOSED_QUIET = 5_000

/**
 * One local connection, carried over a stream. The protocol knows no half-close: when the client ends its half, the
 * answer that is still on its way would be lost with the stream, so that the stream stays open until nothing comes
 * any more.
 */
export class Bridge {
  readonly #socket: Socket
  readonly #events: BridgeEvents
  readonly #stream: MuxStream
  readonly #isQuiet: () => boolean
  #quiet: NodeJS.Timeout | undefined
  #isWaiting = false
  #isDone = false

  constructor({ socket, open, isQuiet, events }: BridgeRequest) {
    this.#socket = socket
    this.#events = events
    this.#isQuiet = isQuiet
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
    socket.on('end', () => this.#expectQuiet())
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
    if (this.#quiet) this.#expectQuiet()
    if (!this.#socket.destroyed) this.#socket.write(data)
  }

  #expectQuiet(): void {
    if (this.#isDone) return
    clearTimeout(this.#quiet)
    this.#quiet = setTimeout(() => {
      if (!this.#isQuiet()) return this.#expectQuiet()
      this.#stream.close()
      this.#socket.end()
    }, HALF_CLOSED_QUIET)
  }

  #reset(): void {
    this.#done()
    this.#socket.resetAndDestroy()
  }

  #done(): void {
    this.#isDone = true
    clearTimeout(this.#quiet)
  }
}
