import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { dialOnce } from '../../../src/session/index.js'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { client, echoes, type OpenedTunnel, openTunnelTo } from '../support/tunnels.js'

describe.skipIf(!doubleAvailable)('a tunnel', () => {
  let double: Double
  let opened: OpenedTunnel
  const open = async (options: string[], how: Parameters<typeof openTunnelTo>[1] = {}) => {
    double = await startDouble(options)
    opened = await openTunnelTo(double, how)
    return opened
  }
  afterEach(async () => {
    await opened.close()
    expect((await double.stats()).violations).toEqual([])
    await double.stop()
  })

  it('signs its connections', async () => {
    const secret = 'not-a-secret'
    double = await startDouble(['--echo', '--secret', secret])
    opened = await openTunnelTo(double)
    expect(await echoes(await client(opened.port), 10_000)).toBe(true)
  })

  it('carries 50 connections at once', async () => {
    const { port } = await open(['--echo'])
    const all = Array.from({ length: 50 }, async () => echoes(await client(port), 4_000))
    expect(await Promise.all(all)).toEqual(all.map(() => true))
    expect((await double.stats()).counters['api.StartSession']).toBe(1)
  })

  it('holds connections until it is up', async () => {
    const { port } = await open(['--echo', '--fault', 'late-agent:ms=1500'])
    expect(await echoes(await client(port), 10_000)).toBe(true)
  })

  it('resets a connection that the agent cannot make, and goes on', async () => {
    const { port, event } = await open(['--echo', '--fault', 'dial-refused:at=1'])
    const refused = event('onRefused')
    const socket = await client(port)
    const [error] = await once(socket, 'error')
    expect(error).toMatchObject({ code: 'ECONNRESET' })
    await refused
    expect(await echoes(await client(port), 10_000)).toBe(true)
  })

  it('passes the end of a connection on', async () => {
    const { port } = await open(['--greeting', 'closed'])
    const socket = await client(port)
    socket.resume()
    await once(socket, 'end')
    socket.destroy()
    expect(opened.tunnel.state.connections).toBeLessThanOrEqual(1)
  })

  it('brings the whole answer to a client that has ended its half', async () => {
    const { port } = await open(['--echo'])
    const socket = await client(port)
    const size = 200_000
    let received = 0
    let hasEnded = false
    socket.on('end', () => {
      hasEnded = true
    })
    socket.on('data', (data) => {
      received += data.length
    })
    socket.end(Buffer.alloc(size, 7))
    while (received < size && !hasEnded) await wait(50)
    expect([received, hasEnded]).toEqual([size, false])
    socket.destroy()
  })

  it('waits for a client that does not read, in bounded memory, and loses nothing; others get a session of their own', async () => {
    const { port } = await open(['--echo', '--agent-chunk', '16384'])
    const size = 24_000_000
    const slow = await client(port)
    slow.pause()
    slow.write(Buffer.alloc(size, 3))
    while (opened.tunnel.state.received === 0) await wait(50)
    while (opened.tunnel.session !== undefined) await wait(50)
    const before = process.memoryUsage.rss()
    expect(await echoes(await client(port), 50_000)).toBe(true)
    await wait(2_000)
    expect(process.memoryUsage.rss() - before).toBeLessThan(64 << 20)
    expect((await double.stats()).counters['api.StartSession']).toBe(2)
    let received = 0
    slow.on('data', (data: Buffer) => {
      received += data.length
    })
    slow.resume()
    while (received < size) await wait(50)
    expect(received).toBe(size)
  })

  it('comes back after an administrator ended its session', async () => {
    const { port, event } = await open(['--echo', '--fault', 'terminate:after-ms=1500'])
    await event('onSessionEnd')
    expect(await echoes(await client(port), 10_000)).toBe(true)
    expect(opened.events).not.toContain('onEnd')
  })

  it('ends with its session when it is not to come back', async () => {
    const { event } = await open(['--echo', '--fault', 'terminate:after-ms=1500,output=closed by an administrator'], {
      reconnect: false,
    })
    expect(await event('onEnd')).toEqual({ reason: 'closed', message: 'closed by an administrator' })
  })

  it('opens another session when the service says that the old one is over', async () => {
    const faults = ['--fault', 'kill:at-bytes=50000', '--fault', 'no-resume']
    const { port, event } = await open(['--echo', ...faults])
    const ended = event('onSessionEnd')
    const broken = await client(port)
    broken.on('error', () => undefined)
    broken.write(Buffer.alloc(200_000))
    expect(await ended).toMatchObject({ reason: 'lost' })
    expect(await echoes(await client(port), 10_000)).toBe(true)
  })

  it('spreads connections over several sessions', async () => {
    const { port } = await open(['--echo'], { streams: 3 })
    const all = Array.from({ length: 6 }, async () => echoes(await client(port), 150_000))
    expect(await Promise.all(all)).toEqual(all.map(() => true))
    expect((await double.stats()).counters['api.StartSession']).toBe(3)
  })

  it('goes on with the session that it has when the service refuses another', async () => {
    const faults = ['--fault', 'refuse:op=StartSession,code=TargetNotConnected,at=2']
    const { port } = await open(['--echo', ...faults], { streams: 2 })
    const all = Array.from({ length: 3 }, async () => echoes(await client(port), 50_000))
    expect(await Promise.all(all)).toEqual(all.map(() => true))
    expect(opened.events).toContain('onRetry')
    expect(opened.events).not.toContain('onEnd')
  })

  it.each([
    ['refused by the service', ['refuse:op=StartSession,code=TargetNotConnected'], /TargetNotConnected/],
    ['refused by the gateway', ['refuse-upgrade'], /refused the connection \(HTTP 403\)/],
    [
      'an agent that fails',
      ['no-agent', 'terminate:after-ms=500,output=Setting up data channel failed'],
      /Setting up data channel/,
    ],
    ['an agent of another multiplexer', ['smux-version'], /multiplexer frame of version 2/],
    ['an agent that asks for encryption', ['kms:key=alias/x'], /KMSEncryption failed/],
    ['an agent too old', ['basic'], /SSM Agent 3\.0\.196\.0 cannot go on to another host/],
  ])('says why it cannot be opened: %s', async (_, faults, words) => {
    const { port, event } = await open(['--echo', ...faults.flatMap((fault) => ['--fault', fault])], {
      reconnect: false,
    })
    const ended = event('onEnd')
    const socket = await client(port)
    socket.on('error', () => undefined)
    socket.write('hello')
    expect(await ended).toMatchObject({ message: expect.stringMatching(words) })
  })
})

describe.skipIf(!doubleAvailable)('a database that is dialled once', () => {
  it.each([
    ['postgres', 5432, 'postgres', { outcome: 'answered', server: 'PostgreSQL' }],
    ['mysql', 3306, 'mysql', { outcome: 'answered', server: 'MySQL 8.0.35-double' }],
    ['mysql-blocked', 3306, 'mysql', { outcome: 'answered', server: 'MySQL', error: { code: 1129 } }],
    ['sqlserver', 1433, 'sqlserver', { outcome: 'answered', server: 'SQL Server 15.0.2000' }],
    ['closed', 9999, 'any', { outcome: 'closed' }],
    ['none', 9999, 'postgres', { outcome: 'silent' }],
  ] as const)('says what it is: %s', async (greeting, port, kind, expected) => {
    const double = await startDouble(['--greeting', greeting, '--route', `*:${port}=${greeting}`])
    const opened = await openTunnelTo(double, { port })
    await opened.event('onReady')
    const answer = await dialOnce({
      open: (events) => {
        const session = opened.tunnel.session
        if (!session) throw new Error('the tunnel is not up')
        return session.dial(events)
      },
      kind,
      limit: 1_500,
    })
    expect(answer).toMatchObject(expected)
    await opened.close()
    expect((await double.stats()).violations).toEqual([])
    await double.stop()
  })
})
