import type { SampleRegion } from '../account.js'
import { idOf } from './ids.js'

/** The addresses are examples: a few of those that AWS publishes for its services. */
const LISTS: Record<string, string[]> = {
  s3: ['3.5.64.0/21', '18.34.240.0/22', '52.92.0.0/17', '52.218.0.0/17'],
  dynamodb: ['52.94.24.0/23', '52.119.240.0/21'],
}

/** AWS's own prefix lists of a region. */
export function awsPrefixLists(region: string): SampleRegion['prefixLists'] {
  return Object.entries(LISTS).map(([service, cidrs]) => ({
    list: {
      PrefixListId: prefixListId(region, service),
      PrefixListName: `com.amazonaws.${region}.${service}`,
      OwnerId: 'AWS',
      AddressFamily: 'IPv4',
    },
    entries: cidrs.map((Cidr) => ({ Cidr })),
  }))
}

export function prefixListId(region: string, service: string): string {
  return idOf('pl', region, service).slice(0, 'pl-'.length + 8)
}
