import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PayloadType } from '../../src/session/message.js'
import { Gateway } from './gateway.js'

const { Output, Flag, HandshakeResponse } = PayloadType

describe('a data channel', () => {
  let gateway: Gateway
  beforeEach(() => {
    gateway = new Gateway()
  })
  afterEach(() => gateway.close())

  /** A session that the service ends has no goodbye to wait for. */
  const end = async ({ told }: { told: string[] }) => {
    gateway.announce('channel_closed', { Output: '' })
    await vi.waitFor(() => expect(told.at(-1)).toBe('closed'))
  }

  it('brings messages in order, each once, and acknowledges every one that comes, also again', async () => {
    const opened = await gateway.channel()
    const { output } = opened
    await gateway.shakeHands()
    const say = (sequence: number) => gateway.say(Output, Buffer.from(`${sequence} `), { sequence })
    for (const sequence of [4, 2, 3, 3, 2, 4]) say(sequence)
    await vi.waitFor(() => expect(Buffer.concat(output).toString()).toBe('2 3 4 '))
    await vi.waitFor(() => expect(gateway.acknowledged).toEqual([0, 1, 4, 2, 3, 3, 2, 4]))
    await end(opened)
  })

  it('tells no size of a terminal before the handshake, whose answer is the first message', async () => {
    const opened = await gateway.channel({ type: 'Standard_Stream' })
    opened.channel.resize({ cols: 80, rows: 24 })
    await wait(50)
    expect(gateway.received).toEqual([])
    gateway.say(Output, Buffer.from('$ '))
    await vi.waitFor(() => expect(opened.told).toHaveLength(1))
    opened.channel.resize({ cols: 100, rows: 30 })
    await vi.waitFor(() => expect(gateway.payloads(PayloadType.Size)).toEqual(['{"cols":100,"rows":30}']))
    await end(opened)
  })

  it('passes over messages of a type that it does not know, without a word, and payloads of such a type', async () => {
    const opened = await gateway.channel()
    const { told, output } = opened
    await gateway.shakeHands()
    gateway.announce('agent_session_state', { SessionState: 'x' })
    gateway.say(Output, Buffer.from('no'), { type: 'something_new', sequence: 2 })
    gateway.say(99, Buffer.from('also new'))
    gateway.say(Output, Buffer.from('yes'))
    await vi.waitFor(() => expect(Buffer.concat(output).toString()).toBe('yes'))
    expect(gateway.acknowledged).toEqual([0, 1, 2, 3])
    expect(told).toEqual(['ready 3.3.987.0'])
    await end(opened)
  })

  it('sends nothing new while the service asks for a pause, and takes a pause for no breakdown', async () => {
    const now = vi.spyOn(performance, 'now')
    const opened = await gateway.channel()
    const { channel, told } = opened
    await gateway.shakeHands()
    channel.write(Buffer.from('before'))
    await vi.waitFor(() => expect(gateway.payloads(Output)).toEqual(['before']))
    gateway.announce('pause_publication')
    await wait(50)
    channel.write(Buffer.from('meanwhile'))
    const real = performance.now()
    now.mockImplementation(() => real + 300_000)
    await wait(100)
    expect(gateway.payloads(Output)).toEqual(['before'])
    expect(told).not.toContain('interrupted')
    gateway.announce('start_publication')
    await vi.waitFor(() => expect(gateway.payloads(Output)).toEqual(['before', 'meanwhile']))
    await wait(50)
    expect(told).not.toContain('interrupted')
    now.mockRestore()
    await end(opened)
  })

  it('goes on over a new connection after the hourly close, and sends again what may be lost', async () => {
    const opened = await gateway.channel()
    const { channel, told } = opened
    await gateway.shakeHands()
    channel.write(Buffer.from('on its way'))
    await vi.waitFor(() => expect(gateway.payloads(Output)).toEqual(['on its way']))
    const before = gateway.received.length
    gateway.sockets[0]?.close(1000, 'Bye')
    await vi.waitFor(() => expect(told).toContain('resumed'))
    await vi.waitFor(() => expect(gateway.received.slice(before).map(({ sequence }) => sequence)).toContain(1))
    expect([gateway.resumes, gateway.sockets.length]).toEqual([1, 2])
    expect(told).toEqual(['ready 3.3.987.0', 'interrupted', 'resumed'])
    await end(opened)
  })

  it('ends with the words of the service', async () => {
    const { told } = await gateway.channel()
    await gateway.shakeHands()
    gateway.announce('channel_closed', { Output: '\n----------ERROR-------\nIt is over.' })
    await vi.waitFor(() => expect(told.at(-1)).toBe('closed It is over.'))
    expect(gateway.terminated).toBe(1)
  })

  it('is over for whoever asks when the service has been told', async () => {
    let tell: () => void = () => undefined
    const told = new Promise<void>((done) => {
      tell = done
    })
    const { channel } = await gateway.channel({ terminate: () => told })
    await gateway.shakeHands()
    gateway.announce('channel_closed', { Output: '' })
    await wait(50)
    const order: string[] = []
    const closed = channel.close().then(() => order.push('closed'))
    await wait(50)
    order.push('told')
    tell()
    await closed
    expect(order).toEqual(['told', 'closed'])
  })

  it('delivers what was written before it says goodbye', async () => {
    const { channel } = await gateway.channel()
    await gateway.shakeHands()
    for (let i = 0; i < 50; i++) channel.write(Buffer.alloc(1_024, i))
    const closing = channel.close()
    await vi.waitFor(() => expect(gateway.payloads(Output)).toHaveLength(50))
    expect(gateway.payloads(Flag)).toEqual([])
    for (let sequence = 1; sequence <= 50; sequence++) gateway.acknowledge(sequence)
    await closing
    expect(gateway.received.at(-1)?.payloadType).toBe(Flag)
    expect(gateway.terminated).toBe(1)
  })

  it('does not wait long for an agent that takes nothing', async () => {
    const { channel, told } = await gateway.channel()
    await gateway.shakeHands()
    channel.write(Buffer.from('x'))
    const begun = performance.now()
    await channel.close()
    expect(performance.now() - begun).toBeLessThan(4_000)
    expect(told.at(-1)).toBe('ended')
  })

  it('refuses to encrypt a session that is no shell', async () => {
    const generateDataKey = vi.fn()
    const opened = await gateway.channel({ generateDataKey })
    const action = { ActionType: 'KMSEncryption', ActionParameters: { KMSKeyId: 'alias/x' } }
    await gateway.shakeHands('3.3.987.0', [action])
    const [answer = '{}'] = gateway.payloads(HandshakeResponse)
    const results = JSON.parse(answer).ProcessedClientActions.map((a: { ActionStatus: number }) => a.ActionStatus)
    expect([results, generateDataKey.mock.calls]).toEqual([[1, 3], []])
    await end(opened)
  })

  it('pings a gateway that it does not read from', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const opened = await gateway.channel()
      const { channel, told } = opened
      await gateway.shakeHands()
      channel.hold(true)
      for (let i = 1; i <= 5; i++) {
        await vi.advanceTimersByTimeAsync(30_000)
        await vi.waitFor(() => expect(gateway.pings).toBe(i))
      }
      expect(told).not.toContain('interrupted')
      channel.hold(false)
      await end(opened)
    } finally {
      vi.useRealTimers()
    }
  })
})
