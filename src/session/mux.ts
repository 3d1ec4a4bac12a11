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

/** Milliseconds. */
const LONGEST_UNNAMED = 1_000

/** The Go client's first stream; ids of clients are odd. */
const FIRST_STREAM = 3

/** Many connections over one session: smux version 1, which the agent speaks from 3.0.196.0 on. */
export class Mux {
  readonly #write: (bytes: Buffer) => boolean
  readonly #reader = new SmuxReader()
  /** In order of their opening: the agent dials one after the other. */
  readonly #streams = new Map<number, Open>()
  /** Streams that this side closed before anything came of them. */
  readonly #given = new Set<number>()
  #next = FIRST_STREAM
  /** Dials that failed, of which the agent has not said yet whose they were: each is not waited for longer than this. */
  readonly #refusals = new Set<NodeJS.Timeout>()

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
        const stream = this.#streams.get(id)
        if (!stream) return
        this.#streams.delete(id)
        if (!stream.isAnswered) this.#given.add(id)
        this.#write(smuxFrame(Command.FIN, id))
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

  /**
   * A dial failed. Whose it was the end of its stream tells, which follows at once; where it does not, it was the oldest
   * that has no answer yet, since dials are made one after the other.
   */
  refused(): void {
    if (this.#refusals.size >= this.#streams.size + this.#given.size) return
    const refusal = setTimeout(() => {
      this.#refusals.delete(refusal)
      this.#refuseOldest()
    }, LONGEST_UNNAMED)
    this.#refusals.add(refusal.unref())
  }

  /** The session is over, and every stream with it. */
  end(): void {
    const open = [...this.#streams.values()]
    this.#streams.clear()
    while (this.#isRefusal());
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
    if (!stream) {
      if (command === Command.FIN && this.#given.delete(id)) this.#isRefusal()
      return
    }
    if (command === Command.PSH && data.length > 0) {
      stream.isAnswered = true
      stream.events.onData(data)
    }
    if (command === Command.FIN) this.#ended(id, stream)
  }

  #ended(id: number, { events, isAnswered }: Open): void {
    this.#streams.delete(id)
    if (!isAnswered && this.#isRefusal()) events.onRefused()
    else events.onEnd()
  }

  /** Whether a failed dial is without its stream, which has been found now. */
  #isRefusal(): boolean {
    const [refusal] = this.#refusals
    if (refusal === undefined) return false
    clearTimeout(refusal)
    return this.#refusals.delete(refusal)
  }

  #refuseOldest(): void {
    const oldest = [...this.#streams].find(([, { isAnswered }]) => !isAnswered)
    if (!oldest) return
    this.#streams.delete(oldest[0])
    oldest[1].events.onRefused()
  }
}
