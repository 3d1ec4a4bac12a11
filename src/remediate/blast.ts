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

/** Instances whose profile holds a role, by id, as far as the lists show. */
export function usersOfRole(roleName: string, { snapshot }: Lookups): string[] {
  const profiles = Object.entries(snapshot.iam.instanceProfiles).flatMap(([arn, profile]) =>
    profile.outcome === 'ok' && profile.value?.roleNames.includes(roleName) ? [arn] : [],
  )
  const instances = snapshot.regions.flatMap((region) =>
    region.instances.outcome === 'ok' ? region.instances.value : [],
  )
  return instances
    .filter(
      ({ iamInstanceProfileArn: arn, state }) => arn !== undefined && profiles.includes(arn) && state !== 'terminated',
    )
    .map(({ instanceId }) => instanceId)
    .sort()
}

/** Whom a change of a role touches. */
export const roleUsersText = (roleName: string, inventory: Lookups): string =>
  `${listed(usersOfRole(roleName, inventory), 'no instance that can be seen')}; what else assumes the role, such as functions, is not seen`
