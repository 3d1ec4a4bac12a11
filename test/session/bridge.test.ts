import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Bridge } from '../../src/session/bridge.js'
import type { StreamEvents } from '../../src/session/mux.js'

const MINUTES = 60_000
const nothing = () => undefined

/** A client of a local connection, and the other end of the stream that carries it. */
async function bridged() {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true })
  client.on('error', nothing)
  const [socket] = (await once(server, 'connection')) as [Socket]
  server.close()
  const close = vi.fn()
  let stream: StreamEvents | undefined
  new Bridge({
    socket,
    open: (events) => {
      stream = events
      return { id: 3, write: () => true, close }
    },
    events: { onReceived: nothing, onSent: nothing, onDrain: nothing, onRefused: nothing, onClose: nothing },
  })
  if (!stream) throw new Error('no stream was opened')
  return { client, socket, stream, close }
}

describe('a client that has ended its half', () => {
  afterEach(() => void vi.useRealTimers())

  it('gets an answer that took long', async () => {
    const { client, socket, stream, close } = await bridged()
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] })
    client.end('select pg_sleep(1800)')
    await once(socket, 'end')
    await vi.advanceTimersByTimeAsync(30 * MINUTES)
    expect(close).not.toHaveBeenCalled()
    stream.onData(Buffer.from('42'))
    expect(String((await once(client, 'data'))[0])).toBe('42')
    stream.onEnd()
    await once(client, 'end')
  })

  it('is let go when the session is lost, not told that all was well', async () => {
    const { client, socket, stream } = await bridged()
    client.end('select 42')
    await once(socket, 'end')
    stream.onLost()
    expect((await once(client, 'error'))[0]).toMatchObject({ code: 'ECONNRESET' })
  })

  it('leaves no stream behind when it has gone', async () => {
    const { client, socket, close } = await bridged()
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] })
    client.end('select 42')
    await once(socket, 'end')
    client.resetAndDestroy()
    await once(client, 'close')
    await vi.advanceTimersByTimeAsync(MINUTES)
    vi.useRealTimers()
    await expect.poll(() => close.mock.calls.length).toBe(1)
  })
})
