import {
  AllocateAddressCommand,
  AssociateAddressCommand,
  CreateKeyPairCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { auditByCli, useSim } from './support/audits.js'
import { type ArticleIds, freshSim, type Sim, simAvailable } from './support/sim.js'
import { type Agent, type HostParts, type RoleParts, Variants } from './support/variants.js'

const CORE = 'AmazonSSMManagedInstanceCore'
const KEY = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }
const BUCKETS = { Effect: 'Allow', Action: 's3:GetEncryptionConfiguration', Resource: '*' }
const tcp = (port: number, CidrIp: string) => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  IpRanges: [{ CidrIp }],
})

describe.skipIf(!simAvailable)('hosts that differ in one thing from the reference host', () => {
  let sim: Sim
  let ids: ArticleIds
  let report: Report
  let restore: () => void
  const hosts = new Map<string, string>()

  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
    ids = await sim.article()
    const variants = new Variants(sim, ids)
    const make = async (name: string, differs: HostParts = {}, agent: Agent | null = {}) => {
      const id = await variants.host(name, differs, agent)
      hosts.set(name, id)
      return id
    }
    const withProfile = async (role?: RoleParts) => ({ IamInstanceProfile: { Name: await variants.profile(role) } })
    const inGroups = (...groups: string[]) => ({ SecurityGroupIds: groups })
    await variants.ec2.send(new CreateKeyPairCommand({ KeyName: 'ops' }))
    await make('same')
    await make('key', { KeyName: 'ops' })
    await make('imdsv1', { MetadataOptions: { HttpTokens: 'optional', HttpEndpoint: 'enabled' } })
    await make('no-imds', { MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'disabled' } })
    await make(
      'no-imds-off',
      { MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'disabled' } },
      { connected: false },
    )
    await make('old-agent', {}, { agentVersion: '3.0.1124.0' })
    await make('older-agent', {}, { agentVersion: '2.2.493.0' })
    await make('off', {}, { connected: false })
    await make('lost', {}, { connected: false, pingStatus: 'ConnectionLost', lastPingDateTime: '2026-01-01T00:00:00Z' })
    await make('unregistered', {}, null)
    await make('no-profile', { IamInstanceProfile: undefined }, { connected: false })
    await make('empty-profile', await withProfile(), { connected: false })
    await make(
      'trust',
      await withProfile({ trusts: 'lambda.amazonaws.com', managed: [CORE], statements: [KEY, BUCKETS] }),
      { connected: false },
    )
    await make('no-policy', await withProfile({ statements: [KEY, BUCKETS] }))
    await make('no-policy-off', await withProfile({ statements: [KEY, BUCKETS] }), { connected: false })
    await make('no-key', await withProfile({ managed: [CORE], statements: [BUCKETS] }))
    await make('no-buckets', await withProfile({ managed: [CORE], statements: [KEY] }))
    await make('admin', await withProfile({ managed: ['AdministratorAccess'] }))
    await make(
      'denied',
      await withProfile({
        managed: [CORE],
        statements: [KEY, BUCKETS, { Effect: 'Deny', Action: 'ssmmessages:OpenDataChannel', Resource: '*' }],
      }),
    )
    await make('inbound-world', inGroups(await variants.group([tcp(22, '0.0.0.0/0')])))
    await make('inbound-office', inGroups(ids.jumpSecurityGroupId, await variants.group([tcp(22, '10.9.0.0/16')])))
    await make('no-egress', inGroups(await variants.group([], { egress: false })), { connected: false })
    await make('no-egress-on', inGroups(await variants.group([], { egress: false })))
    const eip = await make('eip')
    const { AllocationId } = await variants.ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }))
    await variants.ec2.send(new AssociateAddressCommand({ InstanceId: eip, AllocationId }))
    const stopped = await make('stopped')
    await variants.ec2.send(new StopInstancesCommand({ InstanceIds: [stopped] }))
    ;({ report } = await auditByCli())
    variants.destroy()
  })
  afterAll(() => restore?.())

  /** What is said of a host and not of the reference host, and its verdicts tunnel, shell, ssh, runCommand. */
  const different = (name: string) => {
    const id = hosts.get(name)
    const of = (host: string | undefined) =>
      new Map(
        report.findings.flatMap((f) => {
          const [hostId, database] = f.subject.id.split('/')
          if (hostId !== host) return []
          return [[`${f.checkId}${database === undefined ? '' : ` ${database}`}`, `${f.status} ${f.reason}`] as const]
        }),
      )
    const [reference, own] = [of(ids.instanceId), of(id)]
    return [...own].flatMap(([key, said]) => (reference.get(key) === said ? [] : [`${key}: ${said}`])).sort()
  }

  const ROLE_SKIPS = [
    'kms-decrypt',
    'least-privilege',
    's3-encryption-configuration',
    'session-permissions',
    'trust',
  ].map((check) => `role-${check}: skip no-role`)
  const OFF = 'node-channel: fail not-connected'
  const BOTH = (check: string, said: string) => ['jump-aurora', 'jump-postgres'].map((d) => `${check} ${d}: ${said}`)
  const OLD_AGENT = ['path-ec2messages: pass reachable', 'role-run-command-permissions: pass run-command-permissions']
  const R = 'READY'
  const D = 'DEGRADED'
  const B = 'BLOCKED'

  /** Name, verdicts for tunnel, shell, ssh and runCommand, verdict of the tunnels, and what is said differently. */
  const EXPECTED: [name: string, verdicts: string[], tunnels: string, different: string[]][] = [
    ['same', [R, R, R, R], R, []],
    ['key', [R, R, R, R], R, ['host-keyless: fail key-pair-present']],
    ['imdsv1', [R, R, R, R], R, ['host-metadata-service: warn imdsv1-allowed']],
    ['no-imds', [D, D, D, D], D, ['host-metadata-service: warn endpoint-disabled']],
    ['no-imds-off', [B, B, B, B], B, ['host-metadata-service: fail endpoint-disabled', OFF]],
    ['old-agent', [B, R, R, R], B, ['agent-remote-host: fail agent-too-old', ...OLD_AGENT]],
    [
      'older-agent',
      [B, B, B, R],
      B,
      [
        'agent-features: fail several-unsupported',
        'agent-known-issues: warn stale-credentials-after-hibernation',
        'agent-remote-host: fail agent-too-old',
        ...OLD_AGENT,
      ],
    ],
    ['off', [B, B, B, R], B, [OFF]],
    ['lost', [B, B, B, B], B, [OFF, 'node-online: fail connection-lost']],
    [
      'unregistered',
      [B, B, B, B],
      B,
      [
        ...['agent-features', 'agent-known-issues', 'agent-remote-host', 'node-channel', 'node-online'].map(
          (check) => `${check}: skip not-registered`,
        ),
        'node-registered: fail not-registered',
      ],
    ],
    ['no-profile', [B, B, B, B], B, [OFF, 'role-attached: fail no-instance-profile', ...ROLE_SKIPS]],
    ['empty-profile', [B, B, B, B], B, [OFF, 'role-attached: fail instance-profile-empty', ...ROLE_SKIPS]],
    ['trust', [B, B, B, B], B, [OFF, 'role-trust: fail service-not-trusted']],
    ['no-policy', [B, B, B, B], B, ['role-session-permissions: fail permissions-missing']],
    ['no-policy-off', [B, B, B, B], B, [OFF, 'role-session-permissions: fail permissions-missing']],
    ['no-key', [R, B, R, R], R, ['role-kms-decrypt: fail permissions-missing']],
    ['no-buckets', [R, R, R, R], R, ['role-s3-encryption-configuration: warn permissions-missing']],
    ['admin', [R, R, R, R], R, ['role-least-privilege: warn broad-managed-policy']],
    ['denied', [B, B, B, B], B, ['role-session-permissions: fail explicitly-denied']],
    [
      'inbound-world',
      [R, R, R, R],
      B,
      [
        ...BOTH('database-path', 'fail blocked-by-security-group-ingress'),
        'host-no-inbound: fail inbound-from-internet',
      ],
    ],
    ['inbound-office', [R, R, R, R], R, ['host-no-inbound: fail inbound-rule']],
    [
      'no-egress',
      [B, B, B, B],
      B,
      [
        ...BOTH('database-path', 'fail blocked-by-security-group-egress'),
        OFF,
        'path-kms: fail blocked-by-security-group-egress',
        'path-s3: warn blocked-by-security-group-egress',
        'path-ssm: warn blocked-by-security-group-egress',
        'path-ssmmessages: fail blocked-by-security-group-egress',
      ],
    ],
    [
      'no-egress-on',
      [D, B, D, D],
      B,
      [
        ...BOTH('database-path', 'fail blocked-by-security-group-egress'),
        'path-kms: fail blocked-by-security-group-egress',
        'path-s3: warn blocked-by-security-group-egress',
        'path-ssm: warn blocked-by-security-group-egress',
        'path-ssmmessages: warn blocked-by-security-group-egress',
      ],
    ],
    ['eip', [R, R, R, R], R, ['host-private: fail public-ip']],
  ]

  it.each(EXPECTED)('%s', (name, verdicts, tunnels, expected) => {
    const id = hosts.get(name)
    expect(different(name)).toEqual([...expected].sort())
    const host = report.hosts.find((h) => h.instanceId === id)
    const { tunnel, shell, ssh, runCommand } = host?.verdicts ?? {}
    expect([tunnel, shell, ssh, runCommand]).toEqual(verdicts)
    expect(report.tunnels.filter((t) => t.hostId === id).map((t) => t.verdict)).toEqual([tunnels, tunnels])
    for (const t of report.tunnels.filter((t) => t.hostId === id))
      expect(Object.keys(t.commands).length > 0).toBe(t.verdict !== 'BLOCKED')
  })

  it('a stopped host is said to be stopped, and its posture is judged', () => {
    const said = report.findings.filter((f) => f.subject.id === hosts.get('stopped') && f.status !== 'skip')
    expect(said.filter((f) => !f.checkId.startsWith('role-')).map((f) => `${f.checkId}: ${f.reason}`)).toEqual([
      'agent-auto-update: no-association',
      'host-keyless: no-key-pair',
      'host-metadata-service: imdsv2-required',
      'host-no-inbound: no-inbound-rule',
      'host-private: private',
      'host-running: stopped',
    ])
    expect(report.hosts.find((h) => h.instanceId === hosts.get('stopped'))?.verdicts.shell).toBe('BLOCKED')
  })

  it('the VPC stays ready by its other hosts', () => {
    expect(report.complete).toBe(true)
    expect(report.vpcs.find((v) => v.vpcId === ids.vpcId)).toMatchObject({ verdict: 'READY', posture: 'DEVIATING' })
  })
})
