import { Inbox } from './inbox.js'
import { jsonOf } from './json.js'
import { Link, type LinkRequest } from './link.js'
import { decode, encodeAcknowledgement, encodeInput, type Message } from './message.js'
import { Outbox } from './outbox.js'

export interface TransportRequest extends Omit<LinkRequest, 'onFrame' | 'onResumed'> {
  /** In the order in which they were sent, one after the other: the next waits for the promise. */
  onMessage: (message: Message) => Promise<void> | undefined
  /** A message that cannot be handled ends the session. */
  onError: (error: unknown) => void
  /** The service closed the channel; its words, or none. */
  onClosed: (output: string) => void
  /** More may be sent. */
  onRoom: () => void
  onResumed: () => void
}

/** Milliseconds. */
const LOOK_EVERY = 20
/** Without a look for so long, this machine has slept: its connection is likely dead, and nobody says so. */
const SLEPT = 15_000
const NO_PROGRESS_LIMIT = 60_000
const LONGEST_NO_PROGRESS = 16 * NO_PROGRESS_LIMIT

/** Numbered messages both ways, each exactly once and in order, whatever becomes of the connections that carry them. */
export class Transport {
  readonly #request: TransportRequest
  readonly #link: Link
  readonly #inbox = new Inbox()
  readonly #outbox: Outbox
  readonly #timer: NodeJS.Timeout
  #sequence = 0
  #isPaused = false
  #isHeld = false
  #isBusy = false
  #isClosed = false
  #patience = NO_PROGRESS_LIMIT
  /** By the clock on the wall: the other one sleeps, too. */
  #lastLook = Date.now()
  #hasSlept = false

  constructor(request: TransportRequest) {
    this.#request = request
    this.#link = new Link({
      ...request,
      onFrame: (frame) => this.#received(frame),
      onResumed: () => this.#resumed(),
    })
    this.#outbox = new Outbox(
      (frame) => this.#link.send(frame),
      () => performance.now(),
    )
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY)
  }

  /** @throws UpgradeRefused, StreamUrlError, or the network's error */
  open(): Promise<void> {
    return this.#link.open()
  }

  get isUp(): boolean {
    return this.#link.isUp
  }

  /** False when this machine has slept, until the connection is taken up again. */
  get isAwake(): boolean {
    return !this.#hasSlept && Date.now() - this.#lastLook < SLEPT
  }

  /** Neither is the window full nor has the service asked for a pause. */
  get hasRoom(): boolean {
    return !this.#isPaused && !this.#outbox.isFull
  }

  /** Everything that was sent has reached the agent. */
  get isDelivered(): boolean {
    return this.#outbox.size === 0
  }

  /** For agents that never acknowledge a message twice. */
  expectSilenceAboutDuplicates(): void {
    this.#outbox.forgetsDuplicates = true
  }

  send(payloadType: number, payload: Buffer): void {
    const sequence = this.#sequence++
    this.#outbox.add(sequence, encodeInput(sequence, payloadType, payload))
  }

  /** While held, nothing is read, and so the agent waits. */
  hold(isHeld: boolean): void {
    if (this.#isHeld === isHeld) return
    this.#isHeld = isHeld
    this.#link.pause(isHeld)
    this.#outbox.lastProgress = performance.now()
  }

  close(): void {
    this.#isClosed = true
    clearInterval(this.#timer)
    this.#link.close()
    this.#outbox.clear()
  }

  #look(): void {
    const isLate = Date.now() - this.#lastLook >= SLEPT
    this.#lastLook = Date.now()
    if (isLate && this.#link.isUp) {
      this.#hasSlept = true
      this.#link.drop()
    }
    if (this.#outbox.size === 0 || this.#isHeld || !this.#link.isUp) return
    this.#outbox.resendLate()
    // The agent is away, and the service says so: nobody could acknowledge anything.
    if (this.#isPaused) this.#outbox.lastProgress = performance.now()
    if (performance.now() - this.#outbox.lastProgress < this.#patience) return
    // An agent whose database does not read acknowledges nothing either: look less and less often.
    this.#patience = Math.min(LONGEST_NO_PROGRESS, 2 * this.#patience)
    this.#link.drop()
  }

  #resumed(): void {
    this.#hasSlept = false
    this.#isPaused = false
    this.#outbox.resendAll()
    this.#request.onResumed()
    this.#request.onRoom()
  }

  #received(frame: Buffer): void {
    const message = decode(frame)
    if (!message || this.#isClosed) return
    this.#link.heard()
    switch (message.type) {
      case 'output_stream_data':
        this.#unpause()
        if (this.#inbox.accept(message)) this.#link.send(encodeAcknowledgement(message))
        void this.#drain()
        return
      case 'acknowledge':
        this.#acknowledged(message)
        this.#unpause()
        return
      case 'pause_publication':
        this.#isPaused = true
        return
      case 'start_publication':
        this.#unpause()
        return
      case 'channel_closed':
        this.#request.onClosed(outputOf(message))
    }
  }

  /** Any word of the agent's says that it is there. */
  #unpause(): void {
    this.#isPaused = false
    this.#request.onRoom()
  }

  #acknowledged({ payload }: Message): void {
    const content = jsonOf(payload) as { AcknowledgedMessageSequenceNumber?: unknown } | null | undefined
    const sequence = content?.AcknowledgedMessageSequenceNumber
    if (typeof sequence !== 'number') return
    this.#outbox.acknowledge(sequence)
    this.#patience = NO_PROGRESS_LIMIT
  }

  async #drain(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    try {
      for (let message = this.#inbox.next(); message && !this.#isClosed; message = this.#inbox.next()) {
        const handling = this.#request.onMessage(message)
        if (handling) await handling
      }
    } catch (error) {
      this.#request.onError(error)
    } finally {
      this.#isBusy = false
    }
  }
}

/** The text that the service hands to the user; a title of the agent's before it says nothing. */
function outputOf({ payload }: Message): string {
  const content = jsonOf(payload) as { Output?: unknown } | null | undefined
  return typeof content?.Output === 'string' ? content.Output.replace(/^\s*-+ERROR-+\s*/, '').trim() : ''
}
