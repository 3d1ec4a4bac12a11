import type { RegionSnapshot } from '../../../src/model/snapshot.js'
import { representatives } from './addresses.js'

const known = new WeakMap<RegionSnapshot, Map<4 | 6, string[]>>()

/** One address of every range that anything in the region tells apart. */
export function everyCidr(region: RegionSnapshot, family: 4 | 6): string[] {
  const seen = known.get(region)?.get(family)
  if (seen) return seen
  const found = new Set(
    JSON.stringify(region)
      .match(/"[0-9a-f.:]+(\/\d+)?"/g)
      ?.map((quoted) => quoted.slice(1, -1)),
  )
  const cidrs = [...found].filter(
    (text) => /^(\d+\.){3}\d+(\/\d+)?$/.test(text) || /^[0-9a-f:]*::[0-9a-f:]*(\/\d+)?$/.test(text),
  )
  const addresses = representatives(cidrs, family)
  known.set(region, new Map([...(known.get(region) ?? []), [family, addresses]]))
  return addresses
}
