import type { Hop } from '../../model/finding.js'
import type { Meeting } from '../filters/security-groups.js'
import type { Flow } from '../values/flow.js'
import type { Station } from '../values/stations.js'

export type AclFilters = 'yes' | 'no' | 'maybe'

/** What lies between the source's subnet and the destination, for one route target. */
export interface Transit {
  /** Stations on the way out, after the source's subnet. */
  out: (Hop | Station)[]
  /** Stations on the way back, before the source's subnet. */
  back: (Hop | Station)[]
  meeting: Meeting
  /**
   * `place`: the destination's subnet and groups see the source's own address. `rewritten`: something opaque lies
   * between, so that they may see any address. `outside`: no filters beyond.
   */
  arrival: 'place' | 'rewritten' | 'outside'
  /** Whether the network ACL of the destination's subnet filters what comes in; out of a transit gateway's own subnet none does. */
  ingress?: AclFilters
}

/** Where filters of the destination are known they are listed even behind a hop that fails. */
export const arrivalOf = (flow: Flow): 'place' | 'outside' => (flow.destination.place ? 'place' : 'outside')

/** A way that ends here: the destination's own filters still follow, where they are known. */
export const deadEnd = (flow: Flow, ...out: (Hop | Station)[]): Transit => ({
  out,
  back: [],
  meeting: flow.destination.place ? 'unknown' : 'none',
  arrival: arrivalOf(flow),
})

/**
 * A way through something that cannot be seen into. Through an appliance rules that name groups do not match,
 * so `meeting` is `none` there; where the way itself is not known it is `unknown`.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 */
export const opaque = (flow: Flow, meeting: Meeting, ...out: (Hop | Station)[]): Transit => ({
  out,
  back: [],
  meeting,
  arrival: flow.destination.place ? 'rewritten' : 'outside',
})
