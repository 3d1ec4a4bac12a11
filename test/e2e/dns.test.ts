import { CreateVpcCommand, DescribeVpcEndpointsCommand, ModifyVpcEndpointCommand } from '@aws-sdk/client-ec2'
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, Route53Client } from '@aws-sdk/client-route-53'
import {
  AssociateFirewallRuleGroupCommand,
  CreateFirewallDomainListCommand,
  CreateFirewallRuleCommand,
  CreateFirewallRuleGroupCommand,
  Route53ResolverClient,
  UpdateFirewallDomainsCommand,
} from '@aws-sdk/client-route53resolver'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { auditByCli, useSim } from './support/audits.js'
import { type ArticleIds, CREDENTIALS, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'
import { Variants } from './support/variants.js'

const SSM = `ssm.${REGION}.amazonaws.com`

describe.skipIf(!simAvailable)('names by Route 53 Profiles and through DNS Firewall', () => {
  let sim: Sim
  let ids: ArticleIds
  let aws: Variants
  let route53: Route53Client
  let resolver: Route53ResolverClient
  let restore: () => void

  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
    ids = await sim.article()
    aws = new Variants(sim, ids)
    // An agent that answers would prove its paths.
    await sim.putAgent(ids.instanceId, { pingStatus: 'ConnectionLost', connected: false })
    const options = { endpoint: sim.url, region: REGION, credentials: CREDENTIALS }
    route53 = new Route53Client(options)
    resolver = new Route53ResolverClient(options)
  })
  afterAll(async () => {
    aws?.destroy()
    route53?.destroy()
    resolver?.destroy()
    restore?.()
  })

  const finding = (report: Report, checkId: string) => {
    const found = report.findings.find(
      (f) => f.checkId === checkId && [ids.instanceId, ids.vpcId].includes(f.subject.id),
    )
    return `${found?.status} ${found?.reason}`
  }

  /** No client of Route 53 Profiles is at hand; the simulated AWS asks for the service's name alone. */
  async function profiles(path: string, body: object): Promise<Record<string, { Id: string }>> {
    const scope = `${CREDENTIALS.accessKeyId}/20260101/${REGION}/route53profiles/aws4_request`
    const headers = {
      'Content-Type': 'application/json',
      Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    }
    const response = await fetch(`${sim.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return (await response.json()) as Record<string, { Id: string }>
  }

  it('are judged: a profile leads to the endpoint, a firewall blocks the name', async () => {
    const endpoint = ids.endpointIds['ssm'] ?? ''
    await aws.ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId: endpoint, PrivateDnsEnabled: false }))
    const without = (await auditByCli()).report
    expect([finding(without, 'endpoint-ssm'), finding(without, 'path-ssm')]).toEqual([
      'fail private-dns-off',
      'fail blocked-by-route',
    ])

    const { VpcEndpoints } = await aws.ec2.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [endpoint] }))
    const endpointName = VpcEndpoints?.[0]?.DnsEntries?.[0]?.DnsName ?? ''
    const hub = await aws.ec2.send(new CreateVpcCommand({ CidrBlock: '10.90.0.0/16' }))
    const made = await route53.send(
      new CreateHostedZoneCommand({
        Name: SSM,
        CallerReference: 'profile',
        VPC: { VPCId: hub.Vpc?.VpcId ?? '', VPCRegion: REGION },
        HostedZoneConfig: { PrivateZone: true },
      }),
    )
    const zoneId = made.HostedZone?.Id?.replace('/hostedzone/', '') ?? ''
    await route53.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: zoneId,
        ChangeBatch: {
          Changes: [
            {
              Action: 'CREATE',
              ResourceRecordSet: {
                Name: SSM,
                Type: 'CNAME',
                TTL: 60,
                ResourceRecords: [{ Value: endpointName }],
              },
            },
          ],
        },
      }),
    )
    const profile = (await profiles('/profile', { Name: 'shared', ClientToken: 'shared-1' }))['Profile']?.Id ?? ''
    await profiles('/profileassociation', { Name: 'spoke', ProfileId: profile, ResourceId: ids.vpcId })
    const ResourceArn = `arn:aws:route53:::hostedzone/${zoneId}`
    await profiles('/profileresourceassociation', { Name: 'zone', ProfileId: profile, ResourceArn })
    const { report } = await auditByCli()
    expect([finding(report, 'endpoint-ssm'), finding(report, 'path-ssm')]).toEqual([
      'pass private-hosted-zone',
      'pass reachable',
    ])

    const list = await resolver.send(new CreateFirewallDomainListCommand({ CreatorRequestId: 'l', Name: 'blocked' }))
    const FirewallDomainListId = list.FirewallDomainList?.Id ?? ''
    await resolver.send(
      new UpdateFirewallDomainsCommand({ FirewallDomainListId, Operation: 'ADD', Domains: ['*.amazonaws.com'] }),
    )
    const group = await resolver.send(new CreateFirewallRuleGroupCommand({ CreatorRequestId: 'g', Name: 'walls' }))
    const FirewallRuleGroupId = group.FirewallRuleGroup?.Id ?? ''
    await resolver.send(
      new CreateFirewallRuleCommand({
        CreatorRequestId: 'r',
        Name: 'block',
        FirewallRuleGroupId,
        FirewallDomainListId,
        Priority: 1,
        Action: 'BLOCK',
        BlockResponse: 'NODATA',
      }),
    )
    await resolver.send(
      new AssociateFirewallRuleGroupCommand({
        CreatorRequestId: 'a',
        Name: 'walls',
        FirewallRuleGroupId,
        VpcId: ids.vpcId,
        Priority: 101,
      }),
    )
    const walled = (await auditByCli()).report
    expect(finding(walled, 'path-ssmmessages')).toBe('fail blocked-by-name-resolution')
    expect(walled.complete).toBe(true)

    await sim.faults([{ service: 'route53profiles', operation: 'ListProfileAssociations', kind: 'denied' }])
    const blind = (await auditByCli()).report
    await sim.clearFaults()
    expect(finding(blind, 'path-ssm')).toBe('unknown api-denied')
    expect(blind.gaps.map((gap) => gap.api)).toContain('route53profiles:ListProfileAssociations')
  })
})
