import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer as createTcp, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTls } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { dialOnce } from '../../src/session/dial.js'
import type { GreetingKind } from '../../src/session/greeting.js'

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

describe('a server that is dialled once', () => {
  let server: Server | undefined
  afterEach(() => void server?.close())

  /** What is said of a server that does this with a connection. */
  async function said(kind: GreetingKind, serve: (socket: Socket) => void, tls?: { key: Buffer; cert: Buffer }) {
    server = tls ? createTls(tls, serve) : createTcp(serve)
    const { promise: listening, done } = deferred()
    server.listen(0, '127.0.0.1', done)
    await listening
    const { port } = server.address() as AddressInfo
    return dialOnce({
      kind,
      limit: 1_000,
      open: (events) => {
        const socket = connect(port, '127.0.0.1')
        socket.on('data', (data: Buffer) => events.onData(data)).on('end', () => events.onEnd())
        socket.on('error', () => events.onRefused())
        return { id: 3, write: (data) => socket.write(data), close: () => void socket.destroy() }
      },
    })
  }

  it.each([
    ['ACCEPT', 2],
    ['REFUSE', 4],
    ['REDIRECT', 5],
    ['RESEND', 11],
  ])('is Oracle Database by its %s', async (_, type) => {
    let heard = Buffer.alloc(0)
    const answer = await said('oracle', (socket) => {
      socket.on('data', (data) => {
        heard = Buffer.concat([heard, data])
        socket.write(Buffer.from([0, 8, 0, 0, type, 0, 0, 0]))
      })
    })
    expect(answer).toMatchObject({ outcome: 'answered', server: 'Oracle Database' })
    expect([heard.readUInt16BE(0), heard[4]]).toEqual([heard.length, 1])
    expect(heard.toString('latin1')).toContain('(CONNECT_DATA=')
  })

  it('is PostgreSQL by one letter, and nobody logs in', async () => {
    const heard: Buffer[] = []
    const answer = await said('postgres', (socket) => {
      socket.on('data', (data: Buffer) => {
        heard.push(data)
        socket.write('S')
      })
    })
    expect(answer).toMatchObject({ outcome: 'answered', server: 'PostgreSQL' })
    expect(Buffer.concat(heard).toString('hex')).toBe('0000000804d2162f')
  })

  it.each(['SSH-2.0-OpenSSH_9.2\r\n', 'NOTICE AUTH\r\n'])('is not PostgreSQL by words: %j', async (words) => {
    for (const kind of ['postgres', 'redshift'] as const) {
      const answer = await said(kind, (socket) => void socket.end(words))
      expect(answer).toEqual({ outcome: 'answered', latencyMs: expect.any(Number) })
    }
  })

  it.each([
    ['MySQL 8.0.36', '8.0.36'],
    ['MariaDB 10.6.16', '5.5.5-10.6.16-MariaDB-log'],
  ])('is %s by its own greeting, to which nothing is said', async (product, version) => {
    let heard = 0
    const answer = await said('mysql', (socket) => {
      const packet = Buffer.concat([Buffer.from([10]), Buffer.from(`${version}\0`), Buffer.alloc(20)])
      socket.write(Buffer.concat([Buffer.from([packet.length, 0, 0, 0]), packet]))
      socket.on('data', () => heard++)
    })
    expect(answer).toMatchObject({ outcome: 'answered', server: product })
    expect(heard).toBe(0)
  })

  it('answers with something else than it is taken for, and so is there', async () => {
    const answer = await said('postgres', (socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect(answer).toMatchObject({ outcome: 'answered' })
    expect(answer.server).toBeUndefined()
  })

  it('closes, says nothing, or is not there', async () => {
    expect(await said('postgres', (socket) => void socket.end())).toMatchObject({ outcome: 'closed' })
    expect(await said('postgres', (socket) => void socket.resume())).toMatchObject({ outcome: 'silent' })
  })

  describe.skipIf(!hasOpenssl)('over TLS', () => {
    const tls = () => {
      const folder = mkdtempSync(join(tmpdir(), 'ssm-ready-tls-'))
      const [key, cert] = [join(folder, 'key'), join(folder, 'cert')]
      const subject = ['-subj', '/CN=cache.internal', '-days', '1', '-nodes', '-newkey', 'rsa:2048']
      const { status, stderr } = spawnSync('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', cert])
      if (status !== 0) throw new Error(String(stderr))
      const made = { key: readFileSync(key), cert: readFileSync(cert) }
      rmSync(folder, { recursive: true })
      return made
    }

    it.each([
      ['answers a PING', '+PONG\r\n'],
      ['wants a password', '-NOAUTH Authentication required.\r\n'],
    ])('is Redis where it %s', async (_, reply) => {
      let heard = ''
      const serve = (socket: Socket) => {
        socket.on('error', () => undefined)
        socket.on('data', (data) => {
          heard += data
          socket.write(reply)
        })
      }
      expect(await said('redis', serve, tls())).toMatchObject({ outcome: 'answered', server: 'Redis' })
      expect(heard).toBe('PING\r\n')
    })

    it('is there where it begins to speak TLS', async () => {
      const answer = await said('tls', (socket) => void socket.on('error', () => undefined), tls())
      expect(answer).toMatchObject({ outcome: 'answered' })
    })
  })
})

function deferred() {
  let done: () => void = () => undefined
  const promise = new Promise<void>((resolve) => {
    done = resolve
  })
  return { promise, done }
}
