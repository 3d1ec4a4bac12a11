import type { Inventory } from '../../inventory/inventory.js'
import type { CheckFacts } from '../gaps.js'
import type { CauseContext } from './cause.js'
import type { EndpointContext } from './shared-cause.js'
import type { SymptomContext } from './symptoms.js'

/** Where hosts are. */
export interface HostPlaces {
  /** Whether a region has hosts, as far as is known: what is amiss in one without takes nothing from anybody. */
  hasHosts(region: string): boolean
  /** The VPC that a host is in. */
  vpcOfHost(hostId: string): string | undefined
}

/** What the search for causes rests on: where hosts are, and what checks say of themselves. */
export type CauseFacts = HostPlaces & Pick<CauseContext, 'families'> & EndpointContext & SymptomContext

export function hostPlaces({ regions }: Inventory): HostPlaces {
  const vpcs = new Map(regions.flatMap(({ hosts }) => hosts.map((host) => [host.instanceId, host.vpcId])))
  const inhabited = new Set(
    regions.filter((r) => r.hosts.length > 0 || r.snapshot.instances.outcome !== 'ok').map((r) => r.region),
  )
  return { hasHosts: (region) => inhabited.has(region), vpcOfHost: (hostId) => vpcs.get(hostId) }
}

export function causeFacts(places: HostPlaces, checks: readonly CheckFacts[]): CauseFacts {
  const named = (wordOf: (check: CheckFacts) => string | undefined) =>
    new Map(
      checks.flatMap((check): [string, string][] => {
        const word = wordOf(check)
        return word === undefined ? [] : [[check.id, word]]
      }),
    )
  return {
    ...places,
    symptomOf: new Map(checks.map(({ id, symptomOf = [] }) => [id, symptomOf])),
    families: named(({ family }) => family),
    endpointChecks: named(({ endpointCheck }) => endpointCheck),
    followHosts: new Set(checks.filter(({ followsHosts }) => followsHosts).map(({ id }) => id)),
  }
}
