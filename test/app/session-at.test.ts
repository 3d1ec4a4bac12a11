import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { choose, sessionAt, sessionOf } from '../../src/app/index.js'
import { reportOfSample } from '../support/sample-report.js'

describe('a tunnel that goes on through another host', async () => {
  const report = await reportOfSample('troubled')

  it('keeps the local port that this program listens on', async () => {
    const server = createServer()
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const address = server.address()
    const localPort = typeof address === 'object' && address ? address.port : 0
    try {
      const again = choose(report, 'orders-db', 'orders-jump-b')
      expect(sessionAt(again, { profile: 'prod', localPort })).toEqual({
        ...{ profile: 'prod', region: 'eu-west-1', target: again.host.instanceId },
        documentName: 'AWS-StartPortForwardingSessionToRemoteHost',
        parameters: { host: again.database?.endpoint, portNumber: '5432', localPortNumber: String(localPort) },
      })
      await expect(sessionOf(again, { localPort })).rejects.toThrow(/another program has it/)
    } finally {
      server.close()
    }
  })

  it('is none without an endpoint', () => {
    const choice = choose(report, 'orders-db')
    if (!choice.database) throw new Error('orders-db is no database')
    const database = { ...choice.database, endpoint: '', status: 'creating' }
    expect(() => sessionAt({ ...choice, database }, { localPort: 1 })).toThrow(
      'orders-db has no endpoint yet (creating)',
    )
  })
})
