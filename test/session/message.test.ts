import { describe, expect, it } from 'vitest'
import { decode, encode, encodeAcknowledgement, flagPayload, PayloadType } from '../../src/session/message.js'
import { Command, smuxFrame } from '../../src/session/smux.js'

const ID = '00112233-4455-6677-8899-aabbccddeeff'
const AT = 1_700_000_000_000

/** Field by field, in hexadecimal. */
const FRAME = [
  ['header length', '00000074'],
  ['type', `${Buffer.from('input_stream_data').toString('hex')}${'20'.repeat(15)}`],
  ['schema version', '00000001'],
  ['date', '0000018bcfe56800'],
  ['sequence', '0000000000000001'],
  ['flags', '0000000000000000'],
  ['id, halves swapped', '8899aabbccddeeff0011223344556677'],
  ['digest', '30656bde983020b4a04d4fb8027463ad8cd15d89d4b953f961654b1d6579b9b9'],
  ['payload type', '00000001'],
  ['payload length', '00000008'],
  ['payload', '0100000003000000'],
].map(([, hex]) => hex)

const message = (payload: Buffer) => ({
  type: 'input_stream_data',
  sequence: 1,
  flags: 0,
  id: ID,
  at: AT,
  payloadType: PayloadType.Output,
  payload,
})

describe('a message of the data channel', () => {
  it('is the bytes that the agent reads', () => {
    expect(encode(message(smuxFrame(Command.SYN, 3))).toString('hex')).toBe(FRAME.join(''))
  })

  it('comes back as it was', () => {
    const { at: _, ...sent } = message(Buffer.from('payload'))
    expect(decode(encode(message(Buffer.from('payload'))))).toEqual(sent)
  })

  it('is taken whichever way its type is padded', () => {
    const frame = encode({ ...message(Buffer.alloc(0)), type: 'channel_closed' })
    frame.fill(0, 4 + 'channel_closed'.length, 36)
    expect(decode(frame)?.type).toBe('channel_closed')
  })

  it.each([
    ['cut in its header', (frame: Buffer) => frame.subarray(0, 100)],
    ['cut by a byte', (frame: Buffer) => frame.subarray(0, -1)],
    ['changed in its payload', (frame: Buffer) => Buffer.concat([frame.subarray(0, -1), Buffer.from('!')])],
    ['with a header that ends beyond it', (frame: Buffer) => Buffer.concat([Buffer.alloc(4, 0xff), frame.subarray(4)])],
    ['noise', () => Buffer.alloc(64, 0x7f)],
  ])('is none when it is %s', (_, broken) => {
    expect(decode(broken(encode(message(Buffer.from('payload')))))).toBeUndefined()
  })

  it('of the service about the channel is taken without a digest', () => {
    const frame = encode({ ...message(Buffer.from('x')), type: 'pause_publication' })
    frame.fill(0, 80, 112)
    expect(decode(frame)?.type).toBe('pause_publication')
  })

  it('is acknowledged by its number', () => {
    const { at: _, ...received } = message(Buffer.alloc(0))
    const acknowledgement = decode(encodeAcknowledgement({ ...received, type: 'output_stream_data', sequence: 7 }))
    expect(acknowledgement).toMatchObject({ type: 'acknowledge', sequence: 0, flags: 3, payloadType: 0 })
    expect(JSON.parse(String(acknowledgement?.payload))).toEqual({
      AcknowledgedMessageType: 'output_stream_data',
      AcknowledgedMessageId: ID,
      AcknowledgedMessageSequenceNumber: 7,
      IsSequentialMessage: true,
    })
  })

  it('carries a signal as a number', () => {
    expect(flagPayload(2).toString('hex')).toBe('00000002')
  })
})
