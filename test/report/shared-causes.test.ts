import { describe, expect, it } from 'vitest'
import type { Problem } from '../../src/model/finding.js'
import type { Patch } from '../support/patch.js'
import { auditOf, reportOf } from './support.js'

const REGION = 'regions.eu-west-1'
const problemsOf = (patches: Patch[], config: unknown = {}) => reportOf(auditOf(patches, config)).problems
const checksOf = ({ symptoms }: Problem) => [...new Set(symptoms.map(({ checkId }) => checkId))].sort()
const offline: Patch[] = [
  { at: `${REGION}.connectionStatuses.i-0a1`, set: 'notconnected' },
  { at: `${REGION}.managedNodes.i-0a1.pingStatus`, set: 'ConnectionLost' },
]

const firewall = (domains: string[]): Patch[] => [
  { at: `${REGION}.firewallAssociations`, add: { vpcId: 'vpc-0a1', ruleGroupId: 'rslvr-frg-1', priority: 101 } },
  {
    at: `${REGION}.firewallRuleGroups.rslvr-frg-1`,
    set: {
      outcome: 'ok',
      api: 'route53resolver:ListFirewallRules',
      value: domains.map((domain, i) => ({
        priority: i + 1,
        action: 'BLOCK',
        domainListId: `rslvr-fdl-${i}`,
        domains: { outcome: 'ok', api: 'route53resolver:ListFirewallDomains', value: [domain] },
      })),
    },
  },
]
const emptyZone = (name: string): Patch => ({
  at: `${REGION}.hostedZones.vpc-0a1`,
  set: {
    outcome: 'ok',
    api: 'route53:ListHostedZonesByVPC',
    value: [
      {
        hostedZoneId: 'Z0EMPTY',
        name,
        records: { outcome: 'ok', api: 'route53:ListResourceRecordSets', value: [] },
      },
    ],
  },
})
const endpoints = (ids: readonly string[], field: string, value: unknown): Patch[] =>
  ids.map((id) => ({ at: `${REGION}.vpcEndpoints.${id}.${field}`, set: value }))
const INTERFACES = ['vpce-0ssm', 'vpce-0ssmmessages', 'vpce-0kms']

interface SharedCause {
  name: string
  patches: Patch[]
  checkId: string
  reason: string
  symptoms: string[]
  level?: string
  remedy: string[]
  /** Where some ways stay open, so that the agent is online. */
  online?: true
}

/** One cause each, which hits paths, endpoints and names; the agent is offline because of it. */
const SHARED: SharedCause[] = [
  {
    name: 'a DNS Firewall blocks all names of AWS',
    patches: firewall(['*.amazonaws.com']),
    checkId: 'path-ssm',
    reason: 'blocked-by-name-resolution',
    symptoms: ['database-name', 'endpoint-kms', 'endpoint-ssm', 'endpoint-s3', 'node-channel', 'path-kms'],
    remedy: ['rslvr-frg-1', '*.amazonaws.com'],
  },
  {
    name: 'rules of a DNS Firewall block two names',
    patches: firewall(['ssm.eu-west-1.amazonaws.com', 'ssmmessages.eu-west-1.amazonaws.com']),
    checkId: 'path-ssm',
    reason: 'blocked-by-name-resolution',
    symptoms: ['endpoint-ssm', 'endpoint-ssmmessages', 'node-channel', 'path-ssmmessages'],
    remedy: ['allow ssm.eu-west-1.amazonaws.com', 'allow ssmmessages.eu-west-1.amazonaws.com'],
  },
  {
    name: 'a hosted zone hides the names',
    patches: [emptyZone('eu-west-1.amazonaws.com'), ...endpoints(INTERFACES, 'privateDnsEnabled', false)],
    checkId: 'path-ssm',
    reason: 'blocked-by-name-resolution',
    symptoms: ['endpoint-ssm', 'endpoint-kms', 'node-channel', 'path-ssmmessages'],
    remedy: ['Z0EMPTY', 'ssm.eu-west-1.amazonaws.com'],
  },
  {
    name: 'enableDnsSupport is off',
    patches: [{ at: `${REGION}.vpcAttributes.vpc-0a1.enableDnsSupport`, set: false }],
    checkId: 'vpc-dns',
    reason: 'dns-support-off',
    symptoms: ['database-name', 'endpoint-ssm', 'endpoint-s3', 'node-channel', 'path-kms', 'path-ssm'],
    remedy: ['Switch'],
  },
  {
    name: 'enableDnsHostnames is off',
    patches: [{ at: `${REGION}.vpcAttributes.vpc-0a1.enableDnsHostnames`, set: false }],
    checkId: 'vpc-dns',
    reason: 'dns-hostnames-off',
    symptoms: ['endpoint-ssm', 'endpoint-kms', 'node-channel', 'path-kms', 'path-ssm'],
    remedy: ['Switch'],
  },
  {
    name: 'private DNS of several endpoints is off',
    patches: endpoints(INTERFACES, 'privateDnsEnabled', false),
    checkId: 'path-ssm',
    reason: 'blocked-by-route',
    symptoms: ['endpoint-ssm', 'endpoint-kms', 'node-channel', 'path-kms', 'path-ssmmessages'],
    remedy: ['private DNS of vpce-0kms, vpce-0ssm and vpce-0ssmmessages on'],
  },
  {
    name: 'no endpoint is there, and no other way',
    patches: [{ at: `${REGION}.vpcEndpoints`, set: [] }],
    checkId: 'path-ssm',
    reason: 'blocked-by-route',
    symptoms: ['endpoint-ssm', 'endpoint-s3', 'node-channel', 'path-kms', 'path-ssmmessages'],
    remedy: ['Create an interface endpoint of kms, ssm and ssmmessages in vpc-0a1, one'],
  },
  {
    name: 'endpoints are being taken away',
    patches: endpoints(INTERFACES, 'state', 'deleting'),
    checkId: 'path-ssm',
    reason: 'blocked-by-vpc-endpoint',
    symptoms: ['endpoint-ssm', 'endpoint-kms', 'node-channel', 'path-kms'],
    remedy: ['Create an interface endpoint of kms, ssm and ssmmessages in vpc-0a1'],
  },
  {
    name: 'a network ACL lets nothing through',
    patches: [
      { at: `${REGION}.networkAcls.acl-0a1.entries`, set: [] },
      { at: `${REGION}.dbInstances.jump-postgres.multiAz`, set: true },
    ],
    online: true,
    checkId: 'database-path',
    reason: 'blocked-by-network-acl-egress',
    symptoms: ['path-kms', 'path-s3', 'path-ssm', 'path-ssmmessages'],
    remedy: ['tcp/443', 'tcp/5432', 'acl-0a1'],
  },
  {
    name: "the host's group has no rule for what leaves",
    patches: [{ at: `${REGION}.securityGroups.sg-0host.ipPermissionsEgress`, set: [] }],
    checkId: 'path-ssm',
    reason: 'blocked-by-security-group-egress',
    symptoms: ['database-path', 'node-channel', 'path-kms', 'path-s3'],
    remedy: ['tcp/443', 'sg-0host'],
  },
  {
    name: 'other DNS servers answer',
    patches: [{ at: `${REGION}.dhcpOptions.dopt-0a1.domainNameServers`, set: ['10.9.9.9'] }],
    checkId: 'vpc-dns',
    reason: 'custom-dns-servers',
    symptoms: ['database-name', 'endpoint-ssm', 'endpoint-kms', 'path-kms', 'path-ssm'],
    remedy: [],
  },
]

describe('the problems of an account', () => {
  it.each(SHARED)(
    'are one where $name',
    ({ patches, checkId, reason, symptoms, level = 'blocked', remedy, online }) => {
      const [first, ...others] = problemsOf([...patches, ...(online ? [] : offline)])
      expect(others.map(({ checkId, reason }) => [checkId, reason])).toEqual([])
      expect(first).toMatchObject({ level, checkId, reason })
      expect(first && checksOf(first)).toEqual(expect.arrayContaining(symptoms))
      for (const words of remedy) expect(first?.remedy?.text).toContain(words)
    },
  )
})
