import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/model/finding.js'
import type { Patch } from '../support/patch.js'
import { auditOf, reportOf } from './support.js'

const REGION = 'regions.eu-west-1'
const ACCOUNT = '123456789012'

/** A second host in another zone, as good as the first. */
const second = (zone = 'eu-west-1b'): Patch[] => {
  const eni = {
    ...{ networkInterfaceId: 'eni-0b2', vpcId: 'vpc-0a1', subnetId: 'subnet-0b1', deviceIndex: 0, status: 'in-use' },
    ...{ privateIpAddresses: ['10.0.2.10'], ipv6Addresses: [], publicIps: [], groupIds: ['sg-0host'] },
  }
  return [
    {
      at: `${REGION}.instances`,
      add: {
        ...{ instanceId: 'i-0b2', name: 'jump-host-2', tags: { Name: 'jump-host-2' }, vpcId: 'vpc-0a1' },
        ...{ subnetId: 'subnet-0b1', availabilityZone: zone, state: 'running', platformDetails: 'Linux/UNIX' },
        iamInstanceProfileArn: `arn:aws:iam::${ACCOUNT}:instance-profile/jump-host`,
        metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required' },
        networkInterfaces: [eni],
      },
    },
    {
      at: `${REGION}.managedNodes`,
      add: {
        ...{ instanceId: 'i-0b2', pingStatus: 'Online', lastPingDateTime: '2026-11-24T05:58:00.000Z' },
        ...{ agentVersion: '3.3.4108.0', platformType: 'Linux', resourceType: 'EC2Instance' },
      },
    },
    {
      at: `${REGION}.networkInterfaces`,
      add: {
        ...eni,
        ...{ ownerId: ACCOUNT, availabilityZone: zone, interfaceType: 'interface', description: '' },
        ...{ instanceId: 'i-0b2', sourceDestCheck: true },
      },
    },
    {
      at: `${REGION}.instanceStatuses`,
      add: { instanceId: 'i-0b2', systemStatus: 'ok', instanceStatus: 'ok' },
    },
    {
      at: `${REGION}.connectionStatuses.i-0b2`,
      set: { outcome: 'ok', api: 'ssm:GetConnectionStatus', value: 'connected' },
    },
  ]
}

function redundancy(...patches: Patch[]): Finding {
  const { findings } = reportOf(auditOf(patches))
  const found = findings.find((finding) => finding.checkId === 'vpc-jump-host-redundancy')
  if (!found) throw new Error('no finding of redundancy')
  return found
}

const outcome = ({ status, reason }: Finding) => ({ status, reason })
const oldAgent: Patch = { at: `${REGION}.managedNodes.i-0b2.agentVersion`, set: '3.0.1124.0' }

describe('jump hosts are redundant', () => {
  it('when two of them are ready in two zones', () => {
    expect(outcome(redundancy(...second()))).toEqual({ status: 'pass', reason: 'two-zones' })
  })

  it('not when one of two is online and BLOCKED', () => {
    const finding = redundancy(...second(), oldAgent)
    expect(outcome(finding)).toEqual({ status: 'warn', reason: 'single-host' })
    expect(finding.remedy?.text).toContain('i-0b2')
    expect(finding.remedy?.text).not.toContain('i-0a1')
  })

  it('not when both are online and BLOCKED', () => {
    const document = 'sessionDocuments.[AWS-StartPortForwardingSessionToRemoteHost].status'
    const finding = redundancy(...second(), { at: `${REGION}.${document}`, set: 'Deleting' })
    expect(outcome(finding)).toEqual({ status: 'warn', reason: 'no-ready-host' })
  })

  it('for shells, where the VPC holds no databases', () => {
    const databases: Patch[] = ['dbInstances', 'dbClusters'].map((list) => ({ at: `${REGION}.${list}`, set: [] }))
    expect(outcome(redundancy(...second(), ...databases, oldAgent))).toEqual({ status: 'pass', reason: 'two-zones' })
  })

  it('counts those that open tunnels, too, where a list beyond RDS is unread, so that there may be databases', () => {
    const databases: Patch[] = ['dbInstances', 'dbClusters'].map((list) => ({ at: `${REGION}.${list}`, set: [] }))
    const unread: Patch = { at: `${REGION}.caches`, failed: 'denied' }
    expect(outcome(redundancy(...second(), ...databases, unread, oldAgent))).not.toMatchObject({ status: 'pass' })
    expect(outcome(redundancy(...second(), ...databases, unread))).toMatchObject({ status: 'pass' })
  })

  it('perhaps, when it hangs on a host of which it is not known', () => {
    const finding = redundancy(...second(), { at: `${REGION}.connectionStatuses.i-0b2`, failed: 'denied' })
    expect(outcome(finding)).toEqual({ status: 'unknown', reason: 'host-unknown' })
    expect(finding.message).toContain('i-0b2')
  })

  it.each(['pending', 'hibernating'])('perhaps, when the second is %s', (state) => {
    const finding = redundancy(...second(), { at: `${REGION}.instances.i-0b2.state`, set: state })
    expect(outcome(finding)).toEqual({ status: 'unknown', reason: 'host-unknown' })
    expect(finding.evidence).toMatchObject({ capability: 'tunnel' })
  })

  it.each(['stopping', 'stopped', 'shutting-down', 'terminated'])('not when the second is %s', (state) => {
    const finding = redundancy(...second(), { at: `${REGION}.instances.i-0b2.state`, set: state })
    expect(outcome(finding)).toEqual({ status: 'warn', reason: 'single-host' })
  })

  it('when the second was launched just now, neither so nor not', () => {
    const finding = redundancy(
      ...second(),
      { at: `${REGION}.instances.i-0b2.launchTime`, set: '2026-11-24T05:58:00.000Z' },
      { at: `${REGION}.instanceStatuses.i-0b2.instanceStatus`, set: 'initializing' },
      { at: `${REGION}.managedNodes.i-0b2`, remove: true },
      { at: `${REGION}.connectionStatuses.i-0b2`, set: 'notconnected' },
    )
    expect(outcome(finding)).toEqual({ status: 'unknown', reason: 'host-unknown' })
  })

  it('when the channel of one is open, although its last ping is long ago', () => {
    const finding = redundancy(...second(), { at: `${REGION}.managedNodes.i-0b2.pingStatus`, set: 'ConnectionLost' })
    expect(outcome(finding)).toEqual({ status: 'pass', reason: 'two-zones' })
    expect(finding.remedy).toBeUndefined()
  })

  it('perhaps, when it hangs on databases that could not be listed', () => {
    const databases: Patch[] = [
      { at: `${REGION}.dbInstances`, set: [] },
      { at: `${REGION}.dbClusters`, failed: 'denied' },
    ]
    expect(outcome(redundancy(...second(), ...databases, oldAgent))).toMatchObject({ status: 'unknown' })
  })

  it('not, whatever the registrations, when one of two is not running', () => {
    const patches: Patch[] = [
      { at: `${REGION}.managedNodes`, failed: 'denied' },
      { at: `${REGION}.instanceStatuses.i-0b2.instanceStatus`, set: 'impaired' },
    ]
    expect(outcome(redundancy(...second(), ...patches))).toEqual({ status: 'warn', reason: 'single-host' })
  })

  it('whatever a third host is', () => {
    const third: Patch = {
      at: `${REGION}.instances`,
      add: {
        ...{ instanceId: 'i-0c3', name: 'jump-host-3', tags: { Name: 'jump-host-3' }, vpcId: 'vpc-0a1' },
        ...{ subnetId: 'subnet-0b1', availabilityZone: 'eu-west-1c', state: 'stopped', networkInterfaces: [] },
      },
    }
    expect(outcome(redundancy(...second(), third))).toEqual({ status: 'pass', reason: 'two-zones' })
  })
})
