/** How long acknowledgements take, in milliseconds, as the plugin and the agent reckon it. */
class RoundTrip {
  #smoothed = 100
  #variation = 0
  /** Until a message is sent again. */
  timeout = FIRST_TIMEOUT

  sample(ms: number): void {
    this.#variation = 0.75 * this.#variation + 0.25 * Math.abs(this.#smoothed - ms)
    this.#smoothed = 0.875 * this.#smoothed + 0.125 * ms
    this.timeout = Math.min(LONGEST_TIMEOUT, this.#smoothed + Math.max(10, 4 * this.#variation))
  }

  /** After which a message that later ones overtook is lost. */
  get late(): number {
    return Math.min(this.timeout, Math.max(20, 1.5 * this.#smoothed))
  }
}

/** Milliseconds. */
const FIRST_TIMEOUT = 200
const LONGEST_TIMEOUT = 1_000
const FIRST_START_TIMEOUT = 20
/** Acknowledged messages sent later, after which one is taken for lost. */
const OVERTAKEN_BY = 3
const LARGEST_WINDOW = 1_000
const SMALLEST_WINDOW = 64
/** An old agent never acknowledges a message twice: so often sent again while later ones arrive, it has arrived. */
const DELIVERED_AFTER = 10
/** The first messages after the handshake meet an agent that is not ready yet, and does not say so. */
const START_MESSAGES = 4

interface Sent {
  sequence: number
  frame: Buffer
  /** When last. */
  at: number
  /** Counts every sending, of this and of other messages. */
  order: number
  resends: number
  /** Acknowledged messages that were sent after it was sent last. */
  overtaken: number
  /** Acknowledged messages that follow it. */
  passed: number
}

/**
 * Messages that the agent has not acknowledged yet, in order. The protocol has no window: this is where one is kept,
 * so that a slow agent slows the sender down.
 */
export class Outbox {
  readonly #send: (frame: Buffer) => void
  readonly #now: () => number
  readonly #sent = new Map<number, Sent>()
  readonly #roundTrip = new RoundTrip()
  #order = 0
  #window = LARGEST_WINDOW
  #acknowledged = 0
  /** When the last acknowledgement came, or the first message since nothing was waiting was sent. */
  lastProgress = 0
  /** For agents that are silent about duplicates (up to 3.2.923.0). */
  forgetsDuplicates = false

  /** @param now milliseconds, of a clock that never goes back */
  constructor(send: (frame: Buffer) => void, now: () => number) {
    this.#send = send
    this.#now = now
  }

  get size(): number {
    return this.#sent.size
  }

  get isFull(): boolean {
    return this.#sent.size >= this.#window
  }

  /** Sends a message and keeps it until it is acknowledged. */
  add(sequence: number, frame: Buffer): void {
    const at = this.#now()
    if (this.#sent.size === 0) this.lastProgress = at
    this.#sent.set(sequence, { sequence, frame, at, order: this.#order++, resends: 0, overtaken: 0, passed: 0 })
    this.#send(frame)
  }

  acknowledge(sequence: number): void {
    const message = this.#sent.get(sequence)
    if (!message) return
    const now = this.#now()
    this.#sent.delete(sequence)
    this.#acknowledged++
    this.lastProgress = now
    if (message.resends === 0) this.#roundTrip.sample(now - message.at)
    this.#window = Math.min(LARGEST_WINDOW, this.#window + 1)
    for (const earlier of this.#sent.values()) {
      if (earlier.sequence > sequence) break
      earlier.passed++
      if (earlier.order < message.order) earlier.overtaken++
    }
  }

  /** Sends again what must have been lost. To be called every few milliseconds. */
  resendLate(): void {
    const now = this.#now()
    let isOldest = true
    for (const message of this.#sent.values()) {
      const age = now - message.at
      const isOvertaken = message.overtaken >= OVERTAKEN_BY
      if (!isOldest && !isOvertaken) break
      if (this.#isCertainlyThere(message)) this.#sent.delete(message.sequence)
      else if (isOldest && age > this.#timeoutOf(message)) this.#resend(message, now, true)
      else if (isOvertaken && age > this.#roundTrip.late * 2 ** Math.min(message.resends, 5))
        this.#resend(message, now, message.resends > 0)
      isOldest = false
    }
  }

  /** After a connection was replaced, everything that was on its way may be lost. */
  resendAll(): void {
    const now = this.#now()
    this.lastProgress = now
    for (const message of this.#sent.values()) this.#resend(message, now, false)
  }

  clear(): void {
    this.#sent.clear()
  }

  #timeoutOf({ resends }: Sent): number {
    const isStart = this.#acknowledged < START_MESSAGES && resends < START_MESSAGES
    return isStart ? FIRST_START_TIMEOUT * 2 ** resends : this.#roundTrip.timeout
  }

  #isCertainlyThere({ resends, passed }: Sent): boolean {
    return this.forgetsDuplicates && resends >= DELIVERED_AFTER && passed >= OVERTAKEN_BY
  }

  #resend(message: Sent, now: number, isCongestion: boolean): void {
    if (isCongestion) this.#window = Math.max(SMALLEST_WINDOW, this.#window / 2)
    message.at = now
    message.order = this.#order++
    message.resends++
    message.overtaken = 0
    this.#send(message.frame)
  }
}
