import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

/** A proxy as companies have them, of which the CONNECT method is all that it knows. */
export interface ConnectProxy {
  /** With the login that it asks for. */
  url: string
  port: number
  /** `HOST:PORT` of each connection that it made. */
  made: string[]
  refused: number
  stop: () => void
}

/**
 * @param login `USER:PASSWORD` that it asks for
 * @param leadsTo port of this machine to which every connection leads; 0: to itself
 */
export async function startConnectProxy(login: string, { leadsTo }: { leadsTo?: number } = {}): Promise<ConnectProxy> {
  const open = new Set<Socket>()
  const server = createServer((_, response) => void response.writeHead(405).end())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const proxy: ConnectProxy = {
    ...{ url: `http://${login}@127.0.0.1:${port}`, port, made: [], refused: 0 },
    stop: () => {
      for (const socket of open) socket.destroy()
      server.close()
    },
  }
  const wanted = `Basic ${Buffer.from(decodeURIComponent(login)).toString('base64')}`
  server.on('connect', (request, client: Socket) => {
    client.on('error', () => client.destroy())
    if (request.headers['proxy-authorization'] !== wanted) {
      proxy.refused++
      client.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Type: text/html\r\n\r\n<html>who are you?</html>',
      )
      return
    }
    const { hostname, port: wantedPort } = new URL(`http://${request.url}`)
    proxy.made.push(request.url ?? '')
    const there = leadsTo === undefined ? { port: Number(wantedPort), host: hostname } : { port: leadsTo || port }
    const upstream = connect(there, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
    }
    upstream.on('error', () => client.destroy())
    client.on('close', () => upstream.destroy())
  })
  return proxy
}
