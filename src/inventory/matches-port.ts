import type { IpPermission } from '../model/snapshot-network.js'

/** Whether a permission speaks of TCP to this port. Without ports, or with −1, it speaks of all of them. */
export function matchesPort({ ipProtocol, fromPort, toPort }: IpPermission, port: number): boolean {
  const protocol = ipProtocol.toLowerCase()
  if (protocol === '-1' || protocol === 'all') return true
  if (protocol !== 'tcp' && protocol !== '6') return false
  if (fromPort === undefined || fromPort === -1) return toPort === undefined || toPort === -1 || port <= toPort
  return port >= fromPort && (toPort === undefined || toPort === -1 || port <= toPort)
}
