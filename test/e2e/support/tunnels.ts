import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { SSMClient } from '@aws-sdk/client-ssm'
import { sessionService, Tunnel, type TunnelEvents } from '../../../src/session/index.js'
import type { Double } from './double.js'
import { CREDENTIALS, REGION } from './sim.js'

export interface OpenedTunnel {
  tunnel: Tunnel
  port: number
  /** Names of the events so far. */
  events: string[]
  /** Resolves when an event of that name comes. */
  event: (name: keyof TunnelEvents) => Promise<unknown>
  close: () => Promise<void>
}

/** A tunnel through a gateway double, to whatever it dials. */
export async function openTunnelTo(
  double: Double,
  options: { streams?: number; reconnect?: boolean; port?: number; ofHost?: boolean } = {},
): Promise<OpenedTunnel> {
  const ssm = new SSMClient({ region: REGION, credentials: CREDENTIALS, endpoint: double.url, maxAttempts: 2 })
  const service = sessionService(ssm)
  const events: string[] = []
  const waiting: { name: string; done: (value: unknown) => void }[] = []
  const noting = (name: string) => (value: unknown) => {
    events.push(name)
    for (const each of waiting.splice(0)) each.name === name ? each.done(value) : waiting.push(each)
  }
  const tunnel = new Tunnel({
    port: 0,
    streams: options.streams ?? 1,
    reconnect: options.reconnect ?? true,
    isPassing: () => true,
    start: async () => {
      const target = 'i-0123456789abcdef0'
      const port = { portNumber: String(options.port ?? 5432), localPortNumber: '5432' }
      const isRemote = options.ofHost !== true
      const parameters = isRemote ? { host: 'orders.internal', ...port } : port
      const documentName = `AWS-StartPortForwardingSession${isRemote ? 'ToRemoteHost' : ''}`
      const session = await service.start({ region: REGION, target, documentName, parameters, reason: 'test' })
      return { service, region: REGION, target, session, isOverridden: true, isRemote }
    },
    events: {
      onReady: noting('onReady'),
      onRefused: () => noting('onRefused')(undefined),
      onInterrupted: () => noting('onInterrupted')(undefined),
      onResumed: () => noting('onResumed')(undefined),
      onSessionEnd: noting('onSessionEnd'),
      onRetry: noting('onRetry'),
      onEnd: noting('onEnd'),
    },
  })
  const port = await tunnel.open()
  const event = (name: string) => new Promise<unknown>((done) => waiting.push({ name, done }))
  return {
    tunnel,
    port,
    events,
    event,
    close: async () => {
      await tunnel.close()
      ssm.destroy()
    },
  }
}

export async function client(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  // A tunnel that is closed resets its connections; a test that cares listens itself.
  socket.on('error', () => undefined)
  return socket
}

/** Sends random bytes, and takes as many back. @returns whether they are the same */
export async function echoes(socket: Socket, size: number): Promise<boolean> {
  const sent = randomBytes(size)
  const received: Buffer[] = []
  let length = 0
  const all = new Promise<void>((done, failed) => {
    socket.on('error', failed)
    socket.on('close', () => done())
    socket.on('data', (data: Buffer) => {
      received.push(data)
      length += data.length
      if (length >= size) done()
    })
  })
  socket.write(sent)
  await all
  return Buffer.concat(received).equals(sent)
}
