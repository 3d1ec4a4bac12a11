import type { Readable, Writable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { DataChannel } from './channel.js'
import type { ChannelRequest } from './channel-request.js'
import type { SessionEnd } from './end.js'

/** A session that was started, and whose bytes nobody reads yet. */
export type NewStreamSession = Omit<ChannelRequest, 'events'>

/** In characters. */
export interface TerminalSize {
  cols: number
  rows: number
}

/** What the end of the input does: it ends the session, or is told to the other side by these bytes. */
export type InputEnd = 'close' | { type: Buffer }

export interface StreamSessionRequest extends NewStreamSession {
  input: Readable
  output: Writable
  atInputEnd: InputEnd
  /** The terminal's, where there is one. */
  size?: () => TerminalSize | undefined
  onReady: (agent: { version?: string; message: string }) => void
  /** Bytes on their way to the output. */
  onOutput?: (bytes: Buffer) => void
  onInterrupted: () => void
  onResumed: () => void
}

/** Bytes that the output has not taken yet, from which on the session waits. */
const LARGEST_KEPT = 1 << 20
/** Milliseconds for what was read before the input ended to reach the agent. */
const DELIVERY_LIMIT = 30_000
/** Milliseconds until the end of the input is typed once more: a program may have taken the first for its own. */
const FIRST_REPEAT = 1_000
const LINE_ENDS = [0x0a, 0x0d]

/** A session whose bytes are those of one connection or terminal: AWS-StartSSHSession, and shells. */
export class StreamSession {
  readonly #request: StreamSessionRequest
  readonly #channel: DataChannel
  readonly #ended: Promise<SessionEnd>
  readonly #over = new AbortController()
  #isHeld = false
  #lastByte = 0x0a

  constructor(request: StreamSessionRequest) {
    this.#request = request
    let settle: (end: SessionEnd) => void = () => undefined
    this.#ended = new Promise((resolve) => {
      settle = resolve
    })
    const { input, output, onReady, onInterrupted, onResumed } = request
    this.#channel = new DataChannel({
      ...request,
      events: {
        onReady: (agent) => {
          onReady(agent)
          this.#begin()
        },
        onOutput: (bytes) => this.#received(bytes),
        onFlag: () => undefined,
        onWritable: () => input.resume(),
        onInterrupted,
        onResumed,
        onEnd: (end) => {
          this.#release()
          settle(end)
        },
      },
    })
    input.on('error', this.#close)
    output.on('error', this.#close)
  }

  /** Resolves when the session is over, in whatever way. */
  async run(): Promise<SessionEnd> {
    await this.#channel.open()
    return this.#ended
  }

  /** Tells the other side the size of the terminal, once there is one. */
  resize(size: TerminalSize): void {
    this.#channel.resize(size)
  }

  /** Ends the session on AWS's side, too. */
  close(): Promise<boolean> {
    return this.#channel.close()
  }

  /** The size comes first; before the agent was heard, nobody knows whether the session is encrypted, so nothing is sent. */
  #begin(): void {
    const { input, size } = this.#request
    const now = size?.()
    if (now) this.#channel.resize(now)
    input.on('data', this.#send).on('end', this.#finish).resume()
  }

  #release(): void {
    const { input, output } = this.#request
    this.#over.abort()
    input.off('data', this.#send).off('end', this.#finish).off('error', this.#close).pause()
    output.off('drain', this.#goOn).off('error', this.#close)
  }

  readonly #close = (): void => void this.#channel.close()

  readonly #send = (data: Buffer): void => {
    this.#lastByte = data.at(-1) ?? this.#lastByte
    if (!this.#channel.write(data)) this.#request.input.pause()
  }

  readonly #goOn = (): void => {
    this.#isHeld = false
    this.#channel.hold(false)
  }

  #received(bytes: Buffer): void {
    const { output, onOutput } = this.#request
    onOutput?.(bytes)
    output.write(bytes)
    if (this.#isHeld || output.writableLength <= LARGEST_KEPT) return
    this.#isHeld = true
    this.#channel.hold(true)
    output.once('drain', this.#goOn)
  }

  readonly #finish = (): void => {
    const { atInputEnd } = this.#request
    void (atInputEnd === 'close' ? this.#closeDelivered() : this.#typeUntilOver(atInputEnd.type))
  }

  async #closeDelivered(): Promise<void> {
    const deadline = performance.now() + DELIVERY_LIMIT
    while (!this.#channel.isDelivered && performance.now() < deadline && !this.#over.signal.aborted) await wait(10)
    await this.#channel.close()
  }

  /** A terminal takes the end for one only at the beginning of a line. */
  async #typeUntilOver(end: Buffer): Promise<void> {
    if (!LINE_ENDS.includes(this.#lastByte)) this.#channel.write(Buffer.from('\r'))
    for (let pause = FIRST_REPEAT; !this.#over.signal.aborted; pause *= 2) {
      this.#channel.write(end)
      await wait(pause, undefined, { signal: this.#over.signal, ref: false }).catch(() => undefined)
    }
  }
}
