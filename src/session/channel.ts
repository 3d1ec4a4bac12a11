import { setTimeout as wait } from 'node:timers/promises'
import { masked } from '../model/masked.js'
import type { ChannelRequest } from './channel-request.js'
import type { SessionCipher } from './encryption.js'
import type { SessionEnd } from './end.js'
import {
  answerChallenge,
  answerHandshake,
  customerMessageOf,
  HandshakeError,
  parseHandshakeRequest,
} from './handshake.js'
import { isLater } from './later.js'
import { Flag, flagPayload, type Message, PayloadType } from './message.js'
import { OutputQueue } from './output-queue.js'
import { Transport } from './transport.js'
import { wordsOf } from './words.js'

const MESSAGE_SIZE = 1_024
/** Bytes waiting to be sent, above which the writers are to stop, and below which they may go on. */
const HIGH_WATER = 256 << 10
const LOW_WATER = 64 << 10
/** Milliseconds. */
const HANDSHAKE_LIMIT = 15_000
const DELIVERY_LIMIT = 2_000
const GOODBYE = 500
const LAST_CALL_LIMIT = 3_000
/** Later agents acknowledge a duplicate again. */
const SILENT_ABOUT_DUPLICATES = '3.2.923.0'

const messageOf = (error: unknown) => masked(error instanceof Error ? error.message : String(error))

/** A session's data channel: its start, then ordered bytes and signals both ways, and its end. */
export class DataChannel {
  readonly #request: ChannelRequest
  readonly #transport: Transport
  readonly #queue = new OutputQueue()
  #state: 'opening' | 'handshake' | 'ready' | 'ended' = 'opening'
  #wasFull = false
  #cipher: SessionCipher | undefined
  #isChallenged = false
  #agentVersion: string | undefined
  #limit: NodeJS.Timeout | undefined
  /** Until the service has been told that the session is over. */
  #ending = Promise.resolve(true)

  constructor(request: ChannelRequest) {
    this.#request = request
    const { events, session } = request
    this.#transport = new Transport({
      service: request.service,
      region: request.region,
      sessionId: session.sessionId,
      address: session,
      isOverridden: request.isOverridden,
      agentFor: request.agentFor,
      onMessage: (message) => this.#handle(message),
      onError: (error) => void this.fail(messageOf(error)),
      onClosed: (message) => void this.#end({ reason: 'closed', message }),
      onLost: (message) => void this.#end({ reason: 'lost', message }),
      onRoom: () => this.#pump(),
      onInterrupted: () => events.onInterrupted(),
      onResumed: () => events.onResumed(),
    })
  }

  get sessionId(): string {
    return this.#request.session.sessionId
  }

  /** This machine has not slept since it last looked. */
  get isAwake(): boolean {
    return this.#transport.isAwake
  }

  /** Everything that was written has reached the agent. */
  get isDelivered(): boolean {
    return this.#queue.length === 0 && this.#transport.isDelivered
  }

  /** Connects. What follows is told by events; what fails here ends the session. */
  async open(): Promise<void> {
    try {
      await this.#transport.open()
      if (this.#request.type === 'Port' && this.#state === 'opening') this.#expect('HandshakeRequest')
    } catch (error) {
      await this.fail(messageOf(error))
    }
  }

  /** Queues bytes. @returns false when the writer should wait for `onWritable` */
  write(bytes: Buffer): boolean {
    if (this.#isEnded) return true
    this.#queue.push(bytes)
    this.#pump()
    this.#wasFull ||= this.#queue.length > HIGH_WATER
    return !this.#wasFull
  }

  /** Size of the terminal, in characters. Before the handshake is over nobody would note it. */
  resize(size: { cols: number; rows: number }): void {
    if (this.#state === 'ready') this.#send(PayloadType.Size, Buffer.from(JSON.stringify(size)))
  }

  /** While held, nothing is read, and so the agent waits. */
  hold(isHeld: boolean): void {
    if (!this.#isEnded) this.#transport.hold(isHeld)
  }

  /**
   * Ends the session on AWS's side, too; what was written is delivered first, if the agent takes it.
   * @returns whether the service said that it is over
   */
  async close(): Promise<boolean> {
    if (this.#isEnded) return this.#ending
    if (this.#request.type === 'Port' && this.#state === 'ready' && this.#transport.isUp) {
      this.hold(false)
      await this.#until(DELIVERY_LIMIT, () => this.isDelivered)
      this.#send(PayloadType.Flag, flagPayload(Flag.TerminateSession))
      await this.#until(GOODBYE, () => false)
    }
    return this.#end({ reason: 'ended', message: '' })
  }

  /** Waits for what is hoped for, or the end of the session, at most so many milliseconds. */
  async #until(limit: number, isSo: () => boolean): Promise<void> {
    const deadline = performance.now() + limit
    while (!this.#isEnded && !isSo() && performance.now() < deadline) await wait(10)
  }

  /** Ends a session that cannot be used. */
  fail(message: string): Promise<boolean> {
    return this.#end({ reason: 'failed', message })
  }

  get #isEnded(): boolean {
    return this.#state === 'ended'
  }

  #send(payloadType: number, payload: Buffer): void {
    if (!this.#isEnded) this.#transport.send(payloadType, payload)
  }

  /** Sends what the window has room for. An encrypted message is sent again as it is: a nonce serves once. */
  #pump(): void {
    if (this.#state !== 'ready') return
    const size = this.#request.messageSize ?? MESSAGE_SIZE
    while (this.#queue.length > 0 && this.#transport.hasRoom) {
      const bytes = this.#queue.take(size)
      this.#send(PayloadType.Output, this.#cipher ? this.#cipher.encrypt(bytes) : bytes)
    }
    if (!this.#wasFull || this.#queue.length > LOW_WATER) return
    this.#wasFull = false
    this.#request.events.onWritable()
  }

  #handle({ payloadType, payload }: Message): Promise<void> | undefined {
    switch (payloadType) {
      case PayloadType.Output:
        if (this.#state === 'opening' && this.#request.type === 'Standard_Stream') this.#beginUnasked()
        if (this.#state !== 'ready') throw new HandshakeError('The agent sent data before the handshake was complete.')
        this.#request.events.onOutput(this.#cipher ? this.#cipher.decrypt(payload) : payload)
        return undefined
      case PayloadType.Flag:
        this.#request.events.onFlag(payload.length >= 4 ? payload.readUInt32BE() : 0)
        return undefined
      case PayloadType.HandshakeRequest:
        return this.#answerHandshake(payload)
      case PayloadType.EncChallengeRequest:
        this.#answerChallenge(payload)
        return undefined
      case PayloadType.HandshakeComplete:
        if (this.#state !== 'handshake') throw new HandshakeError('The agent completed a handshake that had not begun.')
        this.#begin(customerMessageOf(payload))
        return undefined
      default:
        return undefined
    }
  }

  async #answerHandshake(payload: Buffer): Promise<void> {
    if (this.#state !== 'opening')
      throw new HandshakeError('The agent asked for a handshake in the middle of a session.')
    this.#state = 'handshake'
    const { session, target, type, generateDataKey } = this.#request
    const request = parseHandshakeRequest(payload)
    this.#agentVersion = request.agentVersion
    if (!isLater(request.agentVersion, SILENT_ABOUT_DUPLICATES)) this.#transport.expectSilenceAboutDuplicates()
    const about = { sessionId: session.sessionId, target, expected: type, generateDataKey }
    const answer = await answerHandshake(request, about)
    this.#send(PayloadType.HandshakeResponse, answer.payload)
    this.#cipher = answer.cipher
    this.#expect(answer.failure === undefined ? 'HandshakeComplete' : `end of the session (${answer.failure})`)
  }

  #answerChallenge(payload: Buffer): void {
    if (!this.#cipher || this.#state !== 'handshake')
      throw new HandshakeError('The agent sent an encryption challenge without having asked for encryption.')
    if (this.#isChallenged) throw new HandshakeError('The agent sent a second encryption challenge.')
    this.#isChallenged = true
    this.#send(PayloadType.EncChallengeResponse, answerChallenge(payload, this.#cipher))
    this.#expect('HandshakeComplete')
  }

  /** A shell that is not encrypted begins with its output; nobody tells an old agent from a new one there. */
  #beginUnasked(): void {
    this.#transport.expectSilenceAboutDuplicates()
    this.#begin('')
  }

  /** From here on data flows. */
  #begin(message: string): void {
    clearTimeout(this.#limit)
    this.#state = 'ready'
    const version = this.#agentVersion
    this.#request.events.onReady({ ...(version !== undefined && { version }), message: wordsOf(message) })
    this.#pump()
  }

  #expect(what: string): void {
    clearTimeout(this.#limit)
    if (this.#isEnded) return
    const late = `The agent sent no ${what} within ${HANDSHAKE_LIMIT / 1_000} s.`
    this.#limit = setTimeout(() => void this.fail(late), HANDSHAKE_LIMIT)
  }

  #end({ reason, message }: SessionEnd): Promise<boolean> {
    if (this.#isEnded) return this.#ending
    this.#state = 'ended'
    clearTimeout(this.#limit)
    this.#transport.close()
    this.#queue.clear()
    // The service has ended a closed session itself; a call more is cheap, and sure.
    const terminated = this.#request.service.terminate(this.sessionId, AbortSignal.timeout(LAST_CALL_LIMIT))
    const late = wait(LAST_CALL_LIMIT, false, { ref: false })
    this.#ending = Promise.race([terminated.then(() => true).catch(() => false), late])
    this.#request.events.onEnd({ reason, message: wordsOf(message) })
    return this.#ending
  }
}
