import { describe, expect, it } from 'vitest'
import { runChecks } from '../../src/checks/run.js'
import { articleSnapshot } from '../support/article.js'
import { KNOWN_CHECKS as CHECKS } from '../support/known-checks.js'
import type { Patch } from '../support/patch.js'
import { auditOf, hostFinding, reportOf } from './support.js'

const REGION = 'regions.eu-west-1'
const verdicts = (patches: Patch[] = [], config: unknown = {}) => {
  const report = reportOf(auditOf(patches, config))
  return {
    vpc: report.vpcs.map((vpc) => vpc.verdict).join(),
    tunnels: report.tunnels.map((tunnel) => tunnel.verdict).join(),
    shell: report.hosts.map((host) => host.verdicts.shell).join(),
  }
}

describe('the reference account', () => {
  const report = reportOf(auditOf())

  it('is ready, compliant and complete', () => {
    expect(report).toMatchObject({
      schemaVersion: 1,
      tool: { name: 'ssm-ready', version: '1.2.3' },
      generatedAt: '2026-11-24T06:00:00.000Z',
      durationMs: 1200,
      scope: { accountId: '123456789012', partition: 'aws', regions: ['eu-west-1'] },
      complete: true,
      summary: {
        vpcs: { READY: 1, DEGRADED: 0, BLOCKED: 0, UNKNOWN: 0, NOT_APPLICABLE: 0 },
        hosts: { tunnel: { READY: 1, DEGRADED: 0, BLOCKED: 0, UNKNOWN: 0 } },
        tunnels: { READY: 2, DEGRADED: 0, BLOCKED: 0, UNKNOWN: 0 },
        posture: { COMPLIANT: 1, DEVIATING: 0, UNKNOWN: 0 },
      },
      vpcs: [{ vpcId: 'vpc-0a1', hostIds: ['i-0a1'], databaseIds: ['jump-aurora', 'jump-postgres'] }],
    })
    expect(report).not.toHaveProperty('changes')
    expect(report.vpcs[0]).not.toHaveProperty('verdictBesidesAccepted')
  })

  it('has commands for its host and both databases', () => {
    const [host] = report.hosts
    expect(host?.commands.shell?.bash).toBe('aws ssm start-session --region eu-west-1 --target i-0a1')
    expect(Object.keys(host?.commands ?? {})).toEqual(['shell', 'ssh', 'sshConfig', 'portForwarding'])
    expect(report.tunnels.every((tunnel) => tunnel.commands.startSession !== undefined)).toBe(true)
    expect(new Set(report.tunnels.map((tunnel) => tunnel.localPort)).size).toBe(2)
  })

  it('names the profile in every command', () => {
    const { hosts, tunnels } = reportOf(auditOf(), { invocation: { program: ['ssm-ready'], profile: 'prod' } })
    const lines = JSON.stringify([hosts, tunnels]).match(/aws ssm start-session[^"]{0,40}/g) ?? []
    expect(lines.length).toBeGreaterThan(8)
    for (const line of lines) expect(line).toContain('--profile prod --region eu-west-1')
  })

  it('forwards remote desktop of a Windows host, which has no SSH', () => {
    const { hosts } = reportOf(auditOf([{ at: `${REGION}.instances.i-0a1.platform`, set: 'windows' }]))
    expect(hosts[0]?.commands).not.toHaveProperty('ssh')
    expect(hosts[0]?.commands.portForwarding?.cmd).toMatch(
      /AWS-StartPortForwardingSession --parameters "portNumber=3389"$/,
    )
  })
})

describe('verdicts of an account', () => {
  it.each<[string, Patch[], { vpc: string; tunnels: string; shell: string }]>([
    [
      'a stopped host',
      [{ at: `${REGION}.instances.i-0a1.state`, set: 'stopped' }],
      { vpc: 'BLOCKED', tunnels: 'BLOCKED,BLOCKED', shell: 'BLOCKED' },
    ],
    [
      'an agent too old for tunnels',
      [{ at: `${REGION}.managedNodes.i-0a1.agentVersion`, set: '3.1.941.0' }],
      { vpc: 'BLOCKED', tunnels: 'BLOCKED,BLOCKED', shell: 'READY' },
    ],
    [
      'one database stopped',
      [{ at: `${REGION}.dbInstances.jump-postgres.status`, set: 'stopped' }],
      { vpc: 'DEGRADED', tunnels: 'READY,BLOCKED', shell: 'READY' },
    ],
    ['hosts not seen', [{ at: `${REGION}.instances`, failed: 'denied' }], { vpc: 'UNKNOWN', tunnels: '', shell: '' }],
    [
      'proxies not seen',
      [{ at: `${REGION}.dbProxies`, failed: 'denied' }],
      { vpc: 'UNKNOWN', tunnels: 'READY,READY', shell: 'READY' },
    ],
    [
      'VPCs not listed',
      [{ at: `${REGION}.vpcs`, failed: 'denied' }],
      { vpc: 'UNKNOWN', tunnels: 'UNKNOWN,UNKNOWN', shell: 'UNKNOWN' },
    ],
  ])('%s', (_, patches, expected) => {
    expect(verdicts(patches)).toMatchObject(expected)
  })

  it('without a host anywhere is BLOCKED, whatever connects it', () => {
    const noHost: Patch[] = [{ at: `${REGION}.instances.i-0a1.name`, set: 'web' }]
    expect(verdicts(noHost).vpc).toBe('BLOCKED')
    expect(verdicts([...noHost, { at: `${REGION}.vpcPeeringConnections`, failed: 'denied' }]).vpc).toBe('BLOCKED')
    expect(verdicts([...noHost, { at: `${REGION}.transitGatewayVpcAttachments`, failed: 'timeout' }]).vpc).toBe(
      'BLOCKED',
    )
  })

  const empty = ['dbInstances', 'dbClusters'].map((list): Patch => ({ at: `${REGION}.${list}`, set: [] }))

  it('without databases is that of its shells', () => {
    expect(verdicts(empty).vpc).toBe('READY')
    expect(verdicts([...empty, { at: `${REGION}.instances`, set: [] }]).vpc).toBe('NOT_APPLICABLE')
    expect(verdicts([...empty, { at: `${REGION}.dbProxies`, failed: 'denied' }]).vpc).toBe('UNKNOWN')
    expect(verdicts([...empty, { at: `${REGION}.instances`, failed: 'denied' }]).vpc).toBe('UNKNOWN')
  })

  it('is UNKNOWN while a database may be in it or not', () => {
    const unplaced: Patch[] = [
      { at: `${REGION}.dbSubnetGroups`, failed: 'denied' },
      { at: `${REGION}.dbInstances.jump-aurora-1`, remove: true },
    ]
    const report = reportOf(auditOf(unplaced))
    expect(report.databases.map((d) => [d.databaseId, d.vpcId])).toEqual([
      ['jump-aurora', ''],
      ['jump-postgres', 'vpc-0a1'],
    ])
    expect(report.vpcs.map((vpc) => vpc.verdict)).toEqual(['UNKNOWN'])
  })
})

describe('findings in the report', () => {
  it('list their hops unless they pass; those of passes, too, where they are asked for', () => {
    const closed: Patch = { at: `${REGION}.securityGroups.sg-0postgres.ipPermissions`, set: [] }
    const hopless = (allHops: boolean) => {
      const { findings } = reportOf(auditOf([closed]), { allHops })
      return new Set(findings.filter((f) => f.checkId.includes('-path') && !f.hops).map((f) => f.status))
    }
    expect(hopless(false)).toEqual(new Set(['pass']))
    expect(hopless(true)).toEqual(new Set())
  })

  const channel = hostFinding('node-channel', 'pass')

  it('show what runtime evidence made of them', () => {
    const { findings, hosts } = reportOf(auditOf(), {
      findings: [
        channel,
        hostFinding('role-trust', 'fail'),
        hostFinding('vpc-dns', 'unknown'),
        hostFinding('role-session-permissions', 'unknown'),
      ],
    })
    expect(findings).toMatchObject([
      { status: 'pass' },
      { status: 'warn', reason: 'fail-for-a-test', weighed: { by: 'node-channel', as: 'warn' } },
      { status: 'unknown', weighed: { by: 'node-channel', as: 'none' } },
      { status: 'unknown', weighed: { by: 'node-channel', as: 'warn' } },
    ])
    expect(findings[1]?.message).toMatch(/^Works now/)
    expect(hosts[0]?.verdicts.shell).toBe('DEGRADED')
  })

  it('of a VPC are outweighed only where all its hosts are connected', () => {
    const subject = { ...channel.subject, kind: 'vpc' as const, id: 'vpc-0a1' }
    const dns = hostFinding('vpc-dns', 'fail', { subject })
    const second = { at: `${REGION}.instances`, add: { ...instance(), instanceId: 'i-0a2' } }
    const status = (patches: Patch[]) => reportOf(auditOf(patches), { findings: [channel, dns] }).findings[1]?.status
    expect(status([])).toBe('warn')
    expect(status([second])).toBe('fail')
    const { hosts } = reportOf(auditOf([second]), { findings: [channel, dns] })
    expect(hosts.map((host) => host.verdicts.shell)).toEqual(['DEGRADED', 'BLOCKED'])
  })

  it('are those of the checks asked for; verdicts rest on all', () => {
    const audit = auditOf([{ at: `${REGION}.instances.i-0a1.state`, set: 'stopped' }])
    const report = reportOf(audit, { shownChecks: new Set(['host-keyless']) })
    expect(new Set(report.findings.map((f) => f.checkId))).toEqual(new Set(['host-keyless']))
    expect(report.vpcs[0]?.verdict).toBe('BLOCKED')
    expect(report.tunnels[0]?.blockedBy).toContainEqual({ checkId: 'host-running', reason: 'stopped' })
  })

  it('of checks that are not shown count for posture, unless they are excluded', () => {
    const audit = auditOf([{ at: `${REGION}.instances.i-0a1.keyName`, set: 'ops' }])
    const shownChecks = new Set(['node-online'])
    expect(reportOf(audit, { shownChecks }).vpcs[0]?.posture).toBe('DEVIATING')
    const excludedChecks = new Set(['host-keyless'])
    expect(reportOf(audit, { shownChecks, excludedChecks }).vpcs[0]?.posture).toBe('COMPLIANT')
  })

  it('may come in any order', () => {
    const audit = auditOf([{ at: `${REGION}.managedNodes.i-0a1.agentVersion`, set: '3.1.941.0' }])
    const findings = runChecks(CHECKS, audit)
    const { vpcs, hosts, tunnels } = reportOf(audit, { findings })
    const reversed = reportOf(audit, { findings: findings.toReversed() })
    expect([reversed.vpcs, reversed.hosts]).toEqual([vpcs, hosts])
    expect(reversed.tunnels.map((t) => [t.verdict, t.commands])).toEqual(tunnels.map((t) => [t.verdict, t.commands]))
  })
})

function instance(): object {
  const [first] = auditOf().regions[0]?.hosts ?? []
  if (!first) throw new Error('the reference account has a host')
  return first
}

describe('blockedBy', () => {
  it('lists the fails of a BLOCKED tunnel, and nothing of an UNKNOWN one', () => {
    const blocked = reportOf(auditOf([{ at: `${REGION}.managedNodes.i-0a1.agentVersion`, set: '3.1.941.0' }]))
    expect(blocked.tunnels[0]?.blockedBy).toEqual([{ checkId: 'agent-remote-host', reason: 'agent-too-old' }])
    const unknown = reportOf(auditOf(), { findings: [hostFinding('host-running', 'unknown')] })
    expect(unknown.tunnels[0]).toMatchObject({ verdict: 'UNKNOWN', blockedBy: [], commands: {} })
  })
})

it('judges Run As by the platform of each host', () => {
  const region = articleSnapshot().regions[0]
  const { instances, managedNodes, instanceStatuses } = region ?? {}
  if (instances?.outcome !== 'ok' || managedNodes?.outcome !== 'ok' || instanceStatuses?.outcome !== 'ok')
    throw new Error('the reference account has no host')
  const also = { instanceId: 'i-0win' }
  const audit = auditOf(
    [
      { at: `${REGION}.instances`, add: { ...instances.value[0], ...also, platform: 'windows' } },
      { at: `${REGION}.instanceStatuses`, add: { ...instanceStatuses.value[0], ...also } },
      { at: `${REGION}.managedNodes`, add: { ...managedNodes.value[0], ...also, platformType: 'Windows' } },
      {
        at: `${REGION}.connectionStatuses.i-0win`,
        set: { outcome: 'ok', api: 'ssm:GetConnectionStatus', value: 'connected' },
      },
      { at: `${REGION}.sessionPreferences.inputs.runAsEnabled`, set: true },
      { at: `${REGION}.sessionPreferences.inputs.runAsDefaultUser`, set: 'root' },
    ],
    { hosts: 'all' },
  )
  const report = reportOf(audit)
  expect(report.findings.find((finding) => finding.checkId === 'session-run-as')?.hostIds).toEqual(['i-0a1'])
  expect(report.hosts.map((host) => [host.instanceId, host.verdicts.shell])).toEqual([
    ['i-0a1', 'BLOCKED'],
    ['i-0win', 'READY'],
  ])
})
