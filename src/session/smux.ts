/** Commands of smux version 1. */
export const Command = { SYN: 0, FIN: 1, PSH: 2, NOP: 3 } as const

const VERSION = 1
const HEADER = 8
/** Data of a frame, in bytes, that every receiver takes. */
export const LARGEST_DATA = 32_768

/** Each holds on to all that was read from the network with it. */
const MOST_PIECES = 64

export interface SmuxFrame {
  command: number
  stream: number
  data: Buffer
}

/** What came is not smux version 1: nothing after it can be understood. */
export class SmuxError extends Error {
  override name = 'SmuxError'
}

/**
 * A frame as bytes, little-endian: version, command, length (2), stream (4), data.
 * @see https://github.com/xtaci/smux#specification
 */
export function smuxFrame(command: number, stream: number, data: Uint8Array = new Uint8Array(0)): Buffer {
  const frame = Buffer.allocUnsafe(HEADER + data.length)
  frame[0] = VERSION
  frame[1] = command
  frame.writeUInt16LE(data.length, 2)
  frame.writeUInt32LE(stream, 4)
  frame.set(data, HEADER)
  return frame
}

/** Cuts a stream of bytes into frames, wherever the pieces that arrive begin and end. */
export class SmuxReader {
  #parts: Buffer[] = []
  #length = 0
  /** Bytes until something can be told: a header, then its whole frame. */
  #needed = HEADER

  /** Of an incomplete frame, kept one by one. */
  get pieces(): number {
    return this.#parts.length
  }

  /** @throws SmuxError */
  read(bytes: Buffer): SmuxFrame[] {
    if (bytes.length === 0) return []
    this.#parts.push(bytes)
    this.#length += bytes.length
    if (this.#length < this.#needed) {
      if (this.#parts.length >= MOST_PIECES) this.#parts = [Buffer.concat(this.#parts)]
      return []
    }
    let rest = this.#parts.length === 1 ? bytes : Buffer.concat(this.#parts)
    const frames: SmuxFrame[] = []
    this.#needed = neededOf(rest)
    while (this.#needed <= rest.length) {
      frames.push({ command: rest[1] ?? 0, stream: rest.readUInt32LE(4), data: rest.subarray(HEADER, this.#needed) })
      rest = rest.subarray(this.#needed)
      this.#needed = neededOf(rest)
    }
    this.#parts = rest.length > 0 ? [rest] : []
    this.#length = rest.length
    return frames
  }
}

/** Length of the frame that begins here, or of a header where there is none yet. */
function neededOf(bytes: Buffer): number {
  if (bytes.length < HEADER) return HEADER
  const [version, command = 0] = bytes
  if (version !== VERSION) throw new SmuxError(`The agent sent a multiplexer frame of version ${version}.`)
  if (command > Command.NOP) throw new SmuxError(`The agent sent an unknown multiplexer command, ${command}.`)
  return HEADER + bytes.readUInt16LE(2)
}
