import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Collected } from '../../src/model/collected.js'
import type { RegionSnapshot, Snapshot } from '../../src/model/snapshot.js'
import { runs } from '../support/runs.js'
import { type RandomNetwork, randomNetwork } from './reference/random-network.js'
import { evaluated } from './support.js'

const RUNS = runs(200, 1000)
const TIMEOUT = { timeout: 120_000 }

function regionOf(snapshot: Snapshot): RegionSnapshot {
  const [region] = snapshot.regions
  if (!region) throw new Error('a snapshot without a region')
  return region
}

function read<T>(collected: Collected<T>): T {
  if (collected.outcome !== 'ok') throw new Error(collected.api)
  return collected.value
}

/** A copy of the snapshot with its region changed. */
function changed({ snapshot }: RandomNetwork, change: (region: RegionSnapshot) => void): Snapshot {
  const copy = structuredClone(snapshot)
  change(regionOf(copy))
  return copy
}

const shuffle = <T>(items: T[], seed: number) =>
  items.sort((a, b) => ((JSON.stringify(a).length * seed) % 7) - ((JSON.stringify(b).length * seed) % 7))

const LISTS = [
  ...(['vpcs', 'subnets', 'routeTables', 'networkAcls', 'securityGroups', 'prefixLists', 'natGateways'] as const),
  ...(['internetGateways', 'vpcPeeringConnections', 'transitGateways', 'transitGatewayVpcAttachments'] as const),
  ...(['transitGatewayAttachments', 'transitGatewayRouteTables', 'networkInterfaces', 'vpcEndpoints'] as const),
] as const

describe('the path evaluator', () => {
  it('does not care in which order entries, rules, routes and lists are answered', TIMEOUT, () => {
    fc.assert(
      fc.property(randomNetwork, fc.integer({ min: 1, max: 6 }), (random, seed) => {
        const other = changed(random, (region) => {
          for (const list of LISTS) shuffle(read<unknown[]>(region[list]), seed)
          for (const acl of read(region.networkAcls)) acl.entries.reverse()
          for (const table of read(region.routeTables)) table.routes.reverse()
          for (const group of read(region.securityGroups)) {
            group.ipPermissions.reverse()
            group.ipPermissionsEgress.reverse()
          }
        })
        expect(evaluated(random, other).word).toBe(evaluated(random).word)
      }),
      RUNS,
    )
  })

  it('never closes an open path when a group is given another rule', TIMEOUT, () => {
    fc.assert(
      fc.property(randomNetwork, randomNetwork, fc.boolean(), (random, donor, egress) => {
        const extra = read(regionOf(donor.snapshot).securityGroups).flatMap((g) => g.ipPermissions)
        const other = changed(random, (region) => {
          for (const group of read(region.securityGroups))
            (egress ? group.ipPermissionsEgress : group.ipPermissions).push(...extra)
        })
        if (['all', 'some'].includes(evaluated(random).word))
          expect(evaluated(random, other).word).toBe(evaluated(random).word)
      }),
      RUNS,
    )
  })

  it('never closes an open path when a deny entry is taken away', TIMEOUT, () => {
    fc.assert(
      fc.property(randomNetwork, fc.nat(), (random, pick) => {
        const other = changed(random, (region) => {
          const acls = read(region.networkAcls)
          const denials = acls.flatMap((acl) =>
            acl.entries.filter((e) => e.ruleAction === 'deny').map((entry) => ({ acl, entry })),
          )
          const chosen = denials[pick % Math.max(1, denials.length)]
          if (chosen) chosen.acl.entries = chosen.acl.entries.filter((entry) => entry !== chosen.entry)
        })
        const before = evaluated(random).word
        if (before === 'all') expect(evaluated(random, other).word).toBe('all')
        if (before === 'some') expect(evaluated(random, other).word).toMatch(/all|some/)
      }),
      RUNS,
    )
  })

  it('does not care what things are called', TIMEOUT, () => {
    const renamed = (text: string) =>
      text.replace(/\b(vpc|subnet|sg|acl|rtb|eni|pl|pcx|tgw-attach|tgw-rtb)-(?=[a-z0-9])/g, (_, kind) => `${kind}-zz`)
    fc.assert(
      fc.property(randomNetwork, (random) => {
        const { from, to, snapshot } = JSON.parse(
          renamed(JSON.stringify(random)).replaceAll('eni-zzserver', 'eni-server'),
        ) as RandomNetwork
        expect(evaluated({ from, to, snapshot }).word).toBe(evaluated(random).word)
      }),
      RUNS,
    )
  })

  it('says unknown, and nothing wrong, where collections could not be read', TIMEOUT, () => {
    fc.assert(
      fc.property(
        randomNetwork,
        fc.subarray([...LISTS], { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        (random, lost, bpa) => {
          const failure = { outcome: 'denied' as const, api: 'ec2:Describe', message: 'no' }
          const masked = changed(random, (region) => {
            for (const list of lost) region[list] = failure
            if (bpa) region.blockPublicAccess = failure
          })
          const blind = evaluated(random, masked)
          const whole = evaluated(random)
          const seenWith = (hops: typeof whole.hops) =>
            hops.map((h) => `${h.at} ${h.outcome} ${h.code} ${h.rule}`).join('; ')
          const right = blind.word === 'unknown' || blind.word === whole.word
          expect(right, right ? '' : `without ${lost}: ${seenWith(blind.hops)}\nwith: ${seenWith(whole.hops)}`).toBe(
            true,
          )
        },
      ),
      RUNS,
    )
  })

  it('never throws, whatever object is gone', TIMEOUT, () => {
    fc.assert(
      fc.property(randomNetwork, fc.constantFrom(...LISTS), fc.nat(), (random, list, pick) => {
        const broken = changed(random, (region) => {
          const items = read<unknown[]>(region[list])
          items.splice(pick % Math.max(1, items.length), 1)
        })
        for (const hop of evaluated(random, broken).hops) expect(hop.at).not.toBe('')
      }),
      RUNS,
    )
  })

  it('says blocked only where a hop fails, unknown only where one is unknown, open otherwise', TIMEOUT, () => {
    fc.assert(
      fc.property(randomNetwork, (random) => {
        const { word, hops } = evaluated(random)
        const outcomes = hops.map((hop) => hop.outcome)
        const expected = outcomes.includes('fail')
          ? 'none'
          : outcomes.includes('unknown')
            ? 'unknown'
            : outcomes.includes('warn')
              ? 'some'
              : 'all'
        expect(word).toBe(expected)
      }),
      RUNS,
    )
  })
})
