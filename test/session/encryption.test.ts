import { createCipheriv } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { DecryptionError, SessionCipher } from '../../src/session/encryption.js'

const KEY = Buffer.from(Array.from({ length: 64 }, (_, i) => i))
const NONCE = Buffer.from(Array.from({ length: 12 }, (_, i) => i))
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** Made with another implementation of AES-GCM. */
const FROM_AGENT = hex('000102030405060708090a0b 346afb2eebd7e6 f8843c8d63ea094b32b4638168c93c37')
const FROM_CLIENT = hex('000102030405060708090a0b 302150 796b6ce92de9e02938ee56f3d16b8741')

describe('the encryption of a session', () => {
  it("opens the agent's bytes", () => {
    expect(new SessionCipher(KEY).decrypt(FROM_AGENT).toString()).toBe('sh-5.2$')
  })

  it('encrypts for the agent', () => {
    expect(new SessionCipher(KEY, NONCE).encrypt(Buffer.from('ls\r'))).toEqual(FROM_CLIENT)
  })

  it('never uses a nonce twice', () => {
    const cipher = new SessionCipher(KEY, Buffer.alloc(12, 0xff))
    const nonces = Array.from({ length: 600 }, () => cipher.encrypt(Buffer.from('x')).toString('hex', 0, 12))
    expect(new Set(nonces).size).toBe(nonces.length)
    expect(nonces.slice(0, 3)).toEqual(['ff'.repeat(12), '00'.repeat(12), `01${'00'.repeat(11)}`])
  })

  it.each([
    ['changed', Buffer.from(FROM_AGENT.map((byte, i) => (i === 14 ? byte ^ 1 : byte)))],
    ['cut', FROM_AGENT.subarray(0, -1)],
    ['not encrypted', Buffer.from('sh-5.2$')],
    ['of the other direction', FROM_CLIENT],
  ])('refuses what is %s', (_, payload) => {
    expect(() => new SessionCipher(KEY).decrypt(payload)).toThrow(DecryptionError)
  })

  it('refuses what another key encrypted', () => {
    const cipher = createCipheriv('aes-256-gcm', Buffer.alloc(32, 9), NONCE)
    const payload = Buffer.concat([NONCE, cipher.update('x'), cipher.final(), cipher.getAuthTag()])
    expect(() => new SessionCipher(KEY).decrypt(payload)).toThrow(DecryptionError)
  })

  it('takes no data key of another size', () => {
    expect(() => new SessionCipher(KEY.subarray(0, 32))).toThrow('a data key of 32 bytes, not 64')
  })
})
