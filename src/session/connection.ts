import { randomUUID } from 'node:crypto'
import type { Agent, IncomingMessage } from 'node:http'
import WebSocket from 'ws'

/** The message gateway did not take the websocket. */
export class UpgradeRefused extends Error {
  override name = 'UpgradeRefused'
  constructor(
    readonly status: number,
    readonly body: string,
  ) {
    super(`The message gateway refused the connection (HTTP ${status})${body === '' ? '.' : `: ${body}`}`)
  }
}

/** One websocket of a data channel. */
export interface Connection {
  send(frame: Buffer): void
  /** Stops reading, and so holds back whoever sends. */
  pause(): void
  resume(): void
  /** Ends it; `onEnd` is called. */
  close(): void
  /** Ends it without waiting for the other side. */
  drop(): void
}

export interface ConnectionRequest {
  url: URL
  token: string
  /** The same for all connections of a session. */
  clientId: string
  clientVersion: string
  /** Headers of the signed upgrade request. */
  headers: Record<string, string>
  /** Without it, the connection is made directly. */
  agent?: Agent | undefined
  onFrame: (frame: Buffer) => void
  /** Called once, however it ended. */
  onEnd: () => void
  signal: AbortSignal
  /** Milliseconds for the gateway's whole answer. */
  limit?: number
}

/** Milliseconds. */
const PING_EVERY = 30_000
const MISSED_PONGS = 2
const UPGRADE_LIMIT = 15_000
/** Bytes. AWS names no limit for a frame; no sender is known to come near. */
const LARGEST_FRAME = 4 << 20
const LONGEST_BODY = 2_048
/** More than the window of messages of the largest size. A gateway that reads so little is none. */
const LARGEST_BACKLOG = 96 << 20

/**
 * Opens a websocket to the message gateway and names the session. Resolves when OpenDataChannel is sent: there is no
 * answer to it.
 * @throws UpgradeRefused, or the network's error
 */
export function openConnection(request: ConnectionRequest): Promise<Connection> {
  const { url, headers, agent, signal, limit = UPGRADE_LIMIT } = request
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, {
      headers,
      ...(agent && { agent }),
      perMessageDeflate: false,
      maxPayload: LARGEST_FRAME,
      skipUTF8Validation: true,
      followRedirects: false,
    })
    const abort = () => socket.terminate()
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    let isOpen = false
    let refusal: IncomingMessage | undefined
    // In all: an answer that comes byte by byte is never silent for long.
    const late = setTimeout(() => {
      if (refusal) return void refusal.destroy()
      reject(new Error(`The message gateway did not answer within ${limit / 1_000} s.`))
      socket.terminate()
    }, limit)
    socket.on('open', () => {
      clearTimeout(late)
      isOpen = true
      socket.send(openDataChannel(request))
      resolve(connectionOf(socket))
      watch(socket)
    })
    socket.on('message', (data) => request.onFrame(data as Buffer))
    socket.on('unexpected-response', (_, response) => {
      refusal = response
      void refuse(response).then(reject)
    })
    socket.on('error', reject)
    socket.on('close', () => {
      clearTimeout(late)
      signal.removeEventListener('abort', abort)
      reject(new Error('The connection to the message gateway ended before it was open.'))
      if (isOpen) request.onEnd()
    })
  })
}

const openDataChannel = ({ token, clientId, clientVersion }: ConnectionRequest) =>
  JSON.stringify({
    MessageSchemaVersion: '1.0',
    RequestId: randomUUID(),
    TokenValue: token,
    ClientId: clientId,
    ClientVersion: clientVersion,
  })

async function refuse(response: IncomingMessage): Promise<UpgradeRefused> {
  let body = ''
  response.setEncoding('utf8')
  try {
    for await (const chunk of response) {
      body += chunk
      if (body.length > LONGEST_BODY) break
    }
  } catch {
    // What was read of it is what there is.
  }
  return new UpgradeRefused(response.statusCode ?? 0, body.slice(0, LONGEST_BODY).trim())
}

function connectionOf(socket: WebSocket): Connection {
  return {
    send: (frame) => {
      if (socket.readyState !== WebSocket.OPEN) return
      socket.send(frame)
      if (socket.bufferedAmount > LARGEST_BACKLOG) socket.terminate()
    },
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.close(1000),
    drop: () => socket.terminate(),
  }
}

/** Proxies cut connections on which nothing moves, and some say nothing about it. */
function watch(socket: WebSocket): void {
  let missed = 0
  socket.on('pong', () => {
    missed = 0
  })
  const timer = setInterval(() => {
    // While nothing is read no answer is heard; the way is to be kept open all the same.
    if (socket.isPaused) missed = 0
    else if (missed++ >= MISSED_PONGS) return socket.terminate()
    socket.ping()
  }, PING_EVERY)
  socket.on('close', () => clearInterval(timer))
}
