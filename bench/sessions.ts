import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { SSMClient, StartSessionCommand, TerminateSessionCommand } from '@aws-sdk/client-ssm'
import { type Double, doubleAvailable, startDouble } from '../test/e2e/support/double.js'
import { openTunnelTo } from '../test/e2e/support/tunnels.js'

export interface SessionFigure {
  what: string
  measured: number
  budget: number
  unit: string
  /** The budget is what must be reached at least. */
  atLeast?: true
}

interface Way {
  port: number
  close: () => Promise<unknown>
}

const PLUGIN = 'session-manager-plugin'
/** Bytes. */
const UPLOAD = 20_000_000
const DOWNLOAD = 5_000_000
const CONNECTIONS = 100
const STARTS = 500
/** Milliseconds after which a start counts as hung. */
const HUNG = 5_000
/** MB/s of the real agent: 1,024 bytes, then at least a millisecond's sleep. */
const AGENTS_PACE = 0.6
/** Milliseconds, of the plugin, where none is here to be measured. */
const PLUGINS_FIRST_BYTE = 6

/**
 * Tunnels through the gateway double, by our own client and by AWS's plugin, where one is on PATH, in turns.
 * @returns nothing, and says so, without the double
 */
export async function sessionFigures(): Promise<SessionFigure[]> {
  if (!doubleAvailable) {
    console.log(
      '!!!!!! SKIPPED: no gateway double beside the project (SSM_READY_GATEWAY_DOUBLE): no session was measured',
    )
    return []
  }
  const hasPlugin = spawnSync(PLUGIN, ['--version']).error === undefined
  if (!hasPlugin)
    console.log(`!!!!!! SKIPPED: no ${PLUGIN} on PATH: its rows are missing, and 6 ms stand for its first byte`)
  const ours = await measured((double) => own(double))
  const theirs = hasPlugin ? await measured((double) => plugins(double)) : undefined
  return [
    { what: 'tunnel: upload', measured: ours.upload, budget: 4, unit: 'MB/s', atLeast: true },
    { what: 'tunnel: download', measured: ours.download, budget: AGENTS_PACE, unit: 'MB/s', atLeast: true },
    {
      what: 'tunnel: first byte of a connection',
      measured: ours.firstByte,
      budget: 2 * (theirs?.firstByte ?? PLUGINS_FIRST_BYTE),
      unit: 'ms',
    },
    { what: `tunnel: hung starts of ${STARTS}`, measured: ours.hung, budget: 0, unit: '' },
    ...(theirs ? pluginsFigures(theirs) : []),
  ]
}

type Measured = Awaited<ReturnType<typeof measured>>

/** For comparison: they have no budget. */
function pluginsFigures({ upload, download, firstByte, hung }: Measured): SessionFigure[] {
  const budget = Number.POSITIVE_INFINITY
  return [
    { what: `${PLUGIN}: upload`, measured: upload, budget, unit: 'MB/s' },
    { what: `${PLUGIN}: download`, measured: download, budget, unit: 'MB/s' },
    { what: `${PLUGIN}: first byte of a connection`, measured: firstByte, budget, unit: 'ms' },
    { what: `${PLUGIN}: hung starts of ${STARTS}`, measured: hung, budget, unit: '' },
  ]
}

async function measured(open: (double: Double) => Promise<Way>) {
  const server = await database()
  const double = await startDouble(['--route', `*:*=${(server.address() as AddressInfo).port}`])
  const way = await open(double)
  const upload = await megabytesASecond(way.port, `U${UPLOAD}\n`, UPLOAD)
  const download = await megabytesASecond(way.port, `D${DOWNLOAD}\n`, 0)
  const times: number[] = []
  for (let i = 0; i < CONNECTIONS; i++) times.push(await firstByte(way.port))
  await way.close()
  let hung = 0
  for (let i = 0; i < STARTS; i++) if (!(await starts(open, double))) hung++
  await double.stop()
  server.close()
  return { upload, download, firstByte: median(times), hung }
}

/** `U`: takes so many bytes and says that it has them; `D`: gives so many; anything else is answered. */
async function database(): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', (first: Buffer) => {
      const [, kind, size = ''] = /^([UD])(\d+)\n/.exec(first.toString('latin1')) ?? []
      if (kind === undefined) return void socket.write('!')
      if (kind === 'D') return void socket.write(Buffer.alloc(Number(size)))
      let left = Number(size) - (first.length - size.length - 2)
      socket.on('data', (data: Buffer) => {
        left -= data.length
        if (left <= 0) socket.write('!')
      })
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

async function megabytesASecond(port: number, order: string, upload: number): Promise<number> {
  const socket = await connected(port)
  const expected = upload > 0 ? 1 : DOWNLOAD
  const begun = performance.now()
  socket.write(order)
  if (upload > 0) socket.write(Buffer.alloc(upload))
  await received(socket, expected)
  socket.destroy()
  return Math.max(upload, expected) / 1e3 / (performance.now() - begun)
}

async function firstByte(port: number): Promise<number> {
  const begun = performance.now()
  const socket = await connected(port)
  socket.write('?')
  await received(socket, 1)
  socket.destroy()
  return performance.now() - begun
}

async function starts(open: (double: Double) => Promise<Way>, double: Double): Promise<boolean> {
  const way = await open(double)
  const hasByte = await Promise.race([
    firstByte(way.port).then(
      () => true,
      () => false,
    ),
    wait(HUNG, false),
  ])
  await way.close()
  return hasByte
}

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

function received(socket: Socket, bytes: number): Promise<void> {
  return new Promise((done, failed) => {
    let left = bytes
    socket.on('data', (data: Buffer) => {
      left -= data.length
      if (left <= 0) done()
    })
    socket.on('error', failed).on('close', () => failed(new Error('the connection ended')))
  })
}

const own = (double: Double): Promise<Way> => openTunnelTo(double)

/** As the AWS CLI starts it. */
async function plugins(double: Double): Promise<Way> {
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'not-a-secret' }
  const region = 'eu-west-1'
  const ssm = new SSMClient({ region, credentials, endpoint: double.url })
  const port = await freePort()
  const request = {
    Target: 'i-0123456789abcdef0',
    DocumentName: 'AWS-StartPortForwardingSessionToRemoteHost',
    Parameters: { host: ['orders.internal'], portNumber: ['5432'], localPortNumber: [String(port)] },
  }
  const { $metadata: _, ...session } = await ssm.send(new StartSessionCommand(request))
  const argv = [JSON.stringify(session), region, 'StartSession', '', JSON.stringify(request), double.url]
  const env = { ...process.env, AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: 'not-a-secret' }
  const child: ChildProcess = spawn(PLUGIN, argv, { stdio: 'ignore', env })
  const exited = once(child, 'exit')
  await listens(port)
  return {
    port,
    close: async () => {
      child.kill('SIGKILL')
      await exited
      await ssm.send(new TerminateSessionCommand({ SessionId: session.SessionId }))
      ssm.destroy()
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Not for ever: the first connection then tells that nobody does. */
async function listens(port: number): Promise<void> {
  for (const until = performance.now() + HUNG; performance.now() < until; await wait(20)) {
    const socket = await connected(port).catch(() => undefined)
    socket?.destroy()
    if (socket) return
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
