import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const CIPHER = 'aes-256-gcm'
const KEY = 32
const NONCE = 12
const TAG = 16

/** Bytes of the data key to ask AWS KMS for: one half for each direction. */
export const DATA_KEY_LENGTH = 2 * KEY

/** What came was not encrypted with this session's key: an attack, or a fault. */
export class DecryptionError extends Error {
  override name = 'DecryptionError'
}

/** The client's end of an encrypted session. */
export class SessionCipher {
  readonly #agentKey: Buffer
  readonly #clientKey: Buffer
  /** A nonce must never come twice under one key: a random start, then one more each time. */
  readonly #nonce: Buffer

  /** @param dataKey 64 bytes, of which the agent encrypts with the first half and the client with the second */
  constructor(dataKey: Uint8Array, nonce: Uint8Array = randomBytes(NONCE)) {
    if (dataKey.length !== DATA_KEY_LENGTH)
      throw new Error(`AWS KMS gave a data key of ${dataKey.length} bytes, not 64.`)
    this.#agentKey = Buffer.from(dataKey.subarray(0, KEY))
    this.#clientKey = Buffer.from(dataKey.subarray(KEY))
    this.#nonce = Buffer.from(nonce)
  }

  /** Nonce, ciphertext and tag. */
  encrypt(plain: Uint8Array): Buffer {
    const nonce = Buffer.from(this.#nonce)
    increment(this.#nonce)
    const cipher = createCipheriv(CIPHER, this.#clientKey, nonce)
    return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  }

  /** @throws DecryptionError */
  decrypt(payload: Buffer): Buffer {
    if (payload.length < NONCE + TAG)
      throw new DecryptionError('The agent sent data that is too short to be encrypted.')
    const decipher = createDecipheriv(CIPHER, this.#agentKey, payload.subarray(0, NONCE), { authTagLength: TAG })
    decipher.setAuthTag(payload.subarray(payload.length - TAG))
    try {
      return Buffer.concat([decipher.update(payload.subarray(NONCE, payload.length - TAG)), decipher.final()])
    } catch (cause) {
      throw new DecryptionError("The agent sent data that this session's key does not open.", { cause })
    }
  }
}

/** A counter of 96 bits, little-endian. */
function increment(counter: Buffer): void {
  for (let i = 0; i < counter.length; i++) {
    const next = ((counter[i] ?? 0) + 1) & 0xff
    counter[i] = next
    if (next !== 0) return
  }
}
