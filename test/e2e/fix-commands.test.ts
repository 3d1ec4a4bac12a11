import {
  CreateNetworkAclEntryCommand,
  CreateTagsCommand,
  DeleteVpcEndpointsCommand,
  DescribeNetworkAclsCommand,
  ModifyInstanceMetadataOptionsCommand,
  ModifyVpcAttributeCommand,
  ModifyVpcEndpointCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  StopInstancesCommand,
} from '@aws-sdk/client-ec2'
import { ModifyDBInstanceCommand, RDSClient } from '@aws-sdk/client-rds'
import { SSMClient, UpdateDocumentCommand } from '@aws-sdk/client-ssm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { auditByCli, flips, useSim } from './support/audits.js'
import { type Fault, Faults } from './support/faults.js'
import { awsCliAvailable, pasteInBash } from './support/pasted.js'
import { type ArticleIds, CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'
import { Variants } from './support/variants.js'

const ANY = '0.0.0.0/0'

describe.skipIf(!simAvailable || !awsCliAvailable)('a printed command, pasted, clears its problem', () => {
  let sim: Sim
  let ids: ArticleIds
  let aws: Variants
  let ssm: SSMClient
  let faults: Faults
  let restore: () => void

  const build = async () => {
    ids = await sim.article()
    aws = new Variants(sim, ids)
    faults = new Faults(sim)
    await failsOver('jump-postgres')
  }
  /** A database with a standby in the other zone: network ACLs are in its way, too, which are not inside the host's subnet. */
  const failsOver = async (DBInstanceIdentifier: string) => {
    const rds = new RDSClient({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS })
    await rds.send(new ModifyDBInstanceCommand({ DBInstanceIdentifier, MultiAZ: true, ApplyImmediately: true }))
    rds.destroy()
  }
  beforeAll(async () => {
    sim = await freshSim({ commandMs: 100 })
    restore = useSim(sim)
    await build()
    ssm = new SSMClient({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS })
  })
  afterAll(async () => {
    aws?.destroy()
    ssm?.destroy()
    restore?.()
  })
  // A command that works leaves the account as it was.
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return
    await sim.reset()
    await build()
  })

  const endpointId = (service: string) => ids.endpointIds[service] ?? ''
  const tcp = (port: number, source: object) => [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, ...source }]
  const agent = (fields: Record<string, unknown>) => sim.putAgent(ids.instanceId, fields)
  const dns = (attribute: object) => aws.ec2.send(new ModifyVpcAttributeCommand({ VpcId: ids.vpcId, ...attribute }))
  const endpoint = (service: string, change: object) =>
    aws.ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId: endpointId(service), ...change }))
  const metadata = (options: object) =>
    aws.ec2.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId: ids.instanceId, ...options }))
  const deleteEndpoint = (service: string) =>
    aws.ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [endpointId(service)] }))
  const deny = async (Egress: boolean, from: number, to: number, CidrBlock = ANY) => {
    const filter = [{ Name: 'association.subnet-id', Values: [ids.subnetIds[0] ?? ''] }]
    const { NetworkAcls } = await aws.ec2.send(new DescribeNetworkAclsCommand({ Filters: filter }))
    const NetworkAclId = NetworkAcls?.[0]?.NetworkAclId
    await aws.ec2.send(
      new CreateNetworkAclEntryCommand({
        ...{ NetworkAclId, Egress, RuleNumber: 50, Protocol: '6', RuleAction: 'deny', CidrBlock },
        PortRange: { From: from, To: to },
      }),
    )
  }

  const FAULTS: Record<string, Fault> = {
    'a database group without a rule for the host': {
      told: ['database-path', 'blocked-by-security-group-ingress'],
      make: () =>
        aws.ec2.send(
          new RevokeSecurityGroupIngressCommand({
            GroupId: ids.dbSecurityGroupId,
            IpPermissions: tcp(5432, { UserIdGroupPairs: [{ GroupId: ids.jumpSecurityGroupId }] }),
          }),
        ),
    },
    'an agent that is too old': {
      told: ['agent-remote-host', 'agent-too-old'],
      make: () => agent({ agentVersion: '3.0.1124.0' }),
      afterwards: () => new Promise((done) => setTimeout(done, 3000)),
    },
    'a stopped host': {
      told: ['host-running', 'stopped'],
      make: () => aws.ec2.send(new StopInstancesCommand({ InstanceIds: [ids.instanceId] })),
    },
    'no metadata service': {
      told: ['host-metadata-service', 'endpoint-disabled'],
      make: () => metadata({ HttpEndpoint: 'disabled' }),
    },
    IMDSv1: { told: ['host-metadata-service', 'imdsv1-allowed'], make: () => metadata({ HttpTokens: 'optional' }) },
    'DNS support off': {
      told: ['vpc-dns', 'dns-support-off'],
      make: () => dns({ EnableDnsSupport: { Value: false } }),
    },
    'DNS hostnames off': {
      told: ['vpc-dns', 'dns-hostnames-off'],
      make: () => dns({ EnableDnsHostnames: { Value: false } }),
    },
    'an endpoint without private DNS': {
      told: ['path-kms', 'blocked-by-route'],
      make: () => endpoint('kms', { PrivateDnsEnabled: false }),
    },
    'a gateway endpoint without the route table': {
      told: ['path-s3', 'blocked-by-route'],
      make: () => endpoint('s3', { RemoveRouteTableIds: [ids.routeTableId] }),
    },
    'no gateway endpoint': { told: ['path-s3', 'blocked-by-route'], make: () => deleteEndpoint('s3') },
    'no interface endpoint': {
      told: ['path-kms', 'blocked-by-route'],
      make: () => deleteEndpoint('kms'),
    },
    'an older version of the preferences in force': {
      told: ['session-preferences', 'default-version-not-latest'],
      make: () =>
        ssm.send(
          new UpdateDocumentCommand({
            Name: 'SSM-SessionManagerRunShell',
            DocumentVersion: '$LATEST',
            Content: JSON.stringify({
              schemaVersion: '1.0',
              description: 'Again',
              sessionType: 'Standard_Stream',
              inputs: { kmsKeyId: ids.kmsKeyArn, s3EncryptionEnabled: true, cloudWatchEncryptionEnabled: true },
            }),
          }),
        ),
    },
    'a network ACL that denies the database': {
      told: ['database-path', 'blocked-after-failover'],
      make: () => deny(true, 5432, 5432),
    },
    'an endpoint group without a rule': {
      told: ['path-ssmmessages', 'blocked-by-security-group-ingress'],
      make: async () => {
        await aws.ec2.send(
          new RevokeSecurityGroupIngressCommand({
            GroupId: ids.endpointSecurityGroupId,
            IpPermissions: tcp(443, { IpRanges: [{ CidrIp: '10.0.0.0/16' }] }),
          }),
        )
        await agent({ connected: false })
      },
      afterwards: () => agent({ connected: true }),
    },
    'a host group that sends nothing': {
      told: ['path-ssmmessages', 'blocked-by-security-group-egress'],
      make: async () => {
        const all = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: ANY }] }]
        await aws.ec2.send(
          new RevokeSecurityGroupEgressCommand({ GroupId: ids.jumpSecurityGroupId, IpPermissions: all }),
        )
        await agent({ connected: false })
      },
      afterwards: () => agent({ connected: true }),
    },
    'no instance that is meant as jump host': {
      told: ['vpc-jump-host', 'no-jump-host'],
      make: () => {
        const [Resources, Tags] = [[ids.instanceId], [{ Key: 'Name', Value: 'worker' }]]
        return aws.ec2.send(new CreateTagsCommand({ Resources, Tags }))
      },
    },
    'no association that updates the agent': {
      told: ['agent-auto-update', 'no-association'],
      make: async () => undefined,
      left: ['agent-auto-update: pass association-targets-host'],
    },
  }

  it.each(Object.entries(FAULTS))('%s', (_, fault) => faults.clearsItsProblem(fault))

  it('entries of a network ACL that take one number: a round of commands for each', async () => {
    const before = (await auditByCli()).report
    const known = new Set(before.problems.map((problem) => problem.key))
    const unseenIn = ({ problems }: Report) => problems.find(({ key }) => !known.has(key))
    await deny(false, 1024, 65535, '10.0.0.0/8')
    const rounds: string[] = []
    let { report } = await auditByCli()
    for (let problem = unseenIn(report); problem && rounds.length < 5; problem = unseenIn(report)) {
      rounds.push(problem.remedy?.command?.bash ?? '')
      await pasteInBash(rounds.at(-1) ?? '', sim)
      ;({ report } = await auditByCli())
    }
    expect(rounds.length).toBeGreaterThan(1)
    expect({ left: flips(before, report), rounds }).toEqual({ left: [], rounds })
  })
})
