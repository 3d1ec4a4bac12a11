import { describe, expect, it } from 'vitest'
import { Outbox } from '../../src/session/outbox.js'

/** An outbox with a clock that is set by hand, and what it sent: `time:sequence`. */
function outboxAt() {
  let now = 0
  const sent: string[] = []
  const outbox = new Outbox(
    (frame) => sent.push(`${now}:${frame[0]}`),
    () => now,
  )
  return {
    outbox,
    sent,
    add: (...sequences: number[]) => {
      for (const sequence of sequences) outbox.add(sequence, Buffer.from([sequence]))
    },
    /** Lets time pass, looking as often as a channel does. */
    until: (time: number) => {
      for (; now < time; now += 20) outbox.resendLate()
    },
  }
}

/** Messages of which the agent has acknowledged the first, so that the start is over. */
function started() {
  const box = outboxAt()
  box.add(0, 1, 2, 3)
  for (const sequence of [0, 1, 2, 3]) box.outbox.acknowledge(sequence)
  box.sent.length = 0
  return box
}

describe('messages that are not acknowledged', () => {
  it('go out again soon at the start, when the agent may not be ready', () => {
    const { add, until, sent } = outboxAt()
    add(0)
    until(400)
    expect(sent).toEqual(['0:0', '40:0', '100:0', '200:0', '380:0'])
  })

  it('go out again one by one, the oldest first', () => {
    const { add, until, sent, outbox } = started()
    add(4, 5)
    until(1_000)
    expect(new Set(sent.slice(2).map((each) => each.split(':')[1]))).toEqual(new Set(['4']))
    outbox.acknowledge(4)
    const before = sent.length
    until(2_000)
    expect(sent.slice(before).every((each) => each.endsWith(':5'))).toBe(true)
    expect(sent.length).toBeGreaterThan(before)
  })

  it('go out again as soon as later ones have overtaken them', () => {
    const { add, until, sent, outbox } = started()
    add(4, 5, 6, 7, 8)
    for (const sequence of [6, 7, 8]) outbox.acknowledge(sequence)
    sent.length = 0
    until(100)
    expect(sent.map((each) => each.split(':')[1]).sort()).toEqual(expect.arrayContaining(['4', '5']))
  })

  it('all go out again over a new connection', () => {
    const { add, sent, outbox } = started()
    add(4, 5, 6)
    outbox.acknowledge(5)
    sent.length = 0
    outbox.resendAll()
    expect(sent).toEqual(['0:4', '0:6'])
  })

  it('count as delivered after many tries, where the agent is silent about duplicates', () => {
    const { add, until, outbox } = started()
    outbox.forgetsDuplicates = true
    add(4, 5, 6, 7)
    until(20_000)
    expect(outbox.size).toBe(4)
    for (const sequence of [5, 6, 7]) outbox.acknowledge(sequence)
    until(60_000)
    expect(outbox.size).toBeLessThanOrEqual(1)
  })

  it('count as delivered by what came later, however slowly, to an agent that is silent about duplicates', () => {
    const { add, until, outbox } = started()
    outbox.forgetsDuplicates = true
    add(4)
    for (let sequence = 5; sequence < 9; sequence++) {
      until(sequence * 3_000)
      add(sequence)
      outbox.acknowledge(sequence)
    }
    until(40_000)
    expect(outbox.size).toBe(0)
  })

  it('are no more than the window, which shrinks when messages are lost', () => {
    const { add, until, outbox } = started()
    add(...Array.from({ length: 200 }, (_, i) => i + 4))
    expect(outbox.isFull).toBe(false)
    until(30_000)
    expect(outbox.isFull).toBe(true)
  })
})
