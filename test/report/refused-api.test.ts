import { describe, expect, it } from 'vitest'
import { articleSnapshot } from '../support/article.js'
import type { Patch } from '../support/patch.js'
import { auditOf, reportOf } from './support.js'

const REGION = 'regions.eu-west-1'
const [region] = articleSnapshot().regions
const LISTS = Object.entries(region ?? {}).flatMap(([list, value]) =>
  typeof value === 'object' && 'api' in value && typeof value.api === 'string' ? [{ list, api: value.api }] : [],
)

function vpc(): object {
  const [first] = region?.vpcs.outcome === 'ok' ? region.vpcs.value : []
  if (!first) throw new Error('the reference account has a VPC')
  return first
}

const refused = (api: string) => ({ outcome: 'denied', api, message: 'no' })
const problemsOf = (...patches: Patch[]) => {
  const report = reportOf(auditOf(patches))
  return { ...report, unread: report.problems.filter(({ level }) => level === 'unknown') }
}

describe('one refused API is one problem', () => {
  it.each(LISTS)('$list', ({ list, api }) => {
    const { unread, vpcs, hosts, tunnels } = problemsOf({ at: `${REGION}.${list}`, set: refused(api) })
    const keys = unread.map(({ key }) => key)
    expect(keys.filter((key) => key !== `123456789012/api/eu-west-1/${api}`)).toEqual([])
    const verdicts = [
      ...vpcs.map(({ verdict }) => verdict),
      ...vpcs.map(({ posture }) => posture),
      ...hosts.flatMap((host) => Object.values(host.verdicts)),
      ...tunnels.map(({ verdict }) => verdict),
    ]
    expect(keys.length).toBeLessThanOrEqual(1)
    if (verdicts.includes('UNKNOWN')) expect(keys).toHaveLength(1)
    for (const { remedy } of unread) expect(remedy?.text).toContain(`Grant ${api}`)
  })

  it.each(['dbInstances', 'dbClusters', 'dbProxies'])('%s: it hits every VPC that it leaves open', (list) => {
    const another = { at: `${REGION}.vpcs`, add: { ...vpc(), vpcId: 'vpc-0empty', name: 'empty' } }
    const api = LISTS.find((each) => each.list === list)?.api ?? ''
    const { unread, vpcs } = problemsOf(another, { at: `${REGION}.${list}`, set: refused(api) })
    const open = vpcs.filter(({ verdict }) => verdict === 'UNKNOWN').map(({ vpcId }) => vpcId)
    expect(open).toContain('vpc-0a1')
    const [problem] = unread
    expect(problem?.subjects.map(({ id }) => id)).toEqual(expect.arrayContaining(open))
    expect(problem?.message).toContain('so that databases may be missing from this report')
    expect(problem?.blocks).toContain('tunnel')
    expect(problem).not.toHaveProperty('vpcId')
  })

  const FIREWALL: Patch = {
    at: `${REGION}.firewallAssociations`,
    set: [{ vpcId: 'vpc-0a1', ruleGroupId: 'rslvr-frg-1', priority: 100 }],
  }
  const rules = (domains: unknown): Patch => ({
    at: `${REGION}.firewallRuleGroups.rslvr-frg-1`,
    set: {
      outcome: 'ok',
      api: 'route53resolver:ListFirewallRules',
      value: [{ priority: 1, action: 'BLOCK', domains }],
    },
  })
  const NESTED: [string, ...Patch[]][] = [
    [
      'route53resolver:ListFirewallRules',
      FIREWALL,
      { at: `${REGION}.firewallRuleGroups.rslvr-frg-1`, set: refused('route53resolver:ListFirewallRules') },
    ],
    ['route53resolver:ListFirewallDomains', FIREWALL, rules(refused('route53resolver:ListFirewallDomains'))],
    [
      'route53:ListResourceRecordSets',
      {
        at: `${REGION}.hostedZones.vpc-0a1`,
        set: ['ssm', 'ssmmessages', 'rds'].map((label) => ({
          hostedZoneId: `Z${label}`,
          name: label === 'rds' ? 'eu-west-1.rds.amazonaws.com' : `${label}.eu-west-1.amazonaws.com`,
          records: refused('route53:ListResourceRecordSets'),
        })),
      },
    ],
    [
      'ec2:GetManagedPrefixListEntries',
      { at: `${REGION}.prefixLists.pl-0s3.entries`, set: refused('ec2:GetManagedPrefixListEntries') },
      {
        at: `${REGION}.securityGroups.sg-0host.ipPermissionsEgress`,
        set: [
          {
            ...{ ipProtocol: '-1', ipRanges: [], ipv6Ranges: [], userIdGroupPairs: [] },
            prefixListIds: ['pl-0s3'],
          },
        ],
      },
    ],
  ]

  it.each(NESTED)('%s, deep inside', (api, ...patches) => {
    const { unread, tunnels } = problemsOf(...patches)
    expect(unread.map(({ key }) => key)).toEqual([`123456789012/api/eu-west-1/${api}`])
    expect(tunnels.map(({ verdict }) => verdict)).toContain('UNKNOWN')
  })
})

describe('an account without a jump host, whose peerings were refused', () => {
  const peerings: Patch = { at: `${REGION}.vpcPeeringConnections`, set: refused('ec2:DescribeVpcPeeringConnections') }
  const unnamed: Patch = { at: `${REGION}.instances.i-0a1.name`, set: 'web' }
  const elsewhere: Patch = { at: `${REGION}.instances.i-0a1.vpcId`, set: 'vpc-0c3' }
  const judged = (patches: Patch[], limits = {}) => {
    const { vpcs, findings } = reportOf(auditOf([peerings, ...patches], {}, limits))
    const finding = findings.find(({ checkId, subject }) => checkId === 'vpc-jump-host' && subject.id === 'vpc-0a1')
    return [vpcs.find(({ vpcId }) => vpcId === 'vpc-0a1')?.verdict, finding?.status]
  }

  it('is BLOCKED: what connects its VPCs leads to no host', () => {
    expect(judged([unnamed])).toEqual(['BLOCKED', 'fail'])
  })

  it('is UNKNOWN where another VPC has one, also when the audit is limited to the VPC with the databases', () => {
    expect(judged([elsewhere])).toEqual(['UNKNOWN', 'unknown'])
    expect(judged([elsewhere], { vpcIds: ['vpc-0a1'] })).toEqual(['UNKNOWN', 'unknown'])
  })
})
