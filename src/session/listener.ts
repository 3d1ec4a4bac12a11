import { createServer, type Server, type Socket } from 'node:net'

/** The local port cannot be listened on. */
export class PortTaken extends Error {
  override name = 'PortTaken'
}

/** Both, since programs differ in what `localhost` means to them. */
const HOSTS = ['127.0.0.1', '::1'] as const
/** A machine without IPv6. */
const NO_SUCH_ADDRESS = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'])

export interface Listener {
  port: number
  close(): void
}

/**
 * Listens on a port of this machine alone. Connections arrive paused.
 * @param port 0: any that is free
 * @throws PortTaken
 */
export async function listenLocally(port: number, onConnection: (socket: Socket) => void): Promise<Listener> {
  const first = await listen(HOSTS[0], port, onConnection)
  const address = first.address()
  const bound = typeof address === 'object' && address ? address.port : port
  const second = await listen(HOSTS[1], bound, onConnection).catch((error: unknown) => {
    if (error instanceof PortTaken && NO_SUCH_ADDRESS.has(String(error.cause))) return undefined
    first.close()
    throw error
  })
  return {
    port: bound,
    close: () => {
      first.close()
      second?.close()
    },
  }
}

function listen(host: string, port: number, onConnection: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, onConnection)
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new PortTaken(
          `Local port ${port} cannot be listened on (${error.code}): another program has it, or it needs more rights.`,
          { cause: error.code },
        ),
      ),
    )
    server.listen({ port, host, exclusive: true }, () => resolve(server))
  })
}
