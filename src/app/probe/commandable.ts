import { DIAL_DOCUMENTS, type DialPlatform } from '../../model/probe-actions.js'
import type { Snapshot } from '../../model/snapshot.js'

/** The hosts whose agents take commands now, with what they run on. */
export function platformsOf({ regions }: Snapshot): ReadonlyMap<string, DialPlatform> {
  return new Map(
    regions.flatMap(({ managedNodes }) =>
      managedNodes.outcome === 'ok'
        ? managedNodes.value.flatMap(({ instanceId, pingStatus, platformType = '' }): [string, DialPlatform][] =>
            pingStatus === 'Online' && isPlatform(platformType) ? [[instanceId, platformType]] : [],
          )
        : [],
    ),
  )
}

const isPlatform = (text: string): text is DialPlatform => Object.hasOwn(DIAL_DOCUMENTS, text)
