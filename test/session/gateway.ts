import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { DataChannel } from '../../src/session/channel.js'
import type { ChannelEvents, ChannelRequest } from '../../src/session/channel-request.js'
import type { SessionEnd } from '../../src/session/end.js'
import { decode, encode, type Message, PayloadType } from '../../src/session/message.js'
import type { SessionService } from '../../src/session/service.js'

type Wish = Partial<ChannelRequest> & Partial<Pick<SessionService, 'terminate'>>

/** The end of a data channel that a test holds in its hand: gateway and agent as one, who say nothing by themselves. */
export class Gateway {
  readonly #server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  /** Every websocket so far. */
  readonly sockets: WebSocket[] = []
  /** What the client sent, over whatever connection; acknowledgements apart. */
  readonly received: Message[] = []
  /** Sequence numbers that the client acknowledged, in order. */
  readonly acknowledged: number[] = []
  pings = 0
  resumes = 0
  terminated = 0
  sequence = 0
  /** What a new connection meets. */
  greet: (socket: WebSocket) => void = () => undefined

  constructor() {
    this.#server.on('connection', (socket) => {
      this.sockets.push(socket)
      this.greet(socket)
      socket.on('ping', () => this.pings++)
      socket.on('message', (data, isBinary) => isBinary && this.#take(data as Buffer))
    })
  }

  /** A channel to this gateway, and what it told. */
  async channel({
    terminate = async () => undefined,
    ...more
  }: Wish = {}): Promise<{ channel: DataChannel; told: string[]; output: Buffer[] }> {
    if (!this.#server.address()) await once(this.#server, 'listening')
    const streamUrl = `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1/data-channel/x`
    const told: string[] = []
    const output: Buffer[] = []
    const events: ChannelEvents = {
      onReady: ({ version, message }) => told.push(`ready ${version} ${message}`.trim()),
      onOutput: (bytes) => output.push(bytes),
      onFlag: (flag) => told.push(`flag ${flag}`),
      onWritable: () => told.push('writable'),
      onInterrupted: () => told.push('interrupted'),
      onResumed: () => told.push('resumed'),
      onEnd: ({ reason, message }: SessionEnd) => told.push(`${reason} ${message}`.trim()),
    }
    const channel = new DataChannel({
      service: {
        start: () => Promise.reject(new Error('not here')),
        resume: async () => {
          this.resumes++
          return { streamUrl, token: `token ${this.resumes}` }
        },
        terminate: (id, signal) => {
          this.terminated++
          return terminate(id, signal)
        },
        credentials: async () => ({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' }),
      },
      region: 'eu-west-1',
      target: 'i-0a1',
      session: { sessionId: 'x', streamUrl, token: 'token 0' },
      isOverridden: true,
      type: 'Port',
      ...more,
      events,
    })
    await channel.open()
    return { channel, told, output }
  }

  /** As a numbered message of the agent's. */
  say(payloadType: number, payload: Buffer | object, more: { sequence?: number; type?: string } = {}): void {
    const bytes = Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload))
    const { type = 'output_stream_data', sequence = this.sequence++ } = more
    this.sockets.at(-1)?.send(encode({ type, sequence, flags: 0, payloadType, payload: bytes }))
  }

  /** The service's own messages are not numbered. */
  announce(type: string, payload: object = {}): void {
    this.say(0, payload, { type, sequence: 0 })
  }

  acknowledge(sequence: number): void {
    this.say(0, { AcknowledgedMessageSequenceNumber: sequence }, { type: 'acknowledge', sequence: 0 })
  }

  /** An agent's part of the handshake of a port session. */
  async shakeHands(version = '3.3.987.0', actions: object[] = []): Promise<void> {
    const RequestedClientActions = [
      { ActionType: 'SessionType', ActionParameters: { SessionType: 'Port', Properties: null } },
      ...actions,
    ]
    this.say(PayloadType.HandshakeRequest, { AgentVersion: version, RequestedClientActions })
    await this.#until(() => this.received.some((message) => message.payloadType === PayloadType.HandshakeResponse))
    this.acknowledge(0)
    this.say(PayloadType.HandshakeComplete, { HandshakeTimeToComplete: 1, CustomerMessage: '' })
    await this.#until(() => this.acknowledged.includes(this.sequence - 1))
  }

  /** Payloads of what the client sent, each once, by its number. */
  payloads(payloadType: number): string[] {
    const first = new Map(this.received.map((message) => [message.sequence, message]))
    return [...first.values()].filter((m) => m.payloadType === payloadType).map(({ payload }) => payload.toString())
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.terminate()
    await new Promise((done) => this.#server.close(done))
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise((done) => setTimeout(done, 5))
  }

  #take(frame: Buffer): void {
    const message = decode(frame)
    if (!message) throw new Error('the client sent a frame that is no message')
    if (message.type !== 'acknowledge') return void this.received.push(message)
    const content = JSON.parse(message.payload.toString()) as { AcknowledgedMessageSequenceNumber: number }
    this.acknowledged.push(content.AcknowledgedMessageSequenceNumber)
  }
}
