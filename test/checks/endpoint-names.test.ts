import fc from 'fast-check'
import { expect, it } from 'vitest'
import endpointSsm from '../../src/checks/endpoint-ssm.js'
import pathSsm from '../../src/checks/path-ssm.js'
import { runChecks } from '../../src/checks/run.js'
import { Inventory } from '../../src/inventory/inventory.js'
import type { Collected } from '../../src/model/collected.js'
import { DEFAULT_CONFIG } from '../../src/model/config.js'
import type { HostedZone } from '../../src/model/snapshot-dns.js'
import { articleSnapshot } from '../support/article.js'
import { runs } from '../support/runs.js'

const SSM = 'ssm.eu-west-1.amazonaws.com'
const DENIED = { outcome: 'denied', api: 'route53:ListResourceRecordSets', message: 'not authorized' } as const
const ok = <T>(api: string, value: T): Collected<T> => ({ outcome: 'ok', api, value })

const target = fc.constantFrom(
  ...['vpce-0ssm.ssm.eu-west-1.vpce.amazonaws.com', 'vpce-0kms.kms.eu-west-1.vpce.amazonaws.com'],
  ...[
    'vpce-0hub.ssm.eu-west-1.vpce.amazonaws.com',
    'vpce-0hub.kms.eu-west-1.vpce.amazonaws.com',
    'other.example.com',
    SSM,
  ],
)
const record = fc.oneof(
  fc.record({
    name: fc.constantFrom(SSM, '\\052.eu-west-1.amazonaws.com'),
    type: fc.constant('CNAME'),
    values: target.map((t) => [t]),
  }),
  fc.record({
    name: fc.constant(SSM),
    type: fc.constantFrom('A', 'TXT'),
    values: fc
      .constantFrom('10.0.1.200 10.0.2.200', '10.0.1.204', '10.0.1.99', '192.0.2.1')
      .map((list) => list.split(' ')),
  }),
)
const zone: fc.Arbitrary<HostedZone> = fc.record({
  hostedZoneId: fc.constantFrom('Z1', 'Z2'),
  name: fc.constantFrom(SSM, 'eu-west-1.amazonaws.com', 'amazonaws.com'),
  records: fc.oneof(
    { weight: 5, arbitrary: fc.array(record, { maxLength: 2 }).map((r) => ok('route53:ListResourceRecordSets', r)) },
    { weight: 1, arbitrary: fc.constant(DENIED) },
  ),
})
const rule = fc.record({
  vpcId: fc.constant('vpc-0a1'),
  resolverRuleId: fc.constant('rslvr-rr-1'),
  ruleType: fc.constantFrom('FORWARD', 'SYSTEM'),
  domainName: fc.constantFrom('.', 'com', 'eu-west-1.amazonaws.com', SSM),
})
const world = fc.record({
  endpoint: fc.constantFrom('there', 'gone', 'pending'),
  privateDns: fc.boolean(),
  attributes: fc.record({ enableDnsSupport: mostly(true), enableDnsHostnames: mostly(true) }),
  servers: fc.constantFrom('AmazonProvidedDNS', '10.0.0.2', 'AmazonProvidedDNS', '10.0.0.53'),
  zones: fc.array(zone, { maxLength: 2 }),
  shared: fc.array(zone, { maxLength: 1 }),
  rules: fc.array(rule, { maxLength: 1 }),
})

function mostly(value: boolean): fc.Arbitrary<boolean> {
  return fc.constantFrom(value, value, value, !value)
}

function judged(of: typeof world extends fc.Arbitrary<infer T> ? T : never) {
  const snapshot = articleSnapshot()
  const region = snapshot.regions[0]
  if (region?.vpcEndpoints.outcome !== 'ok' || region.dhcpOptions.outcome !== 'ok') throw new Error('no region')
  region.vpcEndpoints.value = region.vpcEndpoints.value.flatMap((e) => {
    if (e.vpcEndpointId !== 'vpce-0ssm') return [e]
    const state = of.endpoint === 'pending' ? 'pending' : 'available'
    return of.endpoint === 'gone' ? [] : [{ ...e, state, privateDnsEnabled: of.privateDns }]
  })
  region.vpcAttributes['vpc-0a1'] = ok('ec2:DescribeVpcAttribute', of.attributes)
  region.dhcpOptions.value = [{ dhcpOptionsId: 'dopt-0a1', domainNameServers: [of.servers] }]
  region.hostedZones['vpc-0a1'] = ok('route53:ListHostedZonesByVPC', of.zones)
  region.resolverRuleAssociations = ok('route53resolver:ListResolverRuleAssociations', of.rules)
  const contents = {
    hostedZones: of.shared,
    unseenZoneIds: [],
    resolverRules: [],
    firewallRuleGroups: [],
    vpcEndpointIds: [],
  }
  region.dnsProfiles = ok('route53profiles:ListProfileAssociations', [
    {
      profileId: 'rp-1',
      vpcIds: ['vpc-0a1'],
      contents: ok('route53profiles:ListProfileResourceAssociations', contents),
    },
  ])
  const [endpoint, path] = runChecks([endpointSsm, pathSsm], new Inventory(snapshot, DEFAULT_CONFIG))
  if (!endpoint || !path) throw new Error('two findings expected')
  return { endpoint, path, names: (path.hops ?? []).filter((hop) => hop.kind === 'name-resolution') }
}

it('an endpoint that passes is where the name leads, and an endpoint that the path goes through passes', () => {
  fc.assert(
    fc.property(world, (of) => {
      const { endpoint, path, names } = judged(of)
      if (endpoint.status === 'pass')
        for (const hop of names)
          expect(['pass', 'HOSTED_ZONE_TARGET']).toContain(hop.outcome === 'pass' ? 'pass' : hop.code)
      if (path.status === 'pass' && path.evidence['via'] === 'interface-endpoint') expect(endpoint.status).toBe('pass')
      if (names.some((hop) => hop.outcome === 'fail')) expect(endpoint.status).toBe('fail')
    }),
    runs(100, 3000),
  )
})
