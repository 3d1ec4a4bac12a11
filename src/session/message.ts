import { createHash, randomUUID } from 'node:crypto'

/** What a message's payload holds. */
export const PayloadType = {
  Output: 1,
  Error: 2,
  Size: 3,
  HandshakeRequest: 5,
  HandshakeResponse: 6,
  HandshakeComplete: 7,
  EncChallengeRequest: 8,
  EncChallengeResponse: 9,
  Flag: 10,
  StdErr: 11,
  ExitCode: 12,
} as const

/** Signals, as the payload of a message of type Flag. */
export const Flag = { DisconnectToPort: 1, TerminateSession: 2, ConnectToPortError: 3 } as const

/** A binary frame of the data channel. Sequence numbers count per direction; acknowledgements carry 0. */
export interface Message {
  /** `input_stream_data`, `output_stream_data`, `acknowledge`, `channel_closed`, `start_publication` or `pause_publication`. */
  type: string
  sequence: number
  flags: number
  id: string
  payloadType: number
  payload: Buffer
}

/** Offsets of the fields, in bytes: numbers are big-endian. */
const AT = {
  headerLength: 0,
  type: 4,
  schemaVersion: 36,
  createdDate: 40,
  sequence: 48,
  flags: 56,
  id: 64,
  digest: 80,
  payloadType: 112,
  payloadLength: 116,
  payload: 120,
} as const
const TYPE_LENGTH = 32
/** Where a header ends without the length of its payload, which follows it. */
const HEADER_LENGTH = 116
/** No version of the protocol comes near. */
const LONGEST_HEADER = 1_024
/** Flags of an acknowledgement: first and last. */
const ACKNOWLEDGEMENT_FLAGS = 3
/** Messages of the service about the channel itself, whose remaining fields are not filled in. */
const UNCHECKED = new Set(['start_publication', 'pause_publication'])

const digestOf = (payload: Uint8Array) => createHash('sha256').update(payload).digest()

/** A message as bytes, with a new id unless it has one. */
export function encode(message: Omit<Message, 'id'> & { id?: string; at?: number }): Buffer {
  const { type, sequence, flags, payloadType, payload, id = randomUUID(), at = Date.now() } = message
  const frame = Buffer.alloc(AT.payload + payload.length)
  frame.writeUInt32BE(HEADER_LENGTH, AT.headerLength)
  frame.write(type.padEnd(TYPE_LENGTH, ' '), AT.type, 'ascii')
  frame.writeUInt32BE(1, AT.schemaVersion)
  frame.writeBigUInt64BE(BigInt(at), AT.createdDate)
  frame.writeBigInt64BE(BigInt(sequence), AT.sequence)
  frame.writeBigUInt64BE(BigInt(flags), AT.flags)
  swapHalves(Buffer.from(id.replaceAll('-', ''), 'hex')).copy(frame, AT.id)
  digestOf(payload).copy(frame, AT.digest)
  frame.writeUInt32BE(payloadType, AT.payloadType)
  frame.writeUInt32BE(payload.length, AT.payloadLength)
  payload.copy(frame, AT.payload)
  return frame
}

/** Input for the agent: the flags of data are 0. */
export const encodeInput = (sequence: number, payloadType: number, payload: Buffer): Buffer =>
  encode({ type: 'input_stream_data', sequence, flags: 0, payloadType, payload })

/** The acknowledgement of a message. */
export function encodeAcknowledgement({ type, id, sequence }: Message): Buffer {
  const payload = Buffer.from(
    JSON.stringify({
      AcknowledgedMessageType: type,
      AcknowledgedMessageId: id,
      AcknowledgedMessageSequenceNumber: sequence,
      IsSequentialMessage: true,
    }),
  )
  return encode({ type: 'acknowledge', sequence: 0, flags: ACKNOWLEDGEMENT_FLAGS, payloadType: 0, payload })
}

/** The message in a frame, or `undefined` when the frame is none, was cut, or its payload is not what was sent. */
export function decode(frame: Buffer): Message | undefined {
  if (frame.length < HEADER_LENGTH) return undefined
  const start = frame.readUInt32BE(AT.headerLength) + 4
  const type = trimmed(frame.toString('latin1', AT.type, AT.type + TYPE_LENGTH))
  const payload = frame.subarray(start)
  const message: Message = {
    type,
    sequence: Number(frame.readBigInt64BE(AT.sequence)),
    flags: Number(frame.readBigUInt64BE(AT.flags)),
    id: uuidOf(frame.subarray(AT.id, AT.digest)),
    payloadType: frame.readUInt32BE(AT.payloadType),
    payload,
  }
  if (UNCHECKED.has(type)) return message
  if (start < HEADER_LENGTH + 4 || start > LONGEST_HEADER || frame.length < start) return undefined
  if (frame.readUInt32BE(start - 4) !== payload.length) return undefined
  const isWhole = payload.length === 0 || digestOf(payload).equals(frame.subarray(AT.digest, AT.payloadType))
  return isWhole ? message : undefined
}

/** Writers pad with spaces or with zero bytes, at either end. */
const trimmed = (text: string) => text.replaceAll('\0', ' ').trim()

function uuidOf(swapped: Uint8Array): string {
  const hex = swapHalves(swapped).toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Bytes 8 to 15 of a UUID come first on the wire. */
const swapHalves = (bytes: Uint8Array) => Buffer.concat([bytes.subarray(8, 16), bytes.subarray(0, 8)])

/** The payload of a signal. */
export function flagPayload(flag: number): Buffer {
  const payload = Buffer.alloc(4)
  payload.writeUInt32BE(flag)
  return payload
}
