import type { Message } from './message.js'

/** Bytes of early messages that are kept; beyond them messages are not acknowledged, and so come again. */
const LARGEST_KEPT = 16 << 20
/** Bytes that a message takes beside its payload. */
const OVERHEAD = 256

const sizeOf = ({ payload }: Message) => payload.length + OVERHEAD

/** Puts messages of the agent into their order. */
export class Inbox {
  readonly #early = new Map<number, Message>()
  #expected = 0
  #bytes = 0

  /** @returns whether to acknowledge it: also a message that was acknowledged before, whose acknowledgement may be lost */
  accept(message: Message): boolean {
    const { sequence } = message
    if (sequence < this.#expected || this.#early.has(sequence)) return true
    if (sequence > this.#expected && this.#bytes + sizeOf(message) > LARGEST_KEPT) return false
    // A copy: what came is a view of all that was read from the network at once.
    const isEarly = sequence > this.#expected
    this.#early.set(sequence, isEarly ? { ...message, payload: Buffer.from(message.payload) } : message)
    this.#bytes += sizeOf(message)
    return true
  }

  /** The next message in order, if it is here. */
  next(): Message | undefined {
    const message = this.#early.get(this.#expected)
    if (!message) return undefined
    this.#early.delete(this.#expected++)
    this.#bytes -= sizeOf(message)
    return message
  }
}
