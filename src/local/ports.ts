import { createServer } from 'node:net'

/** True when a local TCP port can be listened on, where the session plugin would. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}

const TRIES = 100

/** The preferred port, or the next free one after it; `undefined` when a hundred in a row are taken. */
export async function freePortFrom(preferred: number): Promise<number | undefined> {
  for (let port = preferred; port < preferred + TRIES && port <= 65_535; port++) if (await isPortFree(port)) return port
  return undefined
}
