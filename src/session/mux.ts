import { Command, LARGEST_DATA, type SmuxFrame, SmuxReader, smuxFrame } from './smux.js'

export interface StreamEvents {
  onData(data: Buffer): void
  /** The agent could not open the port: refused, unreachable, or a name that does not resolve. It does not say which. */
  onRefused(): void
  /** The other side closed the connection: in both directions, there is no half-close. */
  onEnd(): void
  /** The session is over, and what was on its way is lost. */
  onLost(): void
}

export interface MuxStream {
  readonly id: number
  /** @returns false when the writer should wait until the channel is writable */
  write(data: Buffer): boolean
  close(): void
}

interface Open {
  events: StreamEvents
  isAnswered: boolean
}

/** The Go client's first stream; ids of clients are odd. */
const FIRST_STREAM = 3

/** Many connections over one session: smux version 1, which the agent speaks from 3.0.196.0 on. */
export class Mux {
  readonly #write: (bytes: Buffer) => boolean
  readonly #reader = new SmuxReader()
  /** In order of their opening: the agent dials one after the other. */
  readonly #streams = new Map<number, Open>()
  #next = FIRST_STREAM

  constructor(write: (bytes: Buffer) => boolean) {
    this.#write = write
  }

  get size(): number {
    return this.#streams.size
  }

  /** Opens a stream: the agent dials at once. */
  open(events: StreamEvents): MuxStream {
    const id = this.#next
    this.#next += 2
    this.#streams.set(id, { events, isAnswered: false })
    this.#write(smuxFrame(Command.SYN, id))
    return {
      id,
      write: (data) => this.#send(id, data),
      close: () => {
        if (this.#streams.delete(id)) this.#write(smuxFrame(Command.FIN, id))
      },
    }
  }

  /** Tells an agent of old that there is somebody: it ends a multiplexer that it has not heard of for 30 s. */
  keepAlive(): void {
    this.#write(smuxFrame(Command.NOP, 0))
  }

  /** @throws SmuxError */
  receive(bytes: Buffer): void {
    for (const frame of this.#reader.read(bytes)) this.#handle(frame)
  }

  /** A dial failed: the oldest that has no answer yet, since they are made one after the other. */
  refused(): void {
    for (const [id, stream] of this.#streams) {
      if (stream.isAnswered) continue
      this.#streams.delete(id)
      stream.events.onRefused()
      return
    }
  }

  /** The session is over, and every stream with it. */
  end(): void {
    const open = [...this.#streams.values()]
    this.#streams.clear()
    for (const { events } of open) events.onLost()
  }

  #send(id: number, data: Buffer): boolean {
    let hasRoom = true
    if (!this.#streams.has(id)) return hasRoom
    for (let at = 0; at < data.length; at += LARGEST_DATA)
      hasRoom = this.#write(smuxFrame(Command.PSH, id, data.subarray(at, at + LARGEST_DATA)))
    return hasRoom
  }

  #handle({ command, stream: id, data }: SmuxFrame): void {
    const stream = this.#streams.get(id)
    if (!stream) return
    stream.isAnswered = true
    if (command === Command.PSH && data.length > 0) stream.events.onData(data)
    if (command !== Command.FIN) return
    this.#streams.delete(id)
    stream.events.onEnd()
  }
}
