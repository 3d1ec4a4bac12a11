import type { Lookups } from '../inventory/lookups.js'

/** `A`, `A and B`, `A, B and 3 more`. */
export function listed(names: readonly string[], none = 'nothing else'): string {
  const [first, second, ...rest] = names
  if (first === undefined) return none
  if (second === undefined) return first
  if (rest.length === 0) return `${first} and ${second}`
  return `${first}, ${second} and ${rest.length} more`
}

/** Who bears a security group, as far as the lists show: instances by id, other interfaces by theirs. */
export function bearersOf(groupId: string, inventory: Lookups): string[] {
  const interfaces = inventory.all('networkInterfaces')
  const known = interfaces.outcome === 'ok' ? interfaces.value : []
  const bearers = known
    .filter((eni) => eni.groupIds.includes(groupId))
    .map((eni) => eni.instanceId ?? eni.networkInterfaceId)
  return [...new Set(bearers)].sort()
}
