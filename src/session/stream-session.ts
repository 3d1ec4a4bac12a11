import type { Readable, Writable } from 'node:stream'
import { type ChannelRequest, DataChannel } from './channel.js'
import type { SessionEnd } from './end.js'

/** A session that was started, and whose bytes nobody reads yet. */
export type NewStreamSession = Omit<ChannelRequest, 'events'>

export interface StreamSessionRequest extends NewStreamSession {
  input: Readable
  output: Writable
  /** The end of the input ends the session, as when `ssh` is done with its ProxyCommand. */
  endsWithInput: boolean
  /** Size of the terminal at the start, where there is one. */
  size?: { cols: number; rows: number }
  onReady: (agent: { version?: string; message: string }) => void
  onInterrupted: () => void
  onResumed: () => void
}

/** Bytes that the output has not taken yet, from which on the session waits. */
const LARGEST_KEPT = 1 << 20

/** A session whose bytes are those of one connection or terminal: AWS-StartSSHSession, and shells. */
export class StreamSession {
  readonly #request: StreamSessionRequest
  readonly #channel: DataChannel
  readonly #ended: Promise<SessionEnd>
  readonly #send = (data: Buffer): void => {
    if (!this.#channel.write(data)) this.#request.input.pause()
  }
  readonly #closeAtEnd = (): void => {
    if (this.#request.endsWithInput) void this.#channel.close()
  }

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
          input.on('data', this.#send).on('end', this.#closeAtEnd).resume()
        },
        onOutput: (bytes) => this.#received(bytes),
        onFlag: () => undefined,
        onWritable: () => input.resume(),
        onInterrupted,
        onResumed,
        onEnd: (end) => {
          input.off('data', this.#send).off('end', this.#closeAtEnd).pause()
          output.off('drain', this.#goOn)
          settle(end)
        },
      },
    })
  }

  /** Resolves when the session is over, in whatever way. */
  async run(): Promise<SessionEnd> {
    await this.#channel.open()
    const { size } = this.#request
    if (size) this.#channel.resize(size)
    return this.#ended
  }

  resize(size: { cols: number; rows: number }): void {
    this.#channel.resize(size)
  }

  close(): Promise<void> {
    return this.#channel.close()
  }

  readonly #goOn = (): void => this.#channel.hold(false)

  #received(bytes: Buffer): void {
    const { output } = this.#request
    output.write(bytes)
    if (output.writableLength <= LARGEST_KEPT) return
    this.#channel.hold(true)
    output.once('drain', this.#goOn)
  }
}
