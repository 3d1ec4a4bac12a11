import { request } from 'node:http'
import { request as requestByTls } from 'node:https'
import { connect } from 'node:net'

const DIAL_TIMEOUT_MS = 3_000

/** Dials a TCP port from this machine: `open`, or the reason why not. */
export function dial(host: string, port: number, timeoutMs = DIAL_TIMEOUT_MS): Promise<'open' | string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs })
    const end = (result: string) => {
      socket.destroy()
      resolve(result)
    }
    socket.once('connect', () => end('open'))
    socket.once('timeout', () => end(`no answer within ${timeoutMs} ms`))
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
  })
}

/** Has a proxy dial a TCP port: `open`, or the reason why not. */
export function dialThrough(proxy: URL, host: string, port: number): Promise<'open' | string> {
  const login = [proxy.username, proxy.password].map(decodeURIComponent).join(':')
  const send = proxy.protocol === 'https:' ? requestByTls : request
  return new Promise((resolve) => {
    const asked = send({
      ...{ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: `${host}:${port}`, agent: false },
      headers: {
        host: `${host}:${port}`,
        ...(login !== ':' && { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }),
      },
      timeout: DIAL_TIMEOUT_MS,
    })
    const end = (result: string) => {
      asked.destroy()
      resolve(result)
    }
    asked.once('connect', ({ statusCode, statusMessage }) =>
      end(statusCode === 200 ? 'open' : `it answered ${statusCode} ${statusMessage}`),
    )
    asked.once('timeout', () => end(`no answer within ${DIAL_TIMEOUT_MS} ms`))
    asked.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message))
    asked.end()
  })
}

/**
 * How far this machine's clock is ahead of a server's, in milliseconds.
 * @returns the reason when the server's time is not known
 */
export async function clockSkew(url: string, now: () => Date): Promise<number | string> {
  try {
    const answer = await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(DIAL_TIMEOUT_MS),
    })
    const date = answer.headers.get('date')
    return date === null ? 'the answer has no Date' : now().getTime() - new Date(date).getTime()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
