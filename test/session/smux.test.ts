import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { Mux } from '../../src/session/mux.js'
import { Command, SmuxError, SmuxReader, smuxFrame } from '../../src/session/smux.js'
import { runs } from '../support/runs.js'

const frames = fc.array(
  fc.record({
    command: fc.constantFrom(...Object.values(Command)),
    stream: fc.nat({ max: 0xffffffff }),
    data: fc.uint8Array({ maxLength: 300 }),
  }),
  { maxLength: 12 },
)

describe('the multiplexer', () => {
  it('reads the same frames, wherever the pieces begin and end', () => {
    fc.assert(
      fc.property(frames, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sent, sizes) => {
        const bytes = Buffer.concat(sent.map(({ command, stream, data }) => smuxFrame(command, stream, data)))
        const reader = new SmuxReader()
        const received = []
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = sizes[i % sizes.length] ?? 1
          received.push(...reader.read(bytes.subarray(at, at + size)))
          at += size
        }
        expect(received).toEqual(sent.map((frame) => ({ ...frame, data: Buffer.from(frame.data) })))
      }),
      runs(100, 2_000),
    )
  })

  it.each([
    ['another version', [2, 0, 0, 0, 3, 0, 0, 0]],
    ['an unknown command', [1, 4, 0, 0, 3, 0, 0, 0]],
  ])('refuses %s', (_, bytes) => {
    expect(() => new SmuxReader().read(Buffer.from(bytes))).toThrow(SmuxError)
  })

  /** A multiplexer with open streams, and what they were told. */
  function opened(...names: string[]) {
    const mux = new Mux(() => true)
    const told: string[] = []
    const streams = names.map((name) =>
      mux.open({
        onData: () => told.push(`${name} data`),
        onRefused: () => told.push(`${name} refused`),
        onEnd: () => told.push(`${name} end`),
        onLost: () => told.push(`${name} lost`),
      }),
    )
    const receive = (command: number, name: string, data = '') =>
      mux.receive(smuxFrame(command, streams[names.indexOf(name)]?.id ?? 0, Buffer.from(data)))
    return { mux, told, streams, receive }
  }

  it('numbers streams as the agent expects of a client', () => {
    expect(opened('a', 'b', 'c').streams.map(({ id }) => id)).toEqual([3, 5, 7])
  })

  it('tells a failed dial to the stream that ends with it, not to one whose server has said nothing yet', () => {
    const { mux, told, receive } = opened('answered', 'quiet', 'refused')
    receive(Command.PSH, 'answered', 'x')
    mux.refused()
    receive(Command.FIN, 'refused')
    receive(Command.FIN, 'quiet')
    mux.end()
    expect(told).toEqual(['answered data', 'refused refused', 'quiet end', 'answered lost'])
  })

  it('does not put a failed dial to another stream when its own was closed meanwhile', () => {
    const { mux, told, streams, receive } = opened('given up', 'quiet')
    streams[0]?.close()
    mux.refused()
    receive(Command.FIN, 'given up')
    receive(Command.FIN, 'quiet')
    expect(told).toEqual(['quiet end'])
  })

  it('takes the oldest stream without an answer where none ends', () => {
    vi.useFakeTimers()
    const { mux, told, receive } = opened('answered', 'first', 'second')
    receive(Command.PSH, 'answered', 'x')
    mux.refused()
    vi.advanceTimersByTime(2_000)
    vi.useRealTimers()
    expect(told).toEqual(['answered data', 'first refused'])
  })
})
