import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
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

  it('tells a failed dial to the oldest stream that has no answer', () => {
    const mux = new Mux(() => true)
    const told: string[] = []
    const open = (name: string) =>
      mux.open({
        onData: () => told.push(`${name} data`),
        onRefused: () => told.push(`${name} refused`),
        onEnd: () => told.push(`${name} end`),
        onLost: () => told.push(`${name} lost`),
      })
    const [a, b, c] = [open('a'), open('b'), open('c')]
    mux.receive(smuxFrame(Command.PSH, a.id, Buffer.from('x')))
    mux.refused()
    mux.receive(smuxFrame(Command.FIN, b.id))
    mux.receive(smuxFrame(Command.FIN, c.id))
    mux.end()
    expect(told).toEqual(['a data', 'b refused', 'c end', 'a lost'])
    expect([a.id, b.id, c.id]).toEqual([3, 5, 7])
  })
})
