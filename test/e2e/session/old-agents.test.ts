import { afterEach, describe, expect, it } from 'vitest'
import { dialOnce } from '../../../src/session/index.js'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { client, echoes, type OpenedTunnel, openTunnelTo } from '../support/tunnels.js'

/** Agents up to 3.0.196.0: a session is one connection to a port of the host, dialled at its start. */
describe.skipIf(!doubleAvailable)('a tunnel through an agent without a multiplexer', () => {
  let double: Double
  let opened: OpenedTunnel
  const open = async (options: string[], how: Parameters<typeof openTunnelTo>[1] = {}) => {
    double = await startDouble(['--fault', 'basic', ...options])
    opened = await openTunnelTo(double, { ofHost: true, ...how })
    return opened
  }
  const ECHO = ['--echo', '--route', 'localhost:5432=echo']
  const sessions = async () => (await double.stats()).counters['api.StartSession']
  afterEach(async () => {
    await opened.close()
    const { counters, violations } = await double.stats()
    expect(violations).toEqual([])
    expect(counters['api.TerminateSession']).toBe(counters['api.StartSession'])
    await double.stop()
  })

  it('carries every byte, one session for each connection', async () => {
    const { port } = await open(ECHO)
    const all = Array.from({ length: 3 }, async () => {
      const socket = await client(port)
      const isSame = await echoes(socket, 100_000)
      socket.destroy()
      return isSame
    })
    expect(await Promise.all(all)).toEqual([true, true, true])
    expect(await sessions()).toBe(3)
    expect(opened.events).not.toContain('onEnd')
  })

  it('goes on after a connection although it is not to reconnect', async () => {
    const { port } = await open(ECHO, { reconnect: false })
    for (let i = 0; i < 2; i++) {
      const socket = await client(port)
      expect(await echoes(socket, 1_000)).toBe(true)
      socket.destroy()
    }
    expect(opened.events).not.toContain('onEnd')
  })

  it('brings what the server said before the client came', async () => {
    const { event, tunnel } = await open(['--greeting', 'mysql', '--route', 'localhost:5432=mysql'])
    await event('onReady')
    await new Promise((done) => setTimeout(done, 300))
    const { session } = tunnel
    if (!session) throw new Error('the tunnel is not up')
    const answer = await dialOnce({ open: (events) => session.dial(events), kind: 'mysql', limit: 2_000 })
    expect(answer).toMatchObject({ outcome: 'answered', server: 'MySQL 8.0.35-double' })
    expect(tunnel.session).toBeUndefined()
  })

  it('resets a connection that the agent cannot make, in its words, and does not try by itself', async () => {
    const { port, event } = await open([...ECHO, '--fault', 'dial-refused'])
    const ended = event('onSessionEnd')
    const socket = await client(port)
    await new Promise((done) => socket.once('close', done))
    expect(await ended).toMatchObject({ message: expect.stringContaining('Unable to connect to specified port') })
    const before = await sessions()
    await new Promise((done) => setTimeout(done, 1_500))
    expect(await sessions()).toBe(before)
  })
})
