import fc from 'fast-check'
import type { SampleAccount, SampleRegion } from '../../../src/sample/account.js'
import { largeAccount } from '../../../src/sample/accounts/large.js'

/** Faults of an account, each of some of the things that can have it. */
const FAULTS: Record<string, (region: SampleRegion, hit: () => boolean, account: SampleAccount) => void> = {
  'groups admit nobody': ({ securityGroups }, hit) => {
    for (const group of securityGroups) if (hit()) group.IpPermissions = []
  },
  'groups send nowhere': ({ securityGroups }, hit) => {
    for (const group of securityGroups) if (hit()) group.IpPermissionsEgress = []
  },
  'groups admit the world': ({ securityGroups }, hit) => {
    const none = { Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] }
    const rule = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }], ...none }
    for (const group of securityGroups) if (hit()) group.IpPermissions?.push(structuredClone(rule))
  },
  'VPCs without DNS': ({ vpcs }, hit) => {
    for (const vpc of vpcs) if (hit()) Object.assign(vpc, { enableDnsHostnames: false, enableDnsSupport: hit() })
  },
  'endpoints are missing': (region, hit) => {
    // A gateway endpoint takes its routes with it.
    region.vpcEndpoints = region.vpcEndpoints.filter(({ VpcEndpointType: type }) => type === 'Gateway' || !hit())
  },
  'the metadata service takes version 1': ({ instances }, hit) => {
    for (const instance of instances)
      if (hit()) instance.MetadataOptions = { HttpTokens: 'optional', HttpEndpoint: 'enabled' }
  },
  'no agent is updated by itself': (region, hit) => {
    if (hit()) region.associations = []
  },
  'roles have lost their policies': (_, hit, { iam }) => {
    for (const role of iam.roles) if (hit()) Object.assign(role, { attached: [], inline: {} })
  },
  'hosts are stopped': (region, hit) => {
    for (const { InstanceId: id, State } of region.instances)
      if (State && hit()) {
        Object.assign(State, { Code: 80, Name: 'stopped' })
        region.instanceStatuses = region.instanceStatuses.filter(({ InstanceId }) => InstanceId !== id)
      }
  },
}

/** An account with something amiss, made anew each time. */
export const randomAccount = fc
  .record({
    seed: fc.nat(1_000),
    faults: fc.subarray(Object.keys(FAULTS), { minLength: 1 }),
    hits: fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
  })
  .map(({ seed, faults, hits }) => ({
    toString: () => JSON.stringify({ seed, faults }),
    make(): SampleAccount {
      const made = largeAccount({ seed, vpcs: 3, instances: 7, databases: 3 })
      let drawn = 0
      const hit = () => hits[drawn++ % hits.length] ?? false
      for (const region of made.regions.values()) for (const fault of faults) FAULTS[fault]?.(region, hit, made)
      return made
    },
  }))
