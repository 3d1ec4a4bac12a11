import { CreateVpcEndpointCommand, DeleteVpcEndpointsCommand, type VpcEndpoint } from '@aws-sdk/client-ec2'
import type { CreateEndpointChange } from '../../model/change.js'
import { newName } from '../../model/step-id.js'
import { changeHandler } from '../change-handler.js'
import { addItem, findItem } from '../edit.js'
import { endpointNow, endpointsWith, stateOf, untilAvailable, untilGone } from './endpoint-live.js'
import { withSubnet, withTable } from './endpoint-snapshot.js'
import { afterDryRun, filtersOf, isOf, mayTag, ON_PLANNED, tagsOf, tokenOf, WITH_PLAN_TAG } from './request.js'
import { vpcEndpointCode } from './vpc-endpoint-code.js'

/** What AWS gives an endpoint that is made without a policy. */
const FULL_ACCESS = JSON.stringify({
  Statement: [{ Action: '*', Effect: 'Allow', Principal: '*', Resource: '*' }],
})

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
export const ENDPOINTS = ['arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:vpc-endpoint/*']
const VPCS = ['arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:vpc/*']
export const INTERFACE_PARTS = [
  'arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:subnet/*',
  'arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:security-group/*',
]
export const GATEWAY_PARTS = ['arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:route-table/*']
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in

/**
 * An endpoint whose private DNS is off, so that nobody is led to it before it answers. Its policy is AWS's: full access.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
 */
export const vpcEndpoint = changeHandler<CreateEndpointChange>({
  kinds: ['create-vpc-endpoint'],
  asCode: vpcEndpointCode,
  doc: 'https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html',
  api: () => ['ec2:CreateVpcEndpoint'],
  needs: [
    { action: 'ec2:DescribeVpcEndpoints' },
    { action: 'ec2:DescribeNetworkInterfaces' },
    { action: 'ec2:CreateVpcEndpoint', resources: ENDPOINTS, condition: WITH_PLAN_TAG },
    { action: 'ec2:CreateVpcEndpoint', resources: VPCS },
    { action: 'ec2:CreateVpcEndpoint', resources: INTERFACE_PARTS, endpointType: 'Interface' },
    { action: 'ec2:CreateVpcEndpoint', resources: GATEWAY_PARTS, endpointType: 'Gateway' },
    mayTag('CreateVpcEndpoint', ENDPOINTS),
    { action: 'ec2:DeleteVpcEndpoints', resources: ENDPOINTS, condition: ON_PLANNED },
  ],
  resource: ({ vpcId }) => vpcId,
  title({ endpointType, serviceName, vpcId, subnetIds, routeTableIds }) {
    return endpointType === 'Gateway'
      ? `Create a gateway endpoint of ${serviceName} in ${vpcId} for ${routeTableIds.join(', ')}.`
      : `Create an interface endpoint of ${serviceName} in ${vpcId}, in ${subnetIds.join(', ')}, without private DNS yet.`
  },
  commands({ endpointType, serviceName, vpcId, subnetIds, groupIds, routeTableIds, region }) {
    const parts =
      endpointType === 'Gateway'
        ? ['--route-table-ids', ...routeTableIds]
        : [...['--subnet-ids', ...subnetIds, '--security-group-ids'], ...groupIds, '--no-private-dns-enabled']
    return [
      [
        ...['aws', 'ec2', 'create-vpc-endpoint', '--vpc-id', vpcId, '--service-name', serviceName],
        ...['--vpc-endpoint-type', endpointType, ...parts, '--region', region],
      ],
    ]
  },
  lookup: ({ serviceName, vpcId, region }) => [
    ...['aws', 'ec2', 'describe-vpc-endpoints', '--filters', `Name=vpc-id,Values=${vpcId}`],
    ...[`Name=service-name,Values=${serviceName}`, '--query', 'VpcEndpoints[0].VpcEndpointId', '--output', 'text'],
    ...['--region', region],
  ],
  undoTitle: ({ serviceName, vpcId }) => `Delete the endpoint of ${serviceName} in ${vpcId}.`,
  before: () => ({ endpoint: 'absent' }),
  after: () => ({ endpoint: 'available' }),
  async read({ vpcId, serviceName, endpointType, region }, step, { clients }) {
    const here = [
      { Name: 'vpc-id', Values: [vpcId] },
      { Name: 'service-name', Values: [serviceName] },
    ]
    const all = await endpointsWith(clients.ec2(region), here)
    const own = all.find((endpoint) => isOf(endpoint.Tags, step))
    if (own?.VpcEndpointId !== undefined) {
      const state = stateOf(own)
      return { is: state === 'available' ? 'after' : 'before', facts: { endpoint: state }, created: own.VpcEndpointId }
    }
    const other = all.find((endpoint) => endpoint.VpcEndpointType === endpointType && isOfUse(endpoint))
    if (!other) return { is: 'before', facts: { endpoint: 'absent' } }
    const message = `${vpcId} has ${other.VpcEndpointId} of ${serviceName} by now, which this plan did not make.`
    return { is: 'neither', facts: { endpoint: stateOf(other) }, message }
  },
  async perform(change, step, context) {
    const { region, vpcId, serviceName, endpointType, subnetIds, groupIds, routeTableIds } = change
    const ec2 = context.clients.ec2(region)
    const [own] = await endpointsWith(ec2, filtersOf(step))
    const input = {
      ...{ VpcId: vpcId, ServiceName: serviceName, VpcEndpointType: endpointType },
      ...(endpointType === 'Interface'
        ? { SubnetIds: subnetIds, SecurityGroupIds: groupIds, PrivateDnsEnabled: false }
        : { RouteTableIds: routeTableIds }),
      ClientToken: tokenOf(step),
      TagSpecifications: [{ ResourceType: 'vpc-endpoint' as const, Tags: tagsOf(step) }],
    }
    const made =
      own ?? (await afterDryRun((dry) => ec2.send(new CreateVpcEndpointCommand({ ...input, ...dry })))).VpcEndpoint
    if (made?.VpcEndpointId === undefined) throw new Error("AWS's answer lacks the id of the endpoint")
    await untilAvailable(ec2, made.VpcEndpointId, context)
    return { created: made.VpcEndpointId }
  },
  async undo({ region }, { created }, context) {
    const ec2 = context.clients.ec2(region)
    const endpoint = created === undefined ? undefined : await endpointNow(ec2, created)
    if (!endpoint || created === undefined) return
    const input = { VpcEndpointIds: [created] }
    const { Unsuccessful = [] } = await afterDryRun((dry) =>
      ec2.send(new DeleteVpcEndpointsCommand({ ...input, ...dry })),
    )
    const [failed] = Unsuccessful
    if (failed) throw new Error(`${created} stays: ${failed.Error?.Message}`)
    await untilGone(ec2, endpoint, context)
  },
  applyTo({ region, vpcId, serviceName, endpointType, subnetIds, groupIds, routeTableIds }, snapshot, stepId) {
    const vpcEndpointId = newName(stepId)
    if (findItem(snapshot, region, 'vpcEndpoints', (each) => each.vpcEndpointId === vpcEndpointId)) return snapshot
    const made = addItem(snapshot, region, 'vpcEndpoints', {
      ...{ vpcEndpointId, vpcId, ownerId: snapshot.accountId, serviceName, vpcEndpointType: endpointType },
      ...{ state: 'available', subnetIds: [], routeTableIds: [], groupIds, networkInterfaceIds: [] },
      ...{ privateDnsEnabled: false, dnsNames: [], requesterManaged: false, policyDocument: FULL_ACCESS },
    })
    const placed = subnetIds.reduce((before, id) => withSubnet(before, region, vpcEndpointId, id), made)
    return routeTableIds.reduce((before, id) => withTable(before, region, vpcEndpointId, id), placed)
  },
})

const isOfUse = (endpoint: VpcEndpoint) => !['failed', 'rejected', 'expired'].includes(stateOf(endpoint))
