import { VPCRegion } from '@aws-sdk/client-route-53'
import { nearest } from '../model/nearest.js'
import { RegionError } from './errors.js'

/** Those of all partitions, as of this SDK's release: AWS may have newer ones. */
const KNOWN: readonly string[] = Object.values(VPCRegion)

/** ` (did you mean X?)` behind a region that nobody knows. */
export function nearestRegion(region: string): string {
  return KNOWN.includes(region) ? '' : nearest(region, KNOWN)
}

/**
 * Makes sure that these can be names of regions: they become a part of host names.
 * @throws RegionError naming the first that cannot be, and what is near
 */
export function assertRegionNames(regions: readonly string[]): void {
  const wrong = regions.find((region) => !/^[a-z\d]+(-[a-z\d]+)*$/.test(region))
  if (wrong === undefined) return
  const guess = wrong.toLowerCase().replace(/[^a-z\d]+/g, '-')
  const meant = KNOWN.includes(guess) ? ` (did you mean ${guess}?)` : nearestRegion(guess)
  throw new RegionError(`No region is named ${JSON.stringify(wrong)}${meant}.`)
}
