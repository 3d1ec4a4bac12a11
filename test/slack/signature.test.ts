import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Distrust, distrusted, signatureOf } from '../../src/slack/signature.js'
import { runs } from '../support/runs.js'
import { PUBLISHED, SIGNING_SECRET, seconds, signed } from '../support/slack-requests.js'

const THEN = new Date(Number(PUBLISHED.timestamp) * 1000)
const published = { ...PUBLISHED, body: Buffer.from(PUBLISHED.body) }

describe("a signature of Slack's", () => {
  it('is that of the request that Slack publishes', () => {
    expect(signatureOf(PUBLISHED.timestamp, published.body, SIGNING_SECRET)).toBe(PUBLISHED.signature)
    expect(distrusted(published, SIGNING_SECRET, THEN)).toBeUndefined()
  })

  it.each<[string, Partial<typeof published>, Distrust]>([
    ['another secret', { signature: signed(PUBLISHED.timestamp, PUBLISHED.body, 'another') }, 'forged'],
    ['another timestamp', { timestamp: '1531420619' }, 'forged'],
    ['the same timestamp, written otherwise', { timestamp: '01531420618' }, 'forged'],
    ['another version', { signature: PUBLISHED.signature.replace('v0=', 'v1=') }, 'forged'],
    ['capital letters', { signature: PUBLISHED.signature.toUpperCase() }, 'forged'],
    ['a shorter signature', { signature: PUBLISHED.signature.slice(0, -1) }, 'forged'],
    ['an empty signature', { signature: '' }, 'forged'],
    ['no number as a timestamp', { timestamp: '1531420618 ' }, 'unsigned'],
    ['a number without end', { timestamp: '9'.repeat(400) }, 'unsigned'],
  ])('is none with %s', (_, changed, distrust) => {
    expect(distrusted({ ...published, ...changed }, SIGNING_SECRET, THEN)).toBe(distrust)
  })

  it('is none without a header, nor under an empty secret', () => {
    expect(distrusted({ ...published, signature: undefined }, SIGNING_SECRET, THEN)).toBe('unsigned')
    expect(distrusted({ ...published, timestamp: undefined }, SIGNING_SECRET, THEN)).toBe('unsigned')
    const signature = signed(PUBLISHED.timestamp, PUBLISHED.body, '')
    expect(distrusted({ ...published, signature }, '', THEN)).toBe('forged')
  })

  it.each([
    [-300, undefined],
    [-301, 'too old'],
    [300, undefined],
    [301, 'too old'],
  ])('of %i seconds from now is %s', (offset, distrust) => {
    const timestamp = seconds(new Date(THEN.getTime() + offset * 1000))
    const signature = signed(timestamp, PUBLISHED.body)
    expect(distrusted({ ...published, timestamp, signature }, SIGNING_SECRET, THEN)).toBe(distrust)
  })

  it('is of every single byte: whatever is changed, added or left out is refused', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 400 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.constantFrom('changed', 'added', 'left out'),
        (body, where, by, how) => {
          const signature = signatureOf(PUBLISHED.timestamp, body, SIGNING_SECRET)
          const of = (bytes: Uint8Array) => ({ timestamp: PUBLISHED.timestamp, signature, body: bytes })
          const at = where % body.length
          const [before, after] = [[...body.slice(0, at)], [...body.slice(at + 1)]]
          const byte = body[at] ?? 0
          const middle = { changed: [byte ^ by], added: [byte, by], 'left out': [] }[how]
          expect(distrusted(of(body), SIGNING_SECRET, THEN)).toBeUndefined()
          expect(distrusted(of(Uint8Array.from([...before, ...middle, ...after])), SIGNING_SECRET, THEN)).toBe('forged')
        },
      ),
      runs(300, 5000),
    )
  })
})
