import { storesWithoutVpc, unreadStores } from '../inventory/data-stores.js'
import { read } from '../inventory/read.js'
import type { UnauditedConnection } from '../inventory/unaudited-connections.js'
import type { HostSelection } from '../model/config.js'
import type { Remedy } from '../model/finding.js'
import type { Instance } from '../model/snapshot-hosts.js'
import { type CheckContext, defineCheck, fail, pass, skip, unknown } from './define.js'
import { awsCommand } from './lib/aws-command.js'
import { DATABASE_NEEDS } from './lib/database-needs.js'
import { jumpHostChanges } from './lib/jump-host-remedy.js'

export default defineCheck({
  id: 'vpc-jump-host',
  title: 'The VPC has a jump host for its databases',
  why: 'A VPC whose databases have no host in it, or in a VPC connected to it, cannot be reached through Session Manager at all.',
  console:
    'EC2 > Instances > the instance > Actions > Instance settings > Manage tags: ssm-ready:role = jump-host. Or EC2 > Instances > Launch instances, in a private subnet.',
  subject: 'vpc',
  blocks: ['tunnel'],
  posture: false,
  needs: [
    ...['ec2:DescribeVpcs', 'ec2:DescribeInstances', 'ssm:DescribeInstanceInformation'],
    ...['ec2:DescribeVpcPeeringConnections', 'ec2:DescribeTransitGatewayVpcAttachments'],
    ...['ec2:DescribeTransitGatewayAttachments', 'ec2:DescribeTransitGateways'],
    ...[
      'ec2:DescribeRouteTables',
      'ec2:DescribeSubnets',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeNetworkInterfaces',
    ],
    ...[...DATABASE_NEEDS, 'rds:DescribeDBSubnetGroups'],
  ],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-sessions-start.html',
  statuses: ['pass', 'fail', 'unknown', 'skip'],
  run({ vpcId }, context) {
    const { region, inventory } = context
    const databaseIds = region.knownDatabasesOf(vpcId).map((database) => database.databaseId)
    if (databaseIds.length === 0) {
      read(region.databasesOf(vpcId))
      // What the hosts of a VPC are for is known without lists that may hold nothing.
      const isServing = region.knownHostsOf(vpcId).length > 0
      for (const failure of (isServing ? storesWithoutVpc : unreadStores)(region.snapshot)) read(failure)
      return skip('no-databases', `${vpcId} holds no databases.`)
    }
    const hosts = region.knownHostsOf(vpcId)
    if (hosts.length > 0)
      return pass('jump-host-present', `${vpcId} has the jump hosts ${hosts.map((h) => h.instanceId).join(', ')}.`)

    const connected = [...new Set(inventory.knownTunnelsInto(vpcId).map((tunnel) => tunnel.host.instanceId))]
    if (connected.length > 0)
      return pass('connected-vpc-host', `${connected.join(', ')} in a connected VPC may serve ${vpcId}.`, {
        evidence: { hostIds: connected },
      })
    const [elsewhere] = inventory.unauditedConnections(vpcId, region)
    const candidates = candidatesOf(vpcId, context)
    const remedy = remedyOf(vpcId, candidates[0], context)
    if (elsewhere) {
      const connections = inventory.unauditedConnections(vpcId, region)
      const open = region
        .knownDatabasesOf(vpcId)
        .filter((each) => inventory.unauditedConnections(vpcId, region, [each]).length > 0)
      const { reason, message, text } = served(
        vpcId,
        databaseIds,
        elsewhere,
        open.map(({ databaseId }) => databaseId),
      )
      return unknown(reason, message, {
        evidence: { databaseIds, connections },
        remedy: { ...remedy, text: `${text} ${remedy.text}` },
      })
    }
    read(inventory.tunnelsInto(vpcId, region))

    const named = candidates.map((i) => (i.name ? `${i.name} (${i.instanceId})` : i.instanceId)).join(', ')
    const could = candidates.length > 0 ? `; Systems Manager already manages ${named}` : ''
    return fail('no-jump-host', `${vpcId} holds ${databaseIds.join(', ')} and has no jump host${could}.`, {
      evidence: { databaseIds, candidates: candidates.map(({ instanceId, name }) => ({ instanceId, name })) },
      remedy,
    })
  },
})

/**
 * What is said of hosts that may serve from where nobody looked.
 * @param open those of the databases that may be entered from there, for all that is seen
 */
function served(
  vpcId: string,
  databaseIds: readonly string[],
  { by, to, because }: UnauditedConnection,
  open: readonly string[],
) {
  const none = `${vpcId} holds ${databaseIds.join(', ')} and has no jump host`
  const closed = databaseIds.filter((id) => !open.includes(id)).join(', ')
  const others = closed === '' ? '' : ` Routes or security groups keep everybody from there away from ${closed}.`
  const reached = `whether a host there can reach ${open.join(', ')}`
  switch (because) {
    case 'region':
      return {
        reason: 'region-not-audited',
        message: `${none}; whether ${to}, with which ${by} connects it, has one was not audited.`,
        text: 'Audit the other region, too (--region, once for each). Or here:',
      }
    case 'account':
      return {
        reason: 'hosts-of-another-account',
        message: `${none}; ${by === vpcId ? `it is shared with ${to}` : `${by} connects it with ${to}`}, and ${reached} was not judged.${others}`,
        text: 'Try it through a host there, with credentials of that account. Or here:',
      }
    case 'core-network':
      return {
        reason: 'hosts-beyond-core-network',
        message: `${none}; ${by} connects it with ${to}, and ${reached} cannot be seen.${others}`,
        text: 'Try it through a host in one of those. Or here:',
      }
  }
}

/** Instances of the VPC whose agent is online. Where registrations cannot be read, the VPC is no less without a host. */
function candidatesOf(vpcId: string, { inventory, region }: CheckContext): Instance[] {
  const instances = read(inventory.instancesOf(vpcId))
  return instances.filter((i) => i.state === 'running' && region.knownNodeOf(i.instanceId)?.pingStatus === 'Online')
}

/** What makes an instance a jump host is for the config to say. */
function remedyOf(vpcId: string, candidate: Instance | undefined, context: CheckContext): Remedy {
  const { inventory, region } = context
  const { hosts: selection } = inventory.config
  if (selection !== undefined)
    return { text: `Launch a jump host, or make one of the instances match the config: ${wordsOf(selection)}.` }
  const text = 'Tag the instance that is to be the jump host with ssm-ready:role=jump-host, or launch one.'
  if (!candidate) {
    const changes = jumpHostChanges(vpcId, context)
    return changes ? { id: 'launch-jump-host', text, changes } : { text }
  }
  return {
    text,
    commands: [
      awsCommand(
        ...['ec2', 'create-tags', '--resources', candidate.instanceId],
        ...['--tags', 'Key=ssm-ready:role,Value=jump-host', '--region', region.region],
      ),
    ],
  }
}

function wordsOf(selection: HostSelection): string {
  if (selection === 'all') return 'hosts: all'
  const { tag, namePattern, ids } = selection
  const parts = [
    ...(tag === undefined ? [] : [`tag ${tag}`]),
    ...(namePattern === undefined ? [] : [`a Name that matches ${namePattern}`]),
    ...(ids === undefined ? [] : [`one of ${ids.join(', ')}`]),
  ]
  return `hosts: ${parts.join(', or ')}`
}
