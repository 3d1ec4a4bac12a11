import {
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  DeleteVpcEndpointsCommand,
  type IpPermission,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { runCli } from '../support/cli.js'
import { auditByCli, flips, useSim, verdicts } from './support/audits.js'
import { type ArticleIds, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'
import { Variants } from './support/variants.js'

describe.skipIf(!simAvailable)('paths of the reference account', () => {
  let sim: Sim
  let ids: ArticleIds
  let base: Report
  let aws: Variants
  let restore: () => void

  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
    ids = await sim.article()
    aws = new Variants(sim, ids)
    base = (await auditByCli()).report
  })
  afterAll(async () => {
    aws?.destroy()
    restore?.()
  })

  const finding = (report: Report, checkId: string, id: string) => {
    const found = report.findings.find((f) => f.checkId === checkId && f.subject.id === id)
    if (!found) throw new Error(`no ${checkId} of ${id}`)
    return found
  }
  const rule = (group: string, port: number, source: Partial<IpPermission>) => ({
    GroupId: group,
    IpPermissions: [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, ...source }],
  })

  it('go through the endpoints, and to both databases', () => {
    for (const check of ['path-ssm', 'path-ssmmessages', 'path-kms', 'path-s3'])
      expect(finding(base, check, ids.instanceId)).toMatchObject({ status: 'pass', reason: 'reachable' })
    const { evidence } = finding(base, 'path-ssmmessages', ids.instanceId)
    expect(evidence['endpointIds']).toEqual([ids.endpointIds['ssmmessages']])
    for (const database of [ids.dbInstanceId, ids.auroraClusterId])
      expect(finding(base, 'database-path', `${ids.instanceId}/${database}`).status).toBe('pass')
  })

  it("without the DB group's rule: names that group and the near miss", async () => {
    const jump = { UserIdGroupPairs: [{ GroupId: ids.jumpSecurityGroupId }] }
    const elsewhere = { IpRanges: [{ CidrIp: '10.9.0.0/16' }] }
    await aws.ec2.send(new RevokeSecurityGroupIngressCommand(rule(ids.dbSecurityGroupId, 5432, jump)))
    await aws.ec2.send(new AuthorizeSecurityGroupIngressCommand(rule(ids.dbSecurityGroupId, 5432, elsewhere)))
    const { report, exitCode } = await auditByCli()
    const explained = await runCli(['explain', ids.instanceId, ids.dbInstanceId])
    const explainedAsJson = await runCli(['explain', ids.instanceId, ids.dbInstanceId, '--format', 'json'])
    await aws.ec2.send(new RevokeSecurityGroupIngressCommand(rule(ids.dbSecurityGroupId, 5432, elsewhere)))
    await aws.ec2.send(new AuthorizeSecurityGroupIngressCommand(rule(ids.dbSecurityGroupId, 5432, jump)))
    expect(flips(base, report)).toEqual(['database-path: fail blocked-by-security-group-ingress'])
    const path = finding(report, 'database-path', `${ids.instanceId}/${ids.dbInstanceId}`)
    const blocking = path.hops?.filter((hop) => hop.outcome === 'fail') ?? []
    expect(blocking.map((hop) => hop.at)).toEqual([ids.dbSecurityGroupId])
    expect(blocking[0]?.nearMiss).toContain('10.9.0.0/16')
    expect(path.message).toContain(ids.dbSecurityGroupId)
    // The other database is still served.
    expect([exitCode, verdicts(report).vpcs]).toEqual([0, ['DEGRADED']])
    expect(report.tunnels.find((t) => t.databaseId === ids.dbInstanceId)).toMatchObject({
      verdict: 'BLOCKED',
      blockedBy: [{ checkId: 'database-path', reason: 'blocked-by-security-group-ingress' }],
      commands: {},
    })
    expect(explained).toMatchObject({ exitCode: 0, stderr: '' })
    for (const mention of [ids.dbSecurityGroupId, '10.9.0.0/16', 'authorize-security-group-ingress'])
      expect(explained.stdout).toContain(mention)
    const data = JSON.parse(explainedAsJson.stdout)
    expect(data.tunnel.verdict).toBe('BLOCKED')
    expect(data.findings[0]).toMatchObject({ checkId: 'database-path', status: 'fail', hops: path.hops })
  })

  describe('with a NAT gateway', () => {
    let nat: string
    beforeAll(async () => {
      const { ec2 } = aws
      const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}))
      const GatewayId = InternetGateway?.InternetGatewayId
      await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: GatewayId, VpcId: ids.vpcId }))
      const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: ids.vpcId, CidrBlock: '10.0.200.0/24' }))
      const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId: ids.vpcId }))
      const RouteTableId = RouteTable?.RouteTableId
      const everywhere = '0.0.0.0/0'
      await ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: everywhere, GatewayId }))
      await ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId: Subnet?.SubnetId }))
      const { AllocationId } = await ec2.send(new AllocateAddressCommand({ Domain: 'vpc' }))
      const made = await ec2.send(new CreateNatGatewayCommand({ SubnetId: Subnet?.SubnetId, AllocationId }))
      nat = made.NatGateway?.NatGatewayId ?? ''
      const route = { RouteTableId: ids.routeTableId, DestinationCidrBlock: everywhere, NatGatewayId: nat }
      await ec2.send(new CreateRouteCommand(route))
    })

    it('nothing changes while the endpoints serve', async () => {
      expect(flips(base, (await auditByCli()).report)).toEqual([])
    })

    it("without the endpoint group's rule: blocked, since private DNS shadows the NAT gateway", async () => {
      const vpc = { IpRanges: [{ CidrIp: '10.0.0.0/16' }] }
      await aws.ec2.send(new RevokeSecurityGroupIngressCommand(rule(ids.endpointSecurityGroupId, 443, vpc)))
      await sim.putAgent(ids.instanceId, { connected: false })
      const { report, exitCode } = await auditByCli()
      await sim.putAgent(ids.instanceId, { connected: true })
      await aws.ec2.send(new AuthorizeSecurityGroupIngressCommand(rule(ids.endpointSecurityGroupId, 443, vpc)))
      expect([exitCode, verdicts(report).vpcs, verdicts(report).tunnels]).toEqual([
        2,
        ['BLOCKED'],
        ['BLOCKED', 'BLOCKED'],
      ])
      const path = finding(report, 'path-ssmmessages', ids.instanceId)
      expect(path).toMatchObject({ status: 'fail', reason: 'blocked-by-security-group-ingress' })
      expect(path.message).toMatch(/private dns.*shadows/i)
      expect(path.message).toContain(nat)
      expect(path.hops?.filter((hop) => hop.outcome === 'fail').map((hop) => hop.at)).toEqual([
        ids.endpointSecurityGroupId,
      ])
    })

    it('without the endpoint: ready by NAT, and deviating', async () => {
      const VpcEndpointIds = [ids.endpointIds['ssmmessages'] ?? '']
      await aws.ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds }))
      const { report, exitCode } = await auditByCli()
      expect(flips(base, report)).toEqual(['endpoint-ssmmessages: fail absent'])
      expect([exitCode, verdicts(report).vpcs]).toEqual([0, ['READY']])
      expect(report.vpcs.find((v) => v.vpcId === ids.vpcId)?.posture).toBe('DEVIATING')
      expect((await auditByCli(['--region', REGION, '--fail-on', 'deviating'])).exitCode).toBe(2)
    })
  })
})
