import {
  DescribeNetworkInterfacesCommand,
  type EC2Client,
  ModifyNetworkInterfaceAttributeCommand,
} from '@aws-sdk/client-ec2'
import { hasCode } from '../../aws/errors.js'
import type { InterfaceGroupsChange } from '../../model/change.js'
import { changeHandler } from '../change-handler.js'
import { notCode } from '../code-form.js'
import { editItems, findItem } from '../edit.js'
import { afterDryRun } from './request.js'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
const RESOURCES = [
  'arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:network-interface/*',
  'arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:security-group/*',
  'arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:instance/*',
]
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in

/**
 * The security groups of one interface, all of them.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyNetworkInterfaceAttribute.html
 */
export const interfaceGroups = changeHandler<InterfaceGroupsChange>({
  kinds: ['modify-network-interface-groups'],
  asCode: notCode("The interface is not the template's: neither CloudFormation nor Terraform takes groups from it."),
  doc: 'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-assign.html',
  api: () => ['ec2:ModifyNetworkInterfaceAttribute'],
  needs: [
    { action: 'ec2:DescribeNetworkInterfaces' },
    { action: 'ec2:ModifyNetworkInterfaceAttribute', resources: RESOURCES },
  ],
  resource: ({ networkInterfaceId }) => networkInterfaceId,
  title: ({ networkInterfaceId, groupIds }) =>
    `Let ${networkInterfaceId} bear ${groupIds.join(', ')} and no other group.`,
  commands: ({ networkInterfaceId, groupIds, region }) => [
    [
      ...['aws', 'ec2', 'modify-network-interface-attribute', '--network-interface-id', networkInterfaceId],
      ...['--groups', ...groupIds, '--region', region],
    ],
  ],
  undoTitle: ({ networkInterfaceId }) => `Give ${networkInterfaceId} the groups back that it had.`,
  before({ networkInterfaceId, region }, snapshot) {
    const eni = findItem(snapshot, region, 'networkInterfaces', (e) => e.networkInterfaceId === networkInterfaceId)
    return { groupIds: eni ? eni.groupIds.toSorted() : 'absent' }
  },
  after: ({ groupIds }) => ({ groupIds: groupIds.toSorted() }),
  async read({ networkInterfaceId, groupIds, region }, { before }, { clients }) {
    const live = await groupsOf(clients.ec2(region), networkInterfaceId)
    const words = (ids: readonly string[]) => ids.toSorted().join(', ')
    if (live === undefined)
      return {
        is: 'neither',
        facts: { interface: 'absent' },
        message: `${networkInterfaceId} does not exist any more.`,
      }
    const facts = { groupIds: live.toSorted() }
    if (words(live) === words(groupIds)) return { is: 'after', facts }
    const old = Array.isArray(before['groupIds']) ? before['groupIds'] : []
    if (words(live) === words(old)) return { is: 'before', facts }
    return { is: 'neither', facts, message: `${networkInterfaceId} bears ${words(live)} by now, not ${words(old)}.` }
  },
  async perform({ networkInterfaceId, groupIds, region }, _step, { clients }) {
    await assign(clients.ec2(region), networkInterfaceId, groupIds)
    return {}
  },
  async undo({ networkInterfaceId, region }, { before }, { clients }) {
    const { groupIds } = before
    if (!Array.isArray(groupIds)) throw new Error(`Which groups ${networkInterfaceId} had is not known.`)
    await assign(clients.ec2(region), networkInterfaceId, groupIds)
  },
  applyTo({ networkInterfaceId, groupIds, region }, snapshot) {
    const moved = <T extends { networkInterfaceId: string; groupIds: string[] }>(eni: T): T =>
      eni.networkInterfaceId === networkInterfaceId ? { ...eni, groupIds } : eni
    const listed = editItems(snapshot, region, 'networkInterfaces', moved)
    return editItems(listed, region, 'instances', (instance) => ({
      ...instance,
      networkInterfaces: instance.networkInterfaces.map(moved),
    }))
  },
})

async function groupsOf(ec2: EC2Client, networkInterfaceId: string): Promise<string[] | undefined> {
  const NetworkInterfaceIds = [networkInterfaceId]
  try {
    const { NetworkInterfaces } = await ec2.send(new DescribeNetworkInterfacesCommand({ NetworkInterfaceIds }))
    const groups = NetworkInterfaces?.[0]?.Groups
    if (!groups) throw new Error("AWS's answer lacks the groups of the interface")
    return groups.flatMap(({ GroupId }) => GroupId ?? [])
  } catch (error) {
    if (hasCode(error, ['InvalidNetworkInterfaceID.NotFound'])) return undefined
    throw error
  }
}

const assign = (ec2: EC2Client, NetworkInterfaceId: string, Groups: string[]) =>
  afterDryRun((dry) => ec2.send(new ModifyNetworkInterfaceAttributeCommand({ NetworkInterfaceId, Groups, ...dry })))
