import type { Message } from './message.js'

/** Bytes of early messages that are kept; beyond them messages are not acknowledged, and so come again. */
const LARGEST_KEPT = 16 << 20

/** Puts messages of the agent into their order. */
export class Inbox {
  readonly #early = new Map<number, Message>()
  #expected = 0
  #bytes = 0

  /** @returns whether to acknowledge it: also a message that was acknowledged before, whose acknowledgement may be lost */
  accept(message: Message): boolean {
    const { sequence, payload } = message
    if (sequence < this.#expected || this.#early.has(sequence)) return true
    if (sequence > this.#expected && this.#bytes + payload.length > LARGEST_KEPT) return false
    this.#early.set(sequence, message)
    this.#bytes += payload.length
    return true
  }

  /** The next message in order, if it is here. */
  next(): Message | undefined {
    const message = this.#early.get(this.#expected)
    if (!message) return undefined
    this.#early.delete(this.#expected++)
    this.#bytes -= message.payload.length
    return message
  }
}
