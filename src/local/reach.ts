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
