import type { MuxStream, StreamEvents } from './mux.js'

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

  receive(bytes: Buffer): void {
    if (this.#isOver) return
    if (this.#events) this.#events.onData(bytes)
    else this.#early.push(bytes)
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
