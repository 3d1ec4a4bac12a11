import type { Snapshot } from '../src/model/snapshot.js'

const ENTRIES = 10_000
const LIST = 'pl-0everybody0000000'

/** The account with a prefix list of thousands of entries in every rule of every security group. */
export function withPrefixLists(snapshot: Snapshot): Snapshot {
  const copy = structuredClone(snapshot)
  const value = Array.from({ length: ENTRIES }, (_, i) => `10.${i >> 8}.${i & 255}.${((i * 7) % 8) * 32}/27`)
  for (const { prefixLists, securityGroups } of copy.regions) {
    if (prefixLists.outcome !== 'ok' || securityGroups.outcome !== 'ok') throw new Error('a list was not read')
    prefixLists.value.push({
      ...{ prefixListId: LIST, prefixListName: 'everybody', ownerId: copy.accountId },
      entries: { outcome: 'ok', api: 'ec2:GetManagedPrefixListEntries', value },
    })
    for (const { ipPermissions, ipPermissionsEgress } of securityGroups.value)
      for (const permission of [...ipPermissions, ...ipPermissionsEgress]) permission.prefixListIds.push(LIST)
  }
  return copy
}
