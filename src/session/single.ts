import type { MuxStream, StreamEvents } from './mux.js'

/** Bytes. Greetings of servers are smaller by far. */
const LARGEST_EARLY = 1 << 20

export interface SingleRequest {
  write: (bytes: Buffer) => boolean
  /** Its connection is over, and so the session is of no more use. */
  onDone: () => void
}

/**
 * The only connection of a session with an agent up to 3.0.196.0, which knows no multiplexer: its bytes are the session's.
 * Such an agent dials at the start, ends the session when that fails, and tells nobody when the other side has closed.
 */
export class Single {
  readonly #request: SingleRequest
  #events: StreamEvents | undefined
  #isOver = false
  /** What a server that speaks first said before anybody listened. */
  #early: Buffer[] = []
  #earlyBytes = 0

  constructor(request: SingleRequest) {
    this.#request = request
  }

  /** Whether a connection may still be had. */
  get isFree(): boolean {
    return !this.#events && !this.#isOver
  }

  open(events: StreamEvents): MuxStream {
    if (!this.isFree) throw new Error('The session has had its connection.')
    this.#events = events
    // The caller has no stream yet to which it could answer.
    queueMicrotask(() => {
      for (const bytes of this.#early.splice(0)) this.receive(bytes)
    })
    return {
      id: 0,
      write: (data) => this.#isOver || this.#request.write(data),
      close: () => {
        if (this.#isOver) return
        this.#isOver = true
        this.#request.onDone()
      },
    }
  }

  /** @throws Error when too much comes before anybody listens: the session is to end */
  receive(bytes: Buffer): void {
    if (this.#isOver || bytes.length === 0) return
    if (this.#events) {
      this.#events.onData(bytes)
      return
    }
    this.#early.push(bytes)
    this.#earlyBytes += bytes.length
    if (this.#earlyBytes > LARGEST_EARLY)
      throw new Error('The agent sent more than 1 MiB before there was a connection.')
  }

  refused(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#events?.onRefused()
    this.#request.onDone()
  }

  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#events?.onLost()
  }
}
