import { describe, expect, it } from 'vitest'
import type { Patch } from '../support/patch.js'
import { auditOf, reportOf } from './support.js'

const REGION = 'regions.eu-west-1'
const READERS = 'jump-aurora.cluster-ro-c0example.eu-west-1.rds.amazonaws.com'

/** A second member of the reference account's cluster, in a subnet of its own. */
const READER: Patch[] = [
  {
    at: `${REGION}.dbClusters.jump-aurora.members`,
    add: { dbInstanceIdentifier: 'jump-aurora-2', isClusterWriter: false },
  },
  {
    at: `${REGION}.dbInstances`,
    add: {
      ...{ dbInstanceIdentifier: 'jump-aurora-2', dbClusterIdentifier: 'jump-aurora', engine: 'aurora-mysql' },
      ...{ status: 'available', vpcId: 'vpc-0a1', dbSubnetGroupName: 'jump-db', availabilityZone: 'eu-west-1a' },
      endpoint: { address: 'jump-aurora-2.c0example.eu-west-1.rds.amazonaws.com', port: 3306 },
      vpcSecurityGroups: [{ vpcSecurityGroupId: 'sg-0aurora', status: 'active' }],
      ...{ publiclyAccessible: false, multiAz: false, iamDatabaseAuthenticationEnabled: false },
    },
  },
]

const firewall = (domain: string): Patch[] => [
  { at: `${REGION}.firewallAssociations`, add: { vpcId: 'vpc-0a1', ruleGroupId: 'rslvr-frg-1', priority: 101 } },
  {
    at: `${REGION}.firewallRuleGroups.rslvr-frg-1`,
    set: {
      ...{ outcome: 'ok', api: 'route53resolver:ListFirewallRules' },
      value: [
        {
          ...{ priority: 1, action: 'BLOCK', domainListId: 'rslvr-fdl-1' },
          domains: { outcome: 'ok', api: 'route53resolver:ListFirewallDomains', value: [domain] },
        },
      ],
    },
  },
]

const rule = (domainName: string): Patch => ({
  at: `${REGION}.resolverRuleAssociations`,
  add: { vpcId: 'vpc-0a1', resolverRuleId: 'rslvr-rr-1', ruleType: 'FORWARD', domainName, status: 'COMPLETE' },
})

/** Nothing enters the zone of the reader but what is in its subnet, where the host is not. */
const CLOSED: Patch[] = [
  { at: `${REGION}.networkInterfaces.eni-0host.subnetId`, set: 'subnet-0b1' },
  { at: `${REGION}.instances.i-0a1.networkInterfaces.0.subnetId`, set: 'subnet-0b1' },
  {
    at: `${REGION}.networkAcls.acl-0a1.subnetIds`,
    set: ['subnet-0b1'],
  },
  {
    at: `${REGION}.networkAcls`,
    add: { networkAclId: 'acl-0shut', vpcId: 'vpc-0a1', isDefault: false, subnetIds: ['subnet-0a1'], entries: [] },
  },
]

function tunnelOf(...patches: Patch[]) {
  const tunnel = reportOf(auditOf(patches)).tunnels.find(({ databaseId }) => databaseId === 'jump-aurora')
  if (!tunnel) throw new Error('no tunnel')
  const { startSession, startReaderSession, client = [] } = tunnel.commands
  const notes = [...new Set(client.flatMap((each) => each.notes.filter((note) => note.includes('its readers'))))]
  return {
    verdict: tunnel.verdict,
    writer: startSession !== undefined,
    reader: startReaderSession !== undefined,
    notes,
  }
}

describe("the command of a cluster's reader endpoint", () => {
  it('is printed where the readers are reached', () => {
    const open = { verdict: 'READY', writer: true, reader: true, notes: [] }
    expect(tunnelOf()).toEqual(open)
    expect(tunnelOf(...READER)).toEqual(open)
  })

  it('is not where a DNS Firewall blocks their name: that of the writer is', () => {
    const { notes, ...rest } = tunnelOf(...READER, ...firewall(READERS))
    expect(rest).toEqual({ verdict: 'READY', writer: true, reader: false })
    expect(notes).toEqual([expect.stringMatching(`^its readers cannot be reached: .*blocks ${READERS}`)])
  })

  it('is not where nothing enters their subnet', () => {
    const { notes, ...rest } = tunnelOf(...READER, ...CLOSED)
    expect(rest).toEqual({ verdict: 'DEGRADED', writer: true, reader: false })
    expect(notes).toEqual([expect.stringContaining('acl-0shut')])
  })

  it('says what is not known of the way', () => {
    const { notes, ...rest } = tunnelOf(...READER, rule(READERS))
    expect(rest).toEqual({ verdict: 'READY', writer: true, reader: true })
    expect(notes).toEqual([expect.stringMatching('^whether its readers are reached is not known: .*rslvr-rr-1')])
  })
})
