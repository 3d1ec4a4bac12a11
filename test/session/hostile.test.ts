import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { encode, PayloadType } from '../../src/session/message.js'
import { Gateway } from './gateway.js'

const { Output, HandshakeRequest, HandshakeComplete, EncChallengeRequest } = PayloadType
const KEY = { plaintext: Buffer.alloc(64, 7), ciphertext: Buffer.from('x') }

/** Above the largest frame that is taken. */
const GIANT = Buffer.alloc((4 << 20) + 1)

describe('a channel whose other end means ill, or is broken,', () => {
  let gateway: Gateway
  beforeEach(() => {
    gateway = new Gateway()
  })
  afterEach(async () => {
    vi.restoreAllMocks()
    await gateway.close()
  })
  const last = ({ told }: { told: string[] }) => vi.waitFor(() => expect(told.at(-1)).toMatch(/^(failed|closed|lost)/))
  const request = (...actions: object[]) => ({ AgentVersion: '3.3.987.0', RequestedClientActions: actions })

  it.each([
    ['no JSON', Buffer.from('{')],
    ['no actions', { AgentVersion: '3.3.987.0' }],
    ['an action without a name', request({ ActionType: 7 })],
    ['nested without end', Buffer.from('['.repeat(1 << 20))],
    ['more actions than there are', request(...Array.from({ length: 1_000 }, () => ({ ActionType: 'KMSEncryption' })))],
  ])('ends with a sentence at a HandshakeRequest with %s, and no key is made', async (_, payload) => {
    const generateDataKey = vi.fn(async () => KEY)
    const opened = await gateway.channel({ type: 'Standard_Stream', generateDataKey })
    gateway.say(HandshakeRequest, payload)
    await last(opened)
    expect(opened.told).toEqual(['failed The agent sent a HandshakeRequest that cannot be read.'])
    expect([generateDataKey.mock.calls, gateway.terminated]).toEqual([[], 1])
  })

  it.each([
    ['data before the handshake', Output, 'The agent sent data before the handshake was complete.'],
    ['the end of one', HandshakeComplete, 'The agent completed a handshake that had not begun.'],
    ['a challenge', EncChallengeRequest, 'The agent sent an encryption challenge without having asked for encryption.'],
  ])('ends with a sentence at %s', async (_, payloadType, sentence) => {
    const opened = await gateway.channel()
    gateway.say(payloadType, Buffer.from('x'))
    await last(opened)
    expect(opened.told).toEqual([`failed ${sentence}`])
  })

  it('ends at a second encryption challenge: each would put off the end of the handshake', async () => {
    const opened = await gateway.channel({ type: 'Standard_Stream', generateDataKey: async () => KEY })
    const action = { ActionType: 'KMSEncryption', ActionParameters: { KMSKeyId: 'alias/x' } }
    gateway.say(HandshakeRequest, request(action))
    const { SessionCipher } = await import('../../src/session/encryption.js')
    const agent = new SessionCipher(Buffer.concat([KEY.plaintext.subarray(32), KEY.plaintext.subarray(0, 32)]))
    const challenge = () => ({ Challenge: agent.encrypt(Buffer.alloc(64, 1)).toString('base64') })
    for (let i = 0; i < 3; i++) gateway.say(EncChallengeRequest, challenge())
    await last(opened)
    expect(opened.told).toEqual(['failed The agent sent a second encryption challenge.'])
    expect(gateway.payloads(PayloadType.EncChallengeResponse)).toHaveLength(1)
  })

  it('is not told that a message came whose digest is wrong, and waits for the right one', async () => {
    const opened = await gateway.channel()
    await gateway.shakeHands()
    const frame = encode({
      ...{ type: 'output_stream_data', sequence: 2, flags: 0, payloadType: Output },
      payload: Buffer.from('wrong'),
    })
    frame.write('W', 120)
    gateway.sockets[0]?.send(frame)
    gateway.say(Output, Buffer.from('later'), { sequence: 3 })
    await vi.waitFor(() => expect(gateway.acknowledged).toEqual([0, 1, 3]))
    expect(opened.output).toEqual([])
    gateway.say(Output, Buffer.from('right '), { sequence: 2 })
    await vi.waitFor(() => expect(Buffer.concat(opened.output).toString()).toBe('right later'))
    expect(opened.told).toEqual(['ready 3.3.987.0'])
  })

  it.each([
    ['closing the channel', (text: string) => gateway.announce('channel_closed', { Output: text }), 'closed'],
    [
      'offering a session',
      (text: string) =>
        gateway.say(HandshakeRequest, request({ ActionType: 'SessionType', ActionParameters: { SessionType: text } })),
      'failed',
    ],
  ])('does nothing to a terminal when %s, and says no more than fits one', async (_, say, reason) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const opened = await gateway.channel()
      say(`\u001b]0;owned\u0007\u001b[2J\u202eevil\r\n${'long '.repeat(2_000)}`)
      for (let i = 0; i < 50 && opened.told.length === 0; i++) {
        await new Promise((done) => setImmediate(done))
        await vi.advanceTimersByTimeAsync(1_000)
      }
      const [told = ''] = opened.told
      expect(told).toMatch(new RegExp(`^${reason} .*␛\\]0;owned␇␛\\[2J\\[U\\+202E\\]evil\nlong `))
      expect(told.length).toBeLessThan(4_000)
    } finally {
      vi.useRealTimers()
    }
  })

  it('does nothing to a terminal with what the account wants its users to read', async () => {
    const opened = await gateway.channel()
    gateway.say(HandshakeRequest, request())
    gateway.say(HandshakeComplete, { CustomerMessage: 'Read\u001b[1A this.\n\tAnd that.' })
    await vi.waitFor(() => expect(opened.told).toEqual(['ready 3.3.987.0 Read␛[1A this.\n And that.']))
  })

  it('tries less and less often when every connection ends at a frame that is too large, and then no more', async () => {
    const opened = await gateway.channel()
    await gateway.shakeHands()
    gateway.greet = (socket) => socket.send(GIANT)
    gateway.sockets[0]?.send(GIANT)
    await wait(3_500)
    expect(gateway.sockets.length).toBeGreaterThan(2)
    expect(gateway.sockets.length).toBeLessThan(8)
    const real = performance.now()
    vi.spyOn(performance, 'now').mockImplementation(() => real + 11 * 60_000)
    await vi.waitFor(() => expect(opened.told.at(-1)).toMatch(/^lost /), 10_000)
    expect(opened.told.at(-1)).toBe('lost The connection was lost, and no new one has lasted for 10 minutes.')
    expect(gateway.terminated).toBe(1)
  })

  it('keeps no more than so much of answers that nobody reads', async () => {
    const opened = await gateway.channel()
    await gateway.shakeHands()
    const [socket] = gateway.sockets
    socket?.pause()
    // As if each answer were sixteen times as large: so many take ten seconds.
    const amount = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'bufferedAmount')?.get
    vi.spyOn(WebSocket.prototype, 'bufferedAmount', 'get').mockImplementation(function (this: WebSocket) {
      return 16 * (amount?.call(this) ?? 0)
    })
    const before = process.memoryUsage().rss
    for (let i = 0; i < 100_000 && !opened.told.includes('interrupted'); i++) {
      gateway.say(Output, Buffer.alloc(0), { sequence: 0 })
      if (i % 100 === 0) await new Promise((done) => setImmediate(done))
    }
    expect(opened.told).toContain('interrupted')
    expect(process.memoryUsage().rss - before).toBeLessThan((1 << 30) / 16)
    await vi.waitFor(() => expect(opened.told).toContain('resumed'))
  }, 120_000)
})
