import { HOST_TYPES, type HostType } from '../model/host-types.js'
import type { RegionSnapshot } from '../model/snapshot.js'

/**
 * Whether a zone offers a type: `unknown` where nobody asked, or the answer could not be read. An answer without any zone of
 * the region says nothing of one: some type is offered in every region.
 */
export function offerOf(
  { instanceTypeOfferings: offerings }: RegionSnapshot,
  { instanceType }: Pick<HostType, 'instanceType'>,
  zone: string,
): 'offered' | 'not-offered' | 'unknown' {
  if (offerings?.outcome !== 'ok' || offerings.value.length === 0) return 'unknown'
  const found = offerings.value.some((each) => each.instanceType === instanceType && each.availabilityZone === zone)
  return found ? 'offered' : 'not-offered'
}

/** What a new jump host would be in a zone: the best type that is not known to be missing there. */
export const hostTypeIn = (snapshot: RegionSnapshot, zone: string): HostType | undefined =>
  HOST_TYPES.find((type) => offerOf(snapshot, type, zone) !== 'not-offered')
