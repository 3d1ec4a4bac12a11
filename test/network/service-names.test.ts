import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../src/model/snapshot.js'
import { articleSnapshot } from '../support/article.js'
import { applyPatches, type Patch } from '../support/patch.js'
import { toService, wordOf } from './ask.js'

const at = (path: string) => `regions.eu-west-1.${path}`
const SSM = 'ssm.eu-west-1.amazonaws.com'

/** The reference account, whose endpoint for ssm has no private DNS: a hosted zone answers for its name. */
function withRecord(record: object, ...patches: Patch[]): Snapshot {
  const records = {
    outcome: 'ok',
    api: 'route53:ListResourceRecordSets',
    value: [{ name: SSM, values: [], ...record }],
  }
  return applyPatches(articleSnapshot(), [
    { at: at('vpcEndpoints.vpce-0ssm.privateDnsEnabled'), set: false },
    { at: at('vpcEndpoints.vpce-0ssm.dnsNames'), set: NAMES },
    { at: at('hostedZones.vpc-0a1'), add: { hostedZoneId: 'Z0SSM', name: SSM, records } },
    ...patches,
  ])
}

const name = (zone = '', service = 'ssm') => `vpce-0ssm-1h2${zone}.${service}.eu-west-1.vpce.amazonaws.com`
const NAMES = [name(), name('-eu-west-1a'), name('-eu-west-1b')]
const alias = (aliasTarget: string) => ({ type: 'A', aliasTarget })

/** Verdict, and what fails or is not known on the way. */
function judged(snapshot: Snapshot) {
  const path = toService(snapshot, 'i-0a1', 'ssm')
  const open = path.hops.filter((hop) => hop.outcome !== 'pass')
  return { word: wordOf(path), codes: [...new Set(open.map((hop) => `${hop.outcome} ${hop.code}`))] }
}

const rule = (ruleType: string, domainName: string): Patch => ({
  at: at('resolverRuleAssociations'),
  add: { vpcId: 'vpc-0a1', resolverRuleId: `rslvr-rr-${ruleType}`, ruleType, domainName },
})

/** Nothing gets to the endpoint's interface in the second zone. */
const closedZone: Patch = { at: at('networkInterfaces.eni-0ssm-b.groupIds'), set: ['sg-0host'] }

describe('the names of an interface endpoint', () => {
  it('that of one zone leads to the interface in that zone alone', () => {
    expect(judged(withRecord(alias(name()), closedZone)).word).toBe('some')
    expect(judged(withRecord(alias(name('-eu-west-1a')), closedZone)).word).toBe('all')
    expect(judged(withRecord(alias(name('-eu-west-1b')), closedZone)).word).toBe('none')
  })

  it('those of two zones, answered in turn, lead to both interfaces', () => {
    const both = { type: 'CNAME', values: [name('-eu-west-1a'), name('-eu-west-1b')] }
    expect(judged(withRecord(both, closedZone)).word).toBe('some')
    expect(toService(withRecord(both), 'i-0a1', 'ssm').endpointIds).toEqual(['vpce-0ssm'])
  })

  it.each([name('', 'kms'), name('-eu-west-1c'), 'vpce-0ssm-other.ssm.eu-west-1.vpce.amazonaws.com'])(
    '%s is none of them and does not resolve',
    (target) => {
      expect(judged(withRecord(alias(target)))).toEqual({ word: 'none', codes: ['fail NO_SUCH_NAME'] })
    },
  )

  it('by a CNAME is asked for anew, so that Resolver rules and zones of the VPC count; by an alias it is not', () => {
    const forwarding = rule('FORWARD', '.')
    expect(judged(withRecord({ type: 'CNAME', values: [name()] }))).toEqual({ word: 'all', codes: [] })
    expect(judged(withRecord({ type: 'CNAME', values: [name()] }, forwarding)).codes).toEqual(['unknown RESOLVER_RULE'])
    expect(judged(withRecord(alias(name()), forwarding)).word).toBe('all')
  })

  it('a wildcard among them covers the names of buckets', () => {
    const wildcard: Patch = { at: at('vpcEndpoints.vpce-0ssm.dnsNames'), set: [`*.${name()}`] }
    expect(judged(withRecord(alias(`bucket.${name()}`), wildcard)).word).toBe('all')
  })
})

describe('addresses that a hosted zone gives', () => {
  const addressOf = (id: string) => {
    const interfaces = articleSnapshot().regions[0]?.networkInterfaces
    const all = interfaces?.outcome === 'ok' ? interfaces.value : []
    return all.find((eni) => eni.networkInterfaceId === id)?.privateIpAddresses[0] ?? ''
  }
  const values = (...ids: string[]) => ({ type: 'A', values: ids.map(addressOf) })

  it('of an endpoint of another service serve nobody', () => {
    expect(judged(withRecord(values('eni-0kms-a'))).word).toBe('none')
    const mixed = judged(withRecord({ type: 'A', values: [addressOf('eni-0kms-a'), '52.94.0.1'] }))
    expect(mixed.codes).toContain('fail WRONG_SERVICE')
  })

  it('of endpoints of two services, answered in turn, serve now and then', () => {
    const some = { word: 'some', codes: ['warn WRONG_SERVICE'] }
    expect(judged(withRecord(values('eni-0ssm-a', 'eni-0kms-a')))).toEqual(some)
    expect(
      judged(withRecord({ type: 'CNAME', values: [name(), 'vpce-0kms.kms.eu-west-1.vpce.amazonaws.com'] })),
    ).toEqual(some)
  })

  it("of another service's endpoint and of nobody knows what: the other may serve", () => {
    const elsewhere: Patch = {
      at: at('routeTables.rtb-0a1.routes'),
      add: { destinationCidrBlock: '192.168.0.0/16', gatewayId: 'vgw-0a1', state: 'active' },
    }
    const mixed = { type: 'A', values: [addressOf('eni-0kms-a'), '192.168.7.7'] }
    expect(judged(withRecord(mixed, elsewhere)).word).toBe('unknown')
  })

  it('of the endpoint and of nobody: the state of the endpoint counts', () => {
    const rejected: Patch = { at: at('vpcEndpoints.vpce-0ssm.state'), set: 'rejected' }
    const mixed = { type: 'A', values: [addressOf('eni-0ssm-a'), '52.94.0.1'] }
    expect(judged(withRecord(mixed, rejected)).codes).toContain('fail BAD_STATE')
  })

  it('of IPv6 alone are out of reach for a host without such an address', () => {
    const record = { type: 'AAAA', values: ['2001:db8:0:2::b'] }
    expect(judged(withRecord(record))).toEqual({ word: 'none', codes: ['fail IPV6_ONLY'] })
    const dual: Patch = { at: at('instances.i-0a1.networkInterfaces.eni-0host.ipv6Addresses'), set: ['2001:db8::a'] }
    expect(judged(withRecord(record, dual))).toEqual({ word: 'unknown', codes: ['unknown IPV6_ONLY'] })
  })
})

describe('an endpoint that is pending, of which nobody sees whether its private DNS answers', () => {
  const pending: Patch = { at: at('vpcEndpoints.vpce-0ssm.state'), set: 'pending' }
  it('is not known, since it may serve by the time that somebody connects, also where public addresses cannot be reached', () => {
    expect(judged(applyPatches(articleSnapshot(), [pending])).word).toBe('unknown')
  })

  it('is not known where a Resolver rule forwards the name without it', () => {
    expect(judged(applyPatches(articleSnapshot(), [pending, rule('FORWARD', '.')])).word).toBe('unknown')
  })

  it('of two Resolver rules for one domain, which AWS refuses, the forwarding one counts', () => {
    const rules = [rule('SYSTEM', 'com'), rule('FORWARD', 'com')]
    for (const order of [rules, [...rules].reverse()])
      expect(judged(applyPatches(articleSnapshot(), [pending, ...order])).word).toBe('unknown')
  })
})
