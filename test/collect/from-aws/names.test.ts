import { ListHostedZonesByVPCCommand, ListResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, describe, expect, it } from 'vitest'
import { createZoneReader, zoneMatters } from '../../../src/collect/route53.js'
import type { VpcEndpoint } from '../../../src/model/snapshot-network.js'
import { ACCOUNT, context } from './context.js'

const route53 = mockClient(Route53Client)
afterEach(() => {
  route53.reset()
})

describe('private hosted zones', () => {
  const SSM = 'ssm.eu-west-1.amazonaws.com'
  const names = new Set([SSM, 'db.corp.example'])
  const zone = (HostedZoneId: string, Name: string, Owner: object = { OwningAccount: ACCOUNT }) => ({
    HostedZoneId,
    Name,
    Owner,
  })
  /** No endpoint and no cluster stands behind a zone. */
  const NOBODY = { endpoints: [], clusters: [] }
  const API = 'abc.gr7.eu-west-1.eks.amazonaws.com'
  const NO_PLACE = {
    ...{ engine: 'kubernetes', status: 'ACTIVE', subnetIds: [], vpcSecurityGroups: [], interfaceDescriptions: [] },
  }
  const endpoint: VpcEndpoint = {
    vpcEndpointId: 'vpce-1',
    vpcId: 'vpc-1',
    serviceName: 'com.amazonaws.eu-west-1.ssm',
    vpcEndpointType: 'Interface',
    state: 'available',
    subnetIds: [],
    routeTableIds: [],
    groupIds: [],
    networkInterfaceIds: [],
    privateDnsEnabled: true,
    dnsNames: [SSM],
    requesterManaged: false,
  }

  it('are followed by token, records by position, each zone once', async () => {
    route53.on(ListHostedZonesByVPCCommand).resolves({ HostedZoneSummaries: [], NextToken: 'more' } as object)
    route53
      .on(ListHostedZonesByVPCCommand, { NextToken: 'more' })
      .resolves({ HostedZoneSummaries: [zone('Z1', 'CORP.example.'), zone('Z2', 'unrelated.example.')] } as object)
    route53.on(ListResourceRecordSetsCommand).resolves({
      ResourceRecordSets: [{ Name: '\\052.corp.example.', Type: 'A', ResourceRecords: [{ Value: '10.0.0.9' }] }],
      IsTruncated: true,
      NextRecordName: 'x.corp.example.',
      NextRecordType: 'A',
      MaxItems: 300,
    })
    route53.on(ListResourceRecordSetsCommand, { StartRecordName: 'x.corp.example.' }).resolves({
      ResourceRecordSets: [
        {
          Name: 'x.corp.example.',
          Type: 'A',
          AliasTarget: { DNSName: 'VPCE-1.example.', HostedZoneId: 'Z', EvaluateTargetHealth: false },
        },
      ],
      IsTruncated: false,
      MaxItems: 300,
    })
    const reader = createZoneReader()
    const [one, two] = await Promise.all(['vpc-1', 'vpc-2'].map((id) => reader.collect(context(), id, names, NOBODY)))
    expect(one).toEqual(two)
    expect(one).toEqual({
      outcome: 'ok',
      api: 'route53:ListHostedZonesByVPC',
      value: [
        {
          hostedZoneId: 'Z1',
          name: 'corp.example',
          records: {
            outcome: 'ok',
            api: 'route53:ListResourceRecordSets',
            value: [
              { name: '*.corp.example', type: 'A', values: ['10.0.0.9'] },
              { name: 'x.corp.example', type: 'A', values: [], aliasTarget: 'vpce-1.example' },
            ],
          },
        },
      ],
    })
    expect(route53.commandCalls(ListResourceRecordSetsCommand)).toHaveLength(2)
  })

  it.each([
    [{ Weight: 0, SetIdentifier: 'a' }, { weight: 0 }],
    [{ Failover: 'SECONDARY' as const, SetIdentifier: 'a' }, { oneOfSeveral: true }],
    [{ Region: 'eu-west-1' as const, SetIdentifier: 'a' }, { oneOfSeveral: true }],
    [{ MultiValueAnswer: true, SetIdentifier: 'a' }, {}],
  ])('have records by the routing policy: %o', async (policy, more) => {
    route53.on(ListHostedZonesByVPCCommand).resolves({ HostedZoneSummaries: [zone('Z1', `${SSM}.`)] } as object)
    const record = { Name: SSM, Type: 'A' as const, ...policy }
    const answer = (ResourceRecords?: { Value: string }[]) =>
      route53.on(ListResourceRecordSetsCommand).resolves({
        ...{ ResourceRecordSets: [{ ...record, ...(ResourceRecords && { ResourceRecords }) }] },
        ...{ IsTruncated: false, MaxItems: 300 },
      })
    answer([{ Value: '10.0.0.9' }])
    const read = () => createZoneReader().collect(context(), 'vpc-1', names, NOBODY)
    expect(await read()).toMatchObject({
      value: [{ records: { value: [{ name: SSM, type: 'A', values: ['10.0.0.9'], ...more }] } }],
    })
    answer()
    expect(await read()).toMatchObject({ value: [{ records: { message: "AWS's answer lacks ResourceRecords" } }] })
  })

  it('of another account are known by name, their records denied without asking', async () => {
    route53
      .on(ListHostedZonesByVPCCommand)
      .resolves({ HostedZoneSummaries: [zone('Z1', `${SSM}.`, { OwningAccount: '999999999999' })] } as object)
    const zones = await createZoneReader().collect(context(), 'vpc-1', names, NOBODY)
    expect(zones).toMatchObject({ value: [{ name: SSM, records: { outcome: 'denied' } }] })
    expect(route53.commandCalls(ListResourceRecordSetsCommand)).toHaveLength(0)
  })

  it.each([
    [[endpoint], []],
    [[], [SSM]],
    [[{ ...endpoint, vpcId: 'vpc-2' }], [SSM]],
    [[{ ...endpoint, privateDnsEnabled: false }], [SSM]],
  ])('of an AWS service are left out only where a known endpoint stands behind them', async (endpoints, left) => {
    route53
      .on(ListHostedZonesByVPCCommand)
      .resolves({ HostedZoneSummaries: [zone('Z1', `${SSM}.`, { OwningService: 'vpce.amazonaws.com' })] } as object)
    const zones = await createZoneReader().collect(context(), 'vpc-1', names, { ...NOBODY, endpoints })
    expect(zones.outcome === 'ok' && zones.value.map((z) => z.name)).toEqual(left)
  })

  it.each([
    ['vpc-1', 'eks.amazonaws.com', []],
    ['vpc-2', 'eks.amazonaws.com', [API]],
    ['vpc-1', undefined, [API]],
  ])('of the API of a Kubernetes cluster in %s, made by %s, leave %j', async (vpcId, OwningService, left) => {
    const owner = OwningService === undefined ? { OwningAccount: '999999999999' } : { OwningService }
    route53.on(ListHostedZonesByVPCCommand).resolves({ HostedZoneSummaries: [zone('Z1', `${API}.`, owner)] } as object)
    const cluster = { name: 'fleet', endpoint: { address: API.toUpperCase(), port: 443 }, vpcId }
    const clusters = [{ ...cluster, ...NO_PLACE }]
    const zones = await createZoneReader().collect(context(), 'vpc-1', new Set([API]), { ...NOBODY, clusters })
    expect(zones.outcome === 'ok' && zones.value.map((z) => z.name)).toEqual(left)
  })

  it('matter when they are the name or a parent of it', () => {
    expect(['amazonaws.com', SSM, 'eu-west-1.amazonaws.com'].map((z) => zoneMatters(z, names))).toEqual([
      true,
      true,
      true,
    ])
    expect(['mazonaws.com', `x.${SSM}`, 'example.com'].map((z) => zoneMatters(z, names))).toEqual([false, false, false])
  })
})
