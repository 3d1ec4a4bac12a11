import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { openConnection } from '../../src/session/connection.js'
import { Inbox } from '../../src/session/inbox.js'
import { decode, encode, PayloadType } from '../../src/session/message.js'
import { Mux } from '../../src/session/mux.js'
import { Single } from '../../src/session/single.js'
import { Command, SmuxReader, smuxFrame } from '../../src/session/smux.js'

const nothing = () => undefined
const message = (sequence: number, payload = Buffer.alloc(0)) => ({
  ...{ type: 'output_stream_data', sequence, flags: 0, id: '', payloadType: PayloadType.Output },
  payload,
})

describe('what is kept of a sender without end', () => {
  it.each([
    ['empty messages', 0, 100_000],
    ['messages of the usual size', 1_024, 20_000],
    ['the largest', 4 << 20, 5],
  ])('is limited where the gap before %s is never filled', (_, size, most) => {
    const inbox = new Inbox()
    let kept = 0
    const payload = Buffer.alloc(size)
    for (let sequence = 1; sequence < 200_000 && inbox.accept(message(sequence, payload)); sequence++) kept++
    expect(kept).toBeLessThan(most)
    expect(kept).toBeGreaterThan(2)
    expect(inbox.accept(message(0))).toBe(true)
    expect(inbox.next()?.sequence).toBe(0)
    expect(inbox.next()?.sequence).toBe(1)
  })

  it('is the bytes of an early message alone, not what came with them', () => {
    const inbox = new Inbox()
    const large = Buffer.alloc(4 << 20)
    inbox.accept(message(1, large.subarray(0, 10)))
    inbox.accept(message(0))
    inbox.next()
    expect(inbox.next()?.payload.buffer.byteLength).toBeLessThan(large.length)
  })

  it('is one incomplete frame of the multiplexer, in however many pieces it comes', () => {
    const reader = new SmuxReader()
    const frame = smuxFrame(Command.PSH, 3, Buffer.alloc(60_000, 1))
    for (const byte of frame.subarray(0, -1)) {
      expect(reader.read(Buffer.alloc(0))).toEqual([])
      expect(reader.read(Buffer.of(byte))).toEqual([])
    }
    expect(reader.pieces).toBeLessThan(100)
    expect(reader.read(frame.subarray(-1))).toHaveLength(1)
  })

  it('is no failed dial that nobody asked for', () => {
    vi.useFakeTimers()
    const mux = new Mux(() => true)
    const onRefused = vi.fn()
    mux.open({ onData: nothing, onEnd: nothing, onLost: nothing, onRefused })
    for (let i = 0; i < 1_000; i++) mux.refused()
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(2_000)
    vi.useRealTimers()
    expect(onRefused).toHaveBeenCalledTimes(1)
  })

  it('is not what comes before there is a connection', () => {
    const single = new Single({ write: () => true, onDone: nothing })
    const flood = () => {
      for (let i = 0; i < 2_000; i++) single.receive(Buffer.alloc(1_024))
    }
    expect(flood).toThrow('The agent sent more than 1 MiB before there was a connection.')
  })
})

describe('a frame', () => {
  const frame = () => encode({ ...message(1, Buffer.from('payload')), id: '00112233-4455-6677-8899-aabbccddeeff' })

  it('that claims a payload of 4 GiB is none', () => {
    const claiming = frame()
    claiming.writeUInt32BE(0xffffffff, 116)
    expect(decode(claiming)).toBeUndefined()
  })

  it('whose header is longer than any is none', () => {
    const header = 1 << 20
    const long = Buffer.concat([frame().subarray(0, 116), Buffer.alloc(header - 116), frame().subarray(116)])
    long.writeUInt32BE(header, 0)
    expect(decode(long)).toBeUndefined()
  })
})

describe('a gateway that answers the upgrade byte by byte', () => {
  let server: Server | undefined
  const dripping: NodeJS.Timeout[] = []
  afterEach(() => {
    vi.useRealTimers()
    for (const timer of dripping.splice(0)) clearInterval(timer)
    server?.closeAllConnections()
    server?.close()
  })
  const drip = (socket: Socket, bytes: string) => {
    dripping.push(setInterval(() => void (socket.destroyed || socket.write(bytes)), 200))
  }
  const opening = async (serve: (socket: Socket) => void) => {
    server = createServer()
    server.on('upgrade', (_, socket: Socket) => serve(socket.on('error', nothing)))
    await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done))
    const url = new URL(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const request = { url, token: '', clientId: '', clientVersion: '', headers: {}, limit: 1_500 }
    return openConnection({ ...request, onFrame: nothing, onEnd: nothing, signal: new AbortController().signal })
  }

  it('is not waited for: of a refusal that has no end, its status is told', async () => {
    const refused = opening((socket) => {
      socket.write('HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n')
      drip(socket, '1\r\nx\r\n')
    })
    await expect(refused).rejects.toThrow(/refused the connection \(HTTP 403\): x+$/)
  }, 10_000)

  it('is not waited for: a header that has no end is no answer', async () => {
    const silent = opening((socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\n')
      drip(socket, 'X: y\r\n')
    })
    await expect(silent).rejects.toThrow('The message gateway did not answer within 1.5 s.')
  }, 10_000)
})
