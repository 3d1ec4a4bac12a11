import {
  DescribeSecurityGroupsCommand,
  DescribeVpcAttributeCommand,
  type EC2Client,
  ModifyVpcEndpointCommand,
  type ModifyVpcEndpointCommandInput,
  type VpcEndpoint,
} from '@aws-sdk/client-ec2'
import { hasCode, shortMessage } from '../../aws/errors.js'
import type { ModifyEndpointChange } from '../../model/change.js'
import type { Facts } from '../../model/plan.js'
import type { Snapshot } from '../../model/snapshot.js'
import { type ChangeContext, changeHandler } from '../change-handler.js'
import { editItems, findItem } from '../edit.js'
import { poll } from '../wait.js'
import { endpointNow, untilAvailable } from './endpoint-live.js'
import { editEndpoint, withSubnet, withTable } from './endpoint-snapshot.js'
import { afterDryRun } from './request.js'
import { ENDPOINTS, GATEWAY_PARTS, INTERFACE_PARTS } from './vpc-endpoint.js'
import { vpcEndpointChangeCode } from './vpc-endpoint-change-code.js'

// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
const ZONES = ['arn:${AWS::Partition}:route53:::hostedzone/*']

/**
 * Private DNS of an endpoint, switched on, or subnets, route tables or groups that it gets.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcEndpoint.html
 */
export const vpcEndpointChange = changeHandler<ModifyEndpointChange>({
  kinds: ['modify-vpc-endpoint'],
  asCode: vpcEndpointChangeCode,
  doc: 'https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html',
  api: () => ['ec2:ModifyVpcEndpoint'],
  needs: [
    { action: 'ec2:DescribeVpcEndpoints' },
    { action: 'ec2:DescribeVpcAttribute' },
    { action: 'ec2:DescribeSecurityGroups' },
    { action: 'ec2:ModifyVpcEndpoint', resources: ENDPOINTS },
    { action: 'ec2:ModifyVpcEndpoint', resources: INTERFACE_PARTS, endpointType: 'Interface' },
    { action: 'ec2:ModifyVpcEndpoint', resources: GATEWAY_PARTS, endpointType: 'Gateway' },
    // Private DNS is a hosted zone that the service associates with the VPC.
    { action: 'route53:AssociateVPCWithHostedZone', resources: ZONES, endpointType: 'Interface' },
  ],
  resource: ({ vpcEndpointId }) => vpcEndpointId,
  title(change) {
    const { vpcEndpointId, vpcId, privateDns } = change
    if (privateDns) return `Switch private DNS of ${vpcEndpointId} on: at once all of ${vpcId} uses it.`
    return `Give ${vpcEndpointId} ${partOf(change).ids.join(', ')}.`
  },
  commands(change) {
    const { vpcEndpointId, privateDns, region } = change
    const { flag, ids } = partOf(change)
    return [
      [
        ...['aws', 'ec2', 'modify-vpc-endpoint', '--vpc-endpoint-id', vpcEndpointId],
        ...(privateDns ? ['--private-dns-enabled'] : [flag, ...ids]),
        ...['--region', region],
      ],
    ]
  },
  undoTitle: (change) =>
    change.privateDns
      ? `Switch private DNS of ${change.vpcEndpointId} off again.`
      : `Take ${partOf(change).ids.join(', ')} from ${change.vpcEndpointId} again.`,
  before(change, snapshot) {
    const { vpcEndpointId, region } = change
    const endpoint = findItem(snapshot, region, 'vpcEndpoints', (each) => each.vpcEndpointId === vpcEndpointId)
    if (!change.privateDns) return { present: endpoint ? partOf(change).of(endpoint) : [] }
    const admits = endpoint && admittedBy(endpoint.groupIds, region, snapshot)
    return { privateDns: 'off', ...(admits && { admits }) }
  },
  after: (change) => (change.privateDns ? { privateDns: 'on' } : { present: partOf(change).ids }),
  async read(change, { before }, { clients }) {
    const { vpcEndpointId, vpcId, region } = change
    const ec2 = clients.ec2(region)
    const endpoint = await endpointNow(ec2, vpcEndpointId)
    if (!endpoint)
      return { is: 'neither', facts: { endpoint: 'absent' }, message: `${vpcEndpointId} does not exist any more.` }
    if (!change.privateDns) {
      const { ids, live } = partOf(change)
      const present = ids.filter((id) => live(endpoint).includes(id))
      return { is: present.length === ids.length ? 'after' : 'before', facts: { present } }
    }
    if (endpoint.PrivateDnsEnabled) return { is: 'after', facts: { privateDns: 'on' } }
    const off = await attributesOff(ec2, vpcId)
    if (off.length > 0)
      return {
        is: 'neither',
        facts: { off },
        message: `${vpcId} has ${off.join(' and ')} off, which private DNS needs.`,
      }
    const facts = { privateDns: 'off', ...(await liveAdmits(ec2, endpoint, before)) }
    const lost = missing(before, facts)
    if (lost.length === 0) return { is: 'before', facts }
    const message = `The groups of ${vpcEndpointId} no longer admit tcp/443 from ${lost.join(', ')}: private DNS would cut them off.`
    return { is: 'neither', facts, message }
  },
  async perform(change, _step, context) {
    const { vpcEndpointId, region } = change
    const ec2 = context.clients.ec2(region)
    if (change.privateDns) {
      await modify(ec2, { VpcEndpointId: vpcEndpointId, PrivateDnsEnabled: true }, context)
      await untilAvailable(ec2, vpcEndpointId, context, (endpoint) => endpoint.PrivateDnsEnabled === true)
      return {}
    }
    const { ids, live, add } = partOf(change)
    const endpoint = await endpointNow(ec2, vpcEndpointId)
    const fresh = ids.filter((id) => !endpoint || !live(endpoint).includes(id))
    await modify(ec2, { VpcEndpointId: vpcEndpointId, ...add(fresh) }, context)
    await untilAvailable(ec2, vpcEndpointId, context, (now) => ids.every((id) => live(now).includes(id)))
    return {}
  },
  async undo(change, { before }, context) {
    const { vpcEndpointId, region } = change
    const ec2 = context.clients.ec2(region)
    if (change.privateDns) {
      await modify(ec2, { VpcEndpointId: vpcEndpointId, PrivateDnsEnabled: false }, context)
      return
    }
    const { ids, remove } = partOf(change)
    const old = Array.isArray(before['present']) ? before['present'] : []
    const gone = ids.filter((id) => !old.includes(id))
    await modify(ec2, { VpcEndpointId: vpcEndpointId, ...remove(gone) }, context)
  },
  applyTo(change, snapshot) {
    const { vpcEndpointId, region, privateDns, addSubnetIds = [], addRouteTableIds = [], addGroupIds = [] } = change
    const changed = editEndpoint(snapshot, region, vpcEndpointId, (each) => ({
      ...each,
      privateDnsEnabled: privateDns ?? each.privateDnsEnabled,
      groupIds: [...new Set([...each.groupIds, ...addGroupIds])],
    }))
    const { networkInterfaceIds = [], groupIds = [] } =
      findItem(changed, region, 'vpcEndpoints', (each) => each.vpcEndpointId === vpcEndpointId) ?? {}
    const guarded = editItems(changed, region, 'networkInterfaces', (eni) =>
      addGroupIds.length > 0 && networkInterfaceIds.includes(eni.networkInterfaceId) ? { ...eni, groupIds } : eni,
    )
    const placed = addSubnetIds.reduce((all, id) => withSubnet(all, region, vpcEndpointId, id), guarded)
    return addRouteTableIds.reduce((all, id) => withTable(all, region, vpcEndpointId, id), placed)
  },
})

type Lists = { subnetIds: string[]; routeTableIds: string[]; groupIds: string[] }

/** The one list that a change adds to. */
function partOf({ addSubnetIds, addRouteTableIds, addGroupIds = [] }: ModifyEndpointChange) {
  const within = (ids: string[], list: readonly string[]) => ids.filter((id) => list.includes(id))
  if (addSubnetIds)
    return {
      ...{ flag: '--add-subnet-ids', ids: addSubnetIds, live: (endpoint: VpcEndpoint) => endpoint.SubnetIds ?? [] },
      of: (endpoint: Lists) => within(addSubnetIds, endpoint.subnetIds),
      add: (ids: string[]) => ({ AddSubnetIds: ids }),
      remove: (ids: string[]) => ({ RemoveSubnetIds: ids }),
    }
  if (addRouteTableIds)
    return {
      ...{ flag: '--add-route-table-ids', ids: addRouteTableIds },
      live: (endpoint: VpcEndpoint) => endpoint.RouteTableIds ?? [],
      of: (endpoint: Lists) => within(addRouteTableIds, endpoint.routeTableIds),
      add: (ids: string[]) => ({ AddRouteTableIds: ids }),
      remove: (ids: string[]) => ({ RemoveRouteTableIds: ids }),
    }
  return {
    ...{ flag: '--add-security-group-ids', ids: addGroupIds },
    live: (endpoint: VpcEndpoint) => (endpoint.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []),
    of: (endpoint: Lists) => within(addGroupIds, endpoint.groupIds),
    add: (ids: string[]) => ({ AddSecurityGroupIds: ids }),
    remove: (ids: string[]) => ({ RemoveSecurityGroupIds: ids }),
  }
}

/** A name that an endpoint had that was deleted lingers for minutes. */
async function modify(ec2: EC2Client, input: ModifyVpcEndpointCommandInput, context: ChangeContext): Promise<void> {
  let last: unknown
  const attempt = async () => {
    try {
      await afterDryRun((dry) => ec2.send(new ModifyVpcEndpointCommand({ ...input, ...dry })))
      return true
    } catch (error) {
      if (!hasCode(error, ['InvalidParameter']) || !/conflicting DNS domain/i.test(shortMessage(error))) throw error
      last = error
      return undefined
    }
  }
  const done = await poll(attempt, context.waits.effect, context)
  if ('ended' in done) throw last
}

async function attributesOff(ec2: EC2Client, VpcId: string): Promise<string[]> {
  const off: string[] = []
  for (const Attribute of ['enableDnsSupport', 'enableDnsHostnames'] as const) {
    const answer = await ec2.send(new DescribeVpcAttributeCommand({ VpcId, Attribute }))
    const value = Attribute === 'enableDnsSupport' ? answer.EnableDnsSupport : answer.EnableDnsHostnames
    if (!value?.Value) off.push(Attribute)
  }
  return off
}

/** From whom groups admit HTTPS; `undefined` where one of them is not listed. */
function admittedBy(groupIds: readonly string[], region: string, snapshot: Snapshot): string[] | undefined {
  const groups = groupIds.map((id) => findItem(snapshot, region, 'securityGroups', (group) => group.groupId === id))
  if (groups.some((group) => !group)) return undefined
  const rules = groups.flatMap((group) => group?.ipPermissions ?? []).filter(isHttps)
  const sources = rules.flatMap((rule) => [
    ...[...rule.ipRanges, ...rule.ipv6Ranges, ...rule.prefixListIds],
    ...rule.userIdGroupPairs.map((pair) => pair.groupId),
  ])
  return [...new Set(sources)].sort()
}

interface Ports {
  ipProtocol?: string | undefined
  fromPort?: number | undefined
  toPort?: number | undefined
}

const isHttps = ({ ipProtocol, fromPort = 0, toPort = 65535 }: Ports) =>
  ipProtocol === '-1' || ((ipProtocol === 'tcp' || ipProtocol === '6') && fromPort <= 443 && toPort >= 443)

/** The same by a live look, where the plan rests on it. */
async function liveAdmits(ec2: EC2Client, endpoint: VpcEndpoint, before: Facts): Promise<{ admits?: string[] }> {
  const GroupIds = (endpoint.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? [])
  if (!Array.isArray(before['admits']) || GroupIds.length === 0) return {}
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds }))
  if (!SecurityGroups) throw new Error("AWS's answer lacks the groups of the endpoint")
  const rules = SecurityGroups.flatMap((group) => group.IpPermissions ?? []).filter((rule) =>
    isHttps({ ipProtocol: rule.IpProtocol, fromPort: rule.FromPort, toPort: rule.ToPort }),
  )
  const sources = rules.flatMap((rule) => [
    ...(rule.IpRanges ?? []).map((range) => range.CidrIp),
    ...(rule.Ipv6Ranges ?? []).map((range) => range.CidrIpv6),
    ...(rule.PrefixListIds ?? []).map((list) => list.PrefixListId),
    ...(rule.UserIdGroupPairs ?? []).map((pair) => pair.GroupId),
  ])
  return { admits: [...new Set(sources.flatMap((source) => source ?? []))].sort() }
}

function missing(before: Facts, facts: Facts): string[] {
  const [old, now] = [before['admits'], facts['admits']]
  if (!Array.isArray(old)) return []
  return old.filter((source) => !Array.isArray(now) || !now.includes(source))
}
