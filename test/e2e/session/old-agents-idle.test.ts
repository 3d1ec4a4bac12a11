import { afterEach, describe, expect, it } from 'vitest'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { client, echoes, type OpenedTunnel, openTunnelTo } from '../support/tunnels.js'

/** A client that ended its half may still read: its system says only after a minute that nobody does. */
describe.skipIf(!doubleAvailable)('a tunnel through an agent without a multiplexer, its client gone', () => {
  let double: Double
  let opened: OpenedTunnel
  afterEach(async () => {
    await opened.close()
    await double.stop()
  })

  it('starts no session that nobody waits for', async () => {
    double = await startDouble(['--fault', 'basic', '--echo', '--route', 'localhost:5432=echo'])
    opened = await openTunnelTo(double, { ofHost: true })
    const { port, event } = opened
    const sessions = async () => (await double.stats()).counters['api.StartSession']
    const ended = event('onSessionEnd')
    const socket = await client(port)
    expect(await echoes(socket, 1_000)).toBe(true)
    socket.destroy()
    await ended
    await new Promise((done) => setTimeout(done, 1_500))
    expect(await sessions()).toBe(1)
    expect(await echoes(await client(port), 1_000)).toBe(true)
  })
})
