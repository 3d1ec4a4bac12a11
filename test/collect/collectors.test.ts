import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs'
import {
  DescribeManagedPrefixListsCommand,
  DescribePrefixListsCommand,
  DescribeRouteTablesCommand,
  DescribeTransitGatewayRouteTablesCommand,
  EC2Client,
  SearchTransitGatewayRoutesCommand,
} from '@aws-sdk/client-ec2'
import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient, ListGrantsCommand } from '@aws-sdk/client-kms'
import { DescribeDBProxiesCommand, DescribeDBProxyTargetsCommand, RDSClient } from '@aws-sdk/client-rds'
import { ListHostedZonesByVPCCommand, ListResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53'
import {
  ListResolverRuleAssociationsCommand,
  ListResolverRulesCommand,
  Route53ResolverClient,
} from '@aws-sdk/client-route53resolver'
import { GetBucketEncryptionCommand, GetBucketPolicyCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { DescribeDocumentCommand, GetDocumentCommand, GetServiceSettingCommand, SSMClient } from '@aws-sdk/client-ssm'
import { mockClient } from 'aws-sdk-client-mock'
import { afterEach, describe, expect, it } from 'vitest'
import { createClients } from '../../src/aws/clients.js'
import type { RegionContext } from '../../src/collect/context.js'
import { collectPrefixLists } from '../../src/collect/ec2-filters.js'
import { collectRouteTables } from '../../src/collect/ec2-routing.js'
import { collectTransitGatewayRouteTables } from '../../src/collect/ec2-transit-gateways.js'
import { collectKey } from '../../src/collect/kms-key.js'
import { collectDbProxies } from '../../src/collect/rds.js'
import { createZoneReader, zoneMatters } from '../../src/collect/route53.js'
import { collectResolverRuleAssociations, createRuleReader } from '../../src/collect/route53resolver.js'
import { createRunners } from '../../src/collect/runner.js'
import { collectSessionDocuments, collectSessionPreferences } from '../../src/collect/session-documents.js'
import { collectLogBucket, collectLogBucketKey, collectLogGroup } from '../../src/collect/session-logs.js'
import { collectDefaultHostManagement } from '../../src/collect/ssm.js'
import type { VpcEndpoint } from '../../src/model/snapshot-network.js'

const ec2 = mockClient(EC2Client)
const ssm = mockClient(SSMClient)
const kms = mockClient(KMSClient)
const rds = mockClient(RDSClient)
const s3 = mockClient(S3Client)
const logs = mockClient(CloudWatchLogsClient)
const route53 = mockClient(Route53Client)
const resolver = mockClient(Route53ResolverClient)
afterEach(() => {
  for (const mock of [ec2, ssm, kms, rds, s3, logs, route53, resolver]) mock.reset()
})

const ACCOUNT = '123456789012'
const context = (): RegionContext => ({
  clients: createClients({
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    defaultRegion: 'eu-west-1',
    env: {},
  }),
  runner: createRunners().forRegion('eu-west-1'),
  region: 'eu-west-1',
  accountId: ACCOUNT,
  partition: 'aws',
})
const resolverRules = (of = context()) => collectResolverRuleAssociations(of, createRuleReader(of))
const failure = (name: string, more: object = {}) => Object.assign(new Error('m'), { name }, more)

describe('private hosted zones', () => {
  const SSM = 'ssm.eu-west-1.amazonaws.com'
  const names = new Set([SSM, 'db.corp.example'])
  const zone = (HostedZoneId: string, Name: string, Owner: object = { OwningAccount: ACCOUNT }) => ({
    HostedZoneId,
    Name,
    Owner,
  })
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
    const [one, two] = await Promise.all(['vpc-1', 'vpc-2'].map((id) => reader.collect(context(), id, names, [])))
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

  it('of another account are known by name, their records denied without asking', async () => {
    route53
      .on(ListHostedZonesByVPCCommand)
      .resolves({ HostedZoneSummaries: [zone('Z1', `${SSM}.`, { OwningAccount: '999999999999' })] } as object)
    const zones = await createZoneReader().collect(context(), 'vpc-1', names, [])
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
    const zones = await createZoneReader().collect(context(), 'vpc-1', names, endpoints)
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

describe('resolver rules', () => {
  it('are looked up only where some are associated', async () => {
    resolver.on(ListResolverRuleAssociationsCommand).resolves({ ResolverRuleAssociations: [] })
    expect(await resolverRules()).toMatchObject({ outcome: 'ok', value: [] })
    expect(resolver.commandCalls(ListResolverRulesCommand)).toHaveLength(0)
  })

  it('give kind and domain; the root stays a dot; an unlisted rule stays unknown', async () => {
    resolver.on(ListResolverRuleAssociationsCommand).resolves({
      ResolverRuleAssociations: ['r1', 'r2', 'r3'].map((ResolverRuleId) => ({ VPCId: 'vpc-1', ResolverRuleId })),
    })
    resolver.on(ListResolverRulesCommand).resolves({
      ResolverRules: [
        { Id: 'r1', RuleType: 'FORWARD', DomainName: 'Corp.Example.' },
        { Id: 'r2', RuleType: 'RECURSIVE', DomainName: '.' },
      ],
    })
    expect(await resolverRules()).toMatchObject({
      value: [
        { resolverRuleId: 'r1', ruleType: 'FORWARD', domainName: 'corp.example' },
        { resolverRuleId: 'r2', ruleType: 'RECURSIVE', domainName: '.' },
        { resolverRuleId: 'r3' },
      ],
    })
  })

  it('that cannot be read make the associations unreadable', async () => {
    resolver
      .on(ListResolverRuleAssociationsCommand)
      .resolves({ ResolverRuleAssociations: [{ VPCId: 'vpc-1', ResolverRuleId: 'r1' }] })
    resolver.on(ListResolverRulesCommand).rejects(failure('AccessDeniedException'))
    expect(await resolverRules()).toMatchObject({
      outcome: 'denied',
      api: 'route53resolver:ListResolverRules',
    })
  })
})

describe('where a name of AWS does not resolve', () => {
  it('nothing is known: neither rules nor lists of prefixes are none', async () => {
    const unresolved = failure('Error', { code: 'ENOTFOUND' })
    resolver.on(ListResolverRuleAssociationsCommand).rejects(unresolved)
    ec2.on(DescribeManagedPrefixListsCommand).rejects(unresolved)
    expect(await resolverRules()).toMatchObject({ outcome: 'error' })
    expect(await collectPrefixLists(context(), Promise.resolve(new Set()))).toMatchObject({ outcome: 'error' })
    expect(ec2.commandCalls(DescribePrefixListsCommand)).toHaveLength(0)
  })

  it('rules that are associated exist, whatever their own list says', async () => {
    resolver
      .on(ListResolverRuleAssociationsCommand)
      .resolves({ ResolverRuleAssociations: [{ VPCId: 'vpc-1', ResolverRuleId: 'r1' }] })
    resolver.on(ListResolverRulesCommand).rejects(failure('UnknownOperationException'))
    expect(await resolverRules()).toMatchObject({ outcome: 'error', api: 'route53resolver:ListResolverRules' })
  })
})

describe('transit gateway routes', () => {
  const attachments = (value: object[]) =>
    Promise.resolve({ outcome: 'ok', api: 'ec2:DescribeTransitGatewayVpcAttachments', value } as never)
  const table = (TransitGatewayRouteTableId: string, TransitGatewayId: string) => ({
    TransitGatewayRouteTableId,
    TransitGatewayId,
    State: 'available' as const,
  })

  it('are read of gateways that VPCs are attached to, page by page', async () => {
    ec2
      .on(DescribeTransitGatewayRouteTablesCommand)
      .resolves({ TransitGatewayRouteTables: [table('tgw-rtb-1', 'tgw-1'), table('tgw-rtb-2', 'tgw-2')] })
    ec2.on(SearchTransitGatewayRoutesCommand).resolves({ Routes: [], NextToken: 'a', AdditionalRoutesAvailable: true })
    ec2.on(SearchTransitGatewayRoutesCommand, { NextToken: 'a' }).resolves({
      Routes: [{ DestinationCidrBlock: '10.0.0.0/8', State: 'active', Type: 'static' }],
    })
    const tables = await collectTransitGatewayRouteTables(context(), attachments([{ transitGatewayId: 'tgw-1' }]))
    expect(tables).toMatchObject({
      value: [{ transitGatewayRouteTableId: 'tgw-rtb-1', routes: { value: [{ destinationCidrBlock: '10.0.0.0/8' }] } }],
    })
    expect(ec2.commandCalls(SearchTransitGatewayRoutesCommand)).toHaveLength(2)
  })

  it('that AWS does not list to the end are an error, not a part', async () => {
    ec2
      .on(DescribeTransitGatewayRouteTablesCommand)
      .resolves({ TransitGatewayRouteTables: [table('tgw-rtb-1', 'tgw-1')] })
    ec2.on(SearchTransitGatewayRoutesCommand).resolves({
      Routes: [{ DestinationCidrBlock: '10.0.0.0/8' }],
      AdditionalRoutesAvailable: true,
    })
    const tables = await collectTransitGatewayRouteTables(context(), attachments([{ transitGatewayId: 'tgw-1' }]))
    expect(tables).toMatchObject({ value: [{ routes: { outcome: 'error', api: 'ec2:SearchTransitGatewayRoutes' } }] })
  })
})

describe('route tables', () => {
  it('name the subnets whose association is changing apart from those that are associated', async () => {
    const association = (SubnetId: string, State?: string) => ({
      SubnetId,
      ...(State && { AssociationState: { State } }),
    })
    ec2.on(DescribeRouteTablesCommand).resolves({
      RouteTables: [
        {
          RouteTableId: 'rtb-1',
          VpcId: 'vpc-1',
          Routes: [],
          Associations: [association('a'), association('b', 'associating'), association('c', 'failed')] as object[],
        },
      ],
    })
    expect(await collectRouteTables(context())).toMatchObject({
      value: [{ subnetIds: ['a'], changingSubnetIds: ['b'], main: false }],
    })
  })
})

describe('prefix lists', () => {
  const named = Promise.resolve(new Set(['pl-1']))

  it('come from the older API where the newer one does not exist', async () => {
    ec2.on(DescribeManagedPrefixListsCommand).rejects(failure('InvalidAction'))
    ec2.on(DescribePrefixListsCommand).resolves({
      PrefixLists: [
        { PrefixListId: 'pl-1', PrefixListName: 's3', Cidrs: ['52.0.0.0/15'] },
        { PrefixListId: 'pl-2', PrefixListName: 'dynamodb', Cidrs: ['53.0.0.0/15'] },
      ],
    })
    expect(await collectPrefixLists(context(), named)).toMatchObject({
      value: [{ prefixListId: 'pl-1', entries: { outcome: 'ok', value: ['52.0.0.0/15'] } }],
    })
  })

  it('that are denied are denied', async () => {
    ec2.on(DescribeManagedPrefixListsCommand).rejects(failure('UnauthorizedOperation'))
    expect(await collectPrefixLists(context(), named)).toMatchObject({
      outcome: 'denied',
      api: 'ec2:DescribeManagedPrefixLists',
    })
    expect(ec2.commandCalls(DescribePrefixListsCommand)).toHaveLength(0)
  })
})

describe('session preferences', () => {
  const preferences = (Content: string) => {
    ssm.on(GetDocumentCommand).resolves({ Content, DocumentVersion: '2' })
    ssm.on(DescribeDocumentCommand).resolves({ Document: { LatestVersion: '3' } })
    return collectSessionPreferences(context())
  }

  it('that nobody saved are null', async () => {
    ssm.on(GetDocumentCommand).rejects(failure('InvalidDocument'))
    expect(await collectSessionPreferences(context())).toEqual({ outcome: 'ok', api: 'ssm:GetDocument', value: null })
  })

  it('tell the default version and the latest', async () => {
    const content = JSON.stringify({
      sessionType: 'Standard_Stream',
      inputs: { kmsKeyId: 'alias/x', runAsEnabled: 'true' },
    })
    expect(await preferences(content)).toMatchObject({
      value: { documentVersion: '2', latestVersion: '3', inputs: { kmsKeyId: 'alias/x', runAsEnabled: 'true' } },
    })
  })

  it.each(['{', '[]', 'null', '{"inputs": []}', ''])('that are no JSON object say so: %s', async (content) => {
    const found = await preferences(content)
    if (found.outcome !== 'ok' || found.value === null) throw new Error('not read')
    expect(found.value.contentError).not.toBe('')
    expect(found.value).not.toHaveProperty('inputs')
  })

  it('name AWS documents that a region may lack', async () => {
    ssm.on(DescribeDocumentCommand).resolves({ Document: { Status: 'Active', DocumentType: 'Session' } })
    ssm.on(DescribeDocumentCommand, { Name: 'AWS-StartSSHSession' }).rejects(failure('InvalidDocument'))
    const documents = await collectSessionDocuments(context())
    expect(documents['AWS-StartSSHSession']).toMatchObject({ outcome: 'ok', value: null })
    expect(documents['AWS-StartPortForwardingSessionToRemoteHost']).toMatchObject({ value: { status: 'Active' } })
  })

  it('Default Host Management that was never set is off', async () => {
    ssm.on(GetServiceSettingCommand).rejects(failure('ServiceSettingNotFound'))
    expect(await collectDefaultHostManagement(context())).toMatchObject({ value: { settingValue: '$None' } })
  })
})

describe('what the session preferences name', () => {
  const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1'

  it('a key: policy and grants by its ARN, each with its own outcome', async () => {
    kms.on(DescribeKeyCommand).resolves({ KeyMetadata: { KeyId: '1', Arn: KEY, KeyState: 'Enabled' } })
    kms.on(GetKeyPolicyCommand, { KeyId: KEY }).rejects(failure('AccessDeniedException'))
    kms.on(ListGrantsCommand, { KeyId: KEY }).resolves({ Grants: [{ Operations: ['Decrypt'] }] })
    expect(await collectKey(context(), 'alias/session')).toMatchObject({
      value: {
        arn: KEY,
        policy: { outcome: 'denied', api: 'kms:GetKeyPolicy' },
        grants: { outcome: 'ok', value: [{ operations: ['Decrypt'] }] },
      },
    })
  })

  it('a key of another region is looked up there', async () => {
    kms.on(DescribeKeyCommand).rejects(failure('NotFoundException'))
    expect(await collectKey(context(), KEY)).toMatchObject({ outcome: 'ok', value: null })
    const [call] = kms.commandCalls(DescribeKeyCommand)
    expect(await call?.thisValue.config.region()).toBe('us-east-1')
  })

  it.each([
    ['its alias', 'alias/logs', 1],
    ["S3's own key", 'alias/aws/s3', 0],
    ['no key', undefined, 0],
  ])('the key of a bucket, by %s', async (_, kmsMasterKeyId, calls) => {
    kms.on(DescribeKeyCommand).resolves({ KeyMetadata: { KeyId: '1', Arn: KEY, KeyState: 'Enabled' } })
    const encryption = { sseAlgorithm: 'aws:kms', ...(kmsMasterKeyId !== undefined && { kmsMasterKeyId }) }
    const key = await collectLogBucketKey(context(), {
      outcome: 'ok',
      api: 's3:ListBucket',
      value: {
        bucketName: 'logs',
        region: 'us-east-1',
        encryption: { outcome: 'ok', api: 's3:GetEncryptionConfiguration', value: encryption },
        policy: { outcome: 'ok', api: 's3:GetBucketPolicy', value: null },
      },
    })
    const described = kms.commandCalls(DescribeKeyCommand)
    expect(described).toHaveLength(calls)
    expect(key === undefined).toBe(calls === 0)
    for (const call of described) expect(await call.thisValue.config.region()).toBe('us-east-1')
  })

  it('a bucket: region, encryption and policy, where it has them', async () => {
    s3.on(HeadBucketCommand).resolves({ BucketRegion: 'eu-west-1' })
    s3.on(GetBucketEncryptionCommand).rejects(failure('ServerSideEncryptionConfigurationNotFoundError'))
    s3.on(GetBucketPolicyCommand).rejects(failure('NoSuchBucketPolicy'))
    expect(await collectLogBucket(context(), 'logs')).toMatchObject({
      value: {
        bucketName: 'logs',
        region: 'eu-west-1',
        encryption: { outcome: 'ok', value: null, api: 's3:GetEncryptionConfiguration' },
        policy: { outcome: 'ok', value: null },
      },
    })
  })

  it('a bucket of another region is read there', async () => {
    s3.on(HeadBucketCommand).rejects(
      failure('301', {
        $metadata: { httpStatusCode: 301 },
        $response: { headers: { 'x-amz-bucket-region': 'us-east-1' } },
      }),
    )
    s3.on(GetBucketEncryptionCommand).resolves({
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY } }],
      },
    })
    s3.on(GetBucketPolicyCommand).resolves({ Policy: '{}' })
    expect(await collectLogBucket(context(), 'logs')).toMatchObject({
      value: { region: 'us-east-1', encryption: { value: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: KEY } } },
    })
  })

  it.each([
    [{ outcome: 'ok', value: null }, failure('NotFound', { $metadata: { httpStatusCode: 404 } })],
    [{ outcome: 'denied' }, failure('403', { $metadata: { httpStatusCode: 403 } })],
  ])('a bucket: %o', async (outcome, error) => {
    s3.on(HeadBucketCommand).rejects(error)
    expect(await collectLogBucket(context(), 'logs')).toMatchObject({ ...outcome, api: 's3:ListBucket' })
  })

  it('a log group by its whole name, on whatever page', async () => {
    logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [{ logGroupName: '/ssm/other' }], nextToken: 'a' })
    logs
      .on(DescribeLogGroupsCommand, { nextToken: 'a' })
      .resolves({ logGroups: [{ logGroupName: '/ssm', kmsKeyId: KEY }] })
    expect(await collectLogGroup(context(), '/ssm')).toMatchObject({ value: { logGroupName: '/ssm', kmsKeyId: KEY } })
    expect(await collectLogGroup(context(), '/ss')).toMatchObject({ outcome: 'ok', value: null })
  })
})

describe('database proxies', () => {
  it('each with its targets, and the reason where those cannot be read', async () => {
    rds.on(DescribeDBProxiesCommand).resolves({
      DBProxies: ['a', 'b'].map((DBProxyName) => ({ DBProxyName, Status: 'available', EngineFamily: 'MYSQL' })),
    })
    rds.on(DescribeDBProxyTargetsCommand, { DBProxyName: 'a' }).resolves({ Targets: [{ RdsResourceId: 'db-1' }] })
    rds.on(DescribeDBProxyTargetsCommand, { DBProxyName: 'b' }).rejects(failure('AccessDenied'))
    expect(await collectDbProxies(context())).toMatchObject({
      value: [
        { dbProxyName: 'a', targets: { outcome: 'ok', value: [{ rdsResourceId: 'db-1' }] } },
        { dbProxyName: 'b', targets: { outcome: 'denied', api: 'rds:DescribeDBProxyTargets' } },
      ],
    })
  })
})
