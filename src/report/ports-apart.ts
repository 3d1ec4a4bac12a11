import type { TunnelReport } from '../model/report.js'

const HIGHEST = 65_535
const LOWEST = 10_000
/** Whatever its shell, a session's command names the port behind this word. */
const READER_PORT = /localPortNumber\D+(\d+)/

/**
 * Every audit gives out local ports for itself; databases of two audits that have the same one could not be open at once. Here
 * each has its own: the first by its key keeps it.
 */
export function portsApart(tunnels: readonly TunnelReport[]): TunnelReport[] {
  const owners = new Map<number, string>()
  const used = new Set(tunnels.flatMap(portsOf))
  const moved = new Map<string, number>()
  for (const tunnel of tunnels.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)))
    for (const port of portsOf(tunnel)) {
      const key = keyOf(tunnel)
      const owner = owners.get(port) ?? key
      owners.set(port, owner)
      if (owner === key || moved.has(`${key} ${port}`)) continue
      const free = freePort(port, used)
      used.add(free)
      moved.set(`${key} ${port}`, free)
    }
  return moved.size === 0 ? [...tunnels] : tunnels.map((tunnel) => atItsPorts(tunnel, moved))
}

const keyOf = ({ accountId = '', region, vpcId, databaseKind, databaseId }: TunnelReport) =>
  [accountId, region, vpcId, databaseKind, databaseId].join(' ')

/** That of the endpoint, and of the reader endpoint where there is one. */
function portsOf({ localPort, commands: { startReaderSession } }: TunnelReport): number[] {
  const reader = READER_PORT.exec(startReaderSession?.bash ?? '')?.[1]
  return [...new Set([localPort, ...(reader === undefined ? [] : [Number(reader)])])]
}

function freePort(port: number, used: ReadonlySet<number>): number {
  let free = port
  while (used.has(free)) free = free === HIGHEST ? LOWEST : free + 1
  return free
}

function atItsPorts(tunnel: TunnelReport, moved: ReadonlyMap<string, number>): TunnelReport {
  const key = keyOf(tunnel)
  const ports = new Map(
    portsOf(tunnel).flatMap((port) => {
      const other = moved.get(`${key} ${port}`)
      return other === undefined ? [] : [[String(port), String(other)]]
    }),
  )
  if (ports.size === 0) return tunnel
  // As a number of its own: not a part of a name or of another number.
  const word = new RegExp(`(?<![\\w.-])(?:${[...ports.keys()].join('|')})(?![\\w-]|\\.\\w)`, 'g')
  const text = JSON.stringify(tunnel.commands).replace(word, (port) => ports.get(port) ?? port)
  const localPort = Number(ports.get(String(tunnel.localPort)) ?? tunnel.localPort)
  return { ...tunnel, localPort, commands: JSON.parse(text) }
}
