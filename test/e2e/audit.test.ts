import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateVpcEndpointCommand,
  DeleteVpcEndpointsCommand,
  ModifyVpcAttributeCommand,
  ModifyVpcEndpointCommand,
  type ModifyVpcEndpointCommandInput,
} from '@aws-sdk/client-ec2'
import { AttachRolePolicyCommand, DetachRolePolicyCommand } from '@aws-sdk/client-iam'
import { DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { runCli } from '../support/cli.js'
import { type Audited, auditByCli, flips, useSim, verdicts } from './support/audits.js'
import { type ArticleIds, CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'
import { Variants } from './support/variants.js'

const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'

describe.skipIf(!simAvailable)('audit of the reference account', () => {
  let sim: Sim
  let ids: ArticleIds
  let base: Audited
  let aws: Variants
  let restore: () => void

  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
    ids = await sim.article()
    aws = new Variants(sim, ids)
    base = await auditByCli()
  })
  afterAll(async () => {
    aws?.destroy()
    restore?.()
  })

  it('passes every check but for the single host and its updates', () => {
    const { report, exitCode } = base
    expect(exitCode).toBe(0)
    expect(report.complete).toBe(true)
    expect(report.gaps).toEqual([])
    const notPassed = report.findings.filter((f) => f.status !== 'pass' && f.status !== 'skip')
    expect(notPassed.map((f) => `${f.checkId}: ${f.status} ${f.reason}`).sort()).toEqual([
      'agent-auto-update: warn no-association',
      'vpc-jump-host-redundancy: warn single-host',
    ])
    expect(verdicts(report)).toEqual({
      vpcs: ['READY'],
      hosts: [{ tunnel: 'READY', shell: 'READY', ssh: 'READY', runCommand: 'READY' }],
      tunnels: ['READY', 'READY'],
    })
    expect(report.summary.posture).toEqual({ COMPLIANT: 1, DEVIATING: 0, UNKNOWN: 0 })
  })

  /** Changes the account, audits, changes it back. @returns what flipped */
  const changed = async (change: () => Promise<unknown>, back: () => Promise<unknown>) => {
    await change()
    try {
      const after = await auditByCli()
      return { ...after, flips: flips(base.report, after.report), verdicts: verdicts(after.report) }
    } finally {
      await back()
    }
  }

  const agent = (fields: Record<string, unknown>) => sim.putAgent(ids.instanceId, fields)
  const endpointOf = async (service: string) => {
    const { VpcEndpoint } = await aws.ec2.send(
      new CreateVpcEndpointCommand({
        VpcId: ids.vpcId,
        VpcEndpointType: 'Interface',
        ServiceName: `com.amazonaws.${REGION}.${service}`,
        SubnetIds: ids.subnetIds,
        SecurityGroupIds: [ids.endpointSecurityGroupId],
        PrivateDnsEnabled: true,
      }),
    )
    ids.endpointIds[service] = VpcEndpoint?.VpcEndpointId ?? ''
  }
  const withoutEndpoint = (service: string, off: boolean) =>
    [
      async () => {
        await aws.ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [ids.endpointIds[service] ?? ''] }))
        if (off) await agent({ connected: false })
      },
      async () => {
        await endpointOf(service)
        await agent({ connected: true })
      },
    ] as const
  const both = (first: () => Promise<unknown>, connected: boolean) => async () => {
    await first()
    await agent({ connected })
  }
  const dns = (attribute: 'EnableDnsHostnames' | 'EnableDnsSupport', Value: boolean) => () =>
    aws.ec2.send(new ModifyVpcAttributeCommand({ VpcId: ids.vpcId, [attribute]: { Value } }))
  const ssmmessages = (change: Partial<ModifyVpcEndpointCommandInput>) => () =>
    aws.ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId: ids.endpointIds['ssmmessages'], ...change }))
  const endpointPolicy = (Effect: 'Allow' | 'Deny') =>
    ssmmessages({
      PolicyDocument: JSON.stringify({ Statement: [{ Effect, Principal: '*', Action: '*', Resource: '*' }] }),
    })
  const attach = (arn: () => string) => () =>
    aws.iam.send(new AttachRolePolicyCommand({ RoleName: ids.roleName, PolicyArn: arn() }))
  const detach = (arn: () => string) => () =>
    aws.iam.send(new DetachRolePolicyCommand({ RoleName: ids.roleName, PolicyArn: arn() }))
  const sessionKey = async (command: DisableKeyCommand | EnableKeyCommand) => {
    const kms = new KMSClient({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS })
    await (command instanceof DisableKeyCommand ? kms.send(command) : kms.send(command)).finally(() => kms.destroy())
  }

  const OFF = 'node-channel: fail not-connected'
  const R = 'READY'
  const D = 'DEGRADED'
  const B = 'BLOCKED'
  type Change = () => Promise<unknown>
  /** Name, change, the way back, exit code, verdict of the VPC (and of its tunnels), of the host for a shell, and what flips. */
  const CHANGES: [string, Change, Change, number, string, string, string[]][] = [
    ['the channel', both(async () => undefined, false), both(async () => undefined, true), 2, B, B, [OFF]],
    [
      'the ssmmessages endpoint, while the channel still stands',
      ...withoutEndpoint('ssmmessages', false),
      0,
      D,
      D,
      ['endpoint-ssmmessages: fail absent', 'path-ssmmessages: warn blocked-by-route'],
    ],
    [
      'the ssmmessages endpoint, and the channel is gone',
      ...withoutEndpoint('ssmmessages', true),
      2,
      B,
      B,
      ['endpoint-ssmmessages: fail absent', OFF, 'path-ssmmessages: fail blocked-by-route'],
    ],
    [
      'the ssm endpoint, while the agent still pings',
      ...withoutEndpoint('ssm', false),
      0,
      D,
      D,
      ['endpoint-ssm: fail absent', 'path-ssm: warn blocked-by-route'],
    ],
    [
      'the kms endpoint',
      ...withoutEndpoint('kms', false),
      0,
      R,
      B,
      ['endpoint-kms: fail absent', 'path-kms: fail blocked-by-route'],
    ],
    ['an endpoint that nothing here needs', ...withoutEndpoint('ec2messages', false), 0, R, R, []],
    [
      "the role's policy",
      detach(() => CORE),
      attach(() => CORE),
      2,
      B,
      B,
      ['role-session-permissions: fail permissions-missing'],
    ],
    [
      'the right to decrypt',
      detach(() => ids.policyArn),
      attach(() => ids.policyArn),
      0,
      R,
      B,
      ['role-kms-decrypt: fail permissions-missing', 'role-s3-encryption-configuration: warn permissions-missing'],
    ],
    [
      'DNS hostnames, while the agent is still there',
      dns('EnableDnsHostnames', false),
      dns('EnableDnsHostnames', true),
      0,
      D,
      B,
      [
        'endpoint-kms: fail dns-hostnames-off',
        'endpoint-ssm: fail dns-hostnames-off',
        'endpoint-ssmmessages: fail dns-hostnames-off',
        'path-kms: fail blocked-by-route',
        'path-ssm: warn blocked-by-route',
        'path-ssmmessages: warn blocked-by-route',
        'vpc-dns: warn dns-hostnames-off',
      ],
    ],
    [
      'DNS hostnames, and the channel is gone',
      both(dns('EnableDnsHostnames', false), false),
      both(dns('EnableDnsHostnames', true), true),
      2,
      B,
      B,
      [
        OFF,
        'endpoint-kms: fail dns-hostnames-off',
        'endpoint-ssm: fail dns-hostnames-off',
        'endpoint-ssmmessages: fail dns-hostnames-off',
        'path-kms: fail blocked-by-route',
        'path-ssm: warn blocked-by-route',
        'path-ssmmessages: fail blocked-by-route',
        'vpc-dns: fail dns-hostnames-off',
      ],
    ],
    [
      'DNS support',
      both(dns('EnableDnsSupport', false), false),
      both(dns('EnableDnsSupport', true), true),
      2,
      B,
      B,
      [
        'database-name: fail dns-support-off',
        'endpoint-kms: fail dns-support-off',
        'endpoint-s3: fail dns-support-off',
        'endpoint-ssm: fail dns-support-off',
        'endpoint-ssmmessages: fail dns-support-off',
        OFF,
        'path-kms: fail blocked-by-name-resolution',
        'path-s3: warn blocked-by-name-resolution',
        'path-ssm: warn blocked-by-name-resolution',
        'path-ssmmessages: fail blocked-by-name-resolution',
        'vpc-dns: fail dns-support-off',
      ],
    ],
    [
      'private DNS of the ssmmessages endpoint',
      both(ssmmessages({ PrivateDnsEnabled: false }), false),
      both(ssmmessages({ PrivateDnsEnabled: true }), true),
      2,
      B,
      B,
      ['endpoint-ssmmessages: fail private-dns-off', OFF, 'path-ssmmessages: fail blocked-by-route'],
    ],
    [
      'the policy of the ssmmessages endpoint',
      both(endpointPolicy('Deny'), false),
      both(endpointPolicy('Allow'), true),
      2,
      B,
      B,
      [OFF, 'path-ssmmessages: fail blocked-by-endpoint-policy'],
    ],
    [
      'the session key',
      () => sessionKey(new DisableKeyCommand({ KeyId: ids.kmsKeyId })),
      () => sessionKey(new EnableKeyCommand({ KeyId: ids.kmsKeyId })),
      0,
      R,
      B,
      ['session-kms-key: fail key-disabled'],
    ],
  ]

  it.each(CHANGES)(
    'taking away %s flips exactly what rests on it',
    async (_, change, back, exitCode, vpc, shell, expected) => {
      const after = await changed(change, back)
      expect(after.flips).toEqual([...expected].sort())
      expect(after.exitCode).toBe(exitCode)
      expect(after.verdicts.vpcs).toEqual([vpc])
      expect(after.verdicts.tunnels).toEqual([vpc, vpc])
      expect(after.report.hosts.map((h) => h.verdicts.shell)).toEqual([shell])
    },
  )

  it('ends as it began', async () => {
    expect(flips(base.report, (await auditByCli()).report)).toEqual([])
  })

  it('a region that does not exist: one sentence that suggests one that does', async () => {
    const { exitCode, stdout, stderr } = await runCli(['audit', '--region', 'eu-west-9'])
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^ssm-ready: eu-west-9 \(did you mean eu-west-\d\?\): [^\n]*enabled[^\n]*\n$/)
  })

  it('a region with nothing in it but the default VPC is shown in one table, exit code 0', async () => {
    const { exitCode, report } = await auditByCli(['--region', 'eu-north-1'])
    expect([exitCode, verdicts(report)]).toEqual([0, { vpcs: [], hosts: [], tunnels: [] }])
    const table = await runCli(['audit', '--region', 'eu-north-1'])
    expect(table.stdout).toContain('NOT APPLICABLE')
    expect(table.stderr).toBe('')
  })

  it('a snapshot says the same as the account, and so does a redacted one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
    try {
      for (const redact of [[], ['--redact']]) {
        await runCli(['collect', '--out', 'snapshot.json', ...redact], { cwd: folder })
        const { exitCode, stdout } = await runCli(['audit', '--snapshot', 'snapshot.json', '--format', 'json'], {
          cwd: folder,
        })
        const report = JSON.parse(stdout) as Report
        expect(exitCode).toBe(0)
        const said = ({ findings }: Report) => findings.map((f) => `${f.checkId}: ${f.status} ${f.reason}`).sort()
        expect(said(report)).toEqual(said(base.report))
        expect(verdicts(report)).toEqual(verdicts(base.report))
        if (redact.length > 0)
          expect(stdout).not.toMatch(new RegExp([ids.account, ids.instanceId, ids.dbEndpoint].join('|')))
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
