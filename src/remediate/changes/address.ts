import {
  type Address,
  AssociateAddressCommand,
  DescribeAddressesCommand,
  DisassociateAddressCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2'
import { hasCode } from '../../aws/errors.js'
import type { DisassociateAddressChange } from '../../model/change.js'
import type { CommandLine } from '../../model/command.js'
import { changeHandler } from '../change-handler.js'
import { notCode } from '../code-form.js'
import { editItems, findItem } from '../edit.js'
import { INSTANCES } from './instance.js'
import { afterDryRun } from './request.js'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
const RESOURCES = [
  'arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:elastic-ip/*',
  'arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:network-interface/*',
]
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in

/**
 * An Elastic IP address taken from an interface; it stays the account's, and costs what it did.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisassociateAddress.html
 */
export const address = changeHandler<DisassociateAddressChange>({
  kinds: ['disassociate-address'],
  asCode: notCode(
    'Neither CloudFormation nor Terraform takes an address from an interface that it did not give it to.',
  ),
  doc: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html',
  api: () => ['ec2:DisassociateAddress'],
  needs: [
    { action: 'ec2:DescribeAddresses' },
    { action: 'ec2:DisassociateAddress', resources: RESOURCES },
    { action: 'ec2:AssociateAddress', resources: [...RESOURCES, ...INSTANCES] },
  ],
  resource: ({ networkInterfaceId }) => networkInterfaceId,
  title: ({ publicIp, networkInterfaceId, instanceId }) =>
    `Disassociate the Elastic IP address ${publicIp} from ${networkInterfaceId} of ${instanceId}; it stays the account's.`,
  commands: ({ publicIp, region }) => [
    [
      ...['aws', 'ec2', 'disassociate-address', '--association-id', { output: associationOf(publicIp, region) }],
      ...['--region', region],
    ],
  ],
  undoTitle: ({ publicIp, networkInterfaceId }) => `Associate ${publicIp} with ${networkInterfaceId} again.`,
  before({ networkInterfaceId, publicIp, region }, snapshot) {
    const eni = findItem(snapshot, region, 'networkInterfaces', (e) => e.networkInterfaceId === networkInterfaceId)
    return { address: eni?.publicIps.includes(publicIp) ? publicIp : 'none' }
  },
  after: () => ({ address: 'none' }),
  async read({ publicIp, networkInterfaceId, region }, _step, { clients }) {
    const found = await addressOf(clients.ec2(region), publicIp)
    if (!found) {
      const message = `${publicIp} is no Elastic IP address of this account any more.`
      return { is: 'neither', facts: { address: 'gone' }, message }
    }
    const { AllocationId, PrivateIpAddress, NetworkInterfaceId } = found
    if (found.AssociationId === undefined) return { is: 'after', facts: { address: 'none', AllocationId } }
    if (NetworkInterfaceId !== networkInterfaceId) {
      const message = `${publicIp} is associated with ${NetworkInterfaceId} by now.`
      return { is: 'neither', facts: { address: publicIp, NetworkInterfaceId }, message }
    }
    return { is: 'before', facts: { address: publicIp, AllocationId, PrivateIpAddress } }
  },
  async perform({ publicIp, region }, _step, { clients }) {
    const ec2 = clients.ec2(region)
    const AssociationId = (await addressOf(ec2, publicIp))?.AssociationId
    await afterDryRun((dry) => ec2.send(new DisassociateAddressCommand({ AssociationId, ...dry })))
    return {}
  },
  async undo({ networkInterfaceId, region }, { before }, { clients }) {
    const { AllocationId, PrivateIpAddress } = before
    if (typeof AllocationId !== 'string') throw new Error('Which Elastic IP address it was is not known.')
    const input = {
      ...{ AllocationId, NetworkInterfaceId: networkInterfaceId, AllowReassociation: false },
      ...(typeof PrivateIpAddress === 'string' && { PrivateIpAddress }),
    }
    const ec2 = clients.ec2(region)
    await afterDryRun((dry) => ec2.send(new AssociateAddressCommand({ ...input, ...dry })))
  },
  applyTo({ publicIp, networkInterfaceId, instanceId, region }, snapshot) {
    const without = <T extends { networkInterfaceId: string; publicIps: string[] }>(eni: T): T =>
      eni.networkInterfaceId === networkInterfaceId
        ? { ...eni, publicIps: eni.publicIps.filter((ip) => ip !== publicIp) }
        : eni
    const listed = editItems(snapshot, region, 'networkInterfaces', without)
    return editItems(listed, region, 'instances', (instance) => {
      const { publicIpAddress, ...rest } = instance
      const kept = instance.instanceId === instanceId && publicIpAddress === publicIp ? rest : instance
      return { ...kept, networkInterfaces: kept.networkInterfaces.map(without) }
    })
  },
})

/** By its own id alone can an address of a VPC be taken away, and only the account knows that. */
const associationOf = (publicIp: string, region: string): CommandLine => [
  ...['aws', 'ec2', 'describe-addresses', '--public-ips', publicIp],
  ...['--query', 'Addresses[0].AssociationId', '--output', 'text', '--region', region],
]

/** An Elastic IP address of the account; `undefined`: no such one, e.g. since AWS assigned it to an instance. */
export async function addressOf(ec2: EC2Client, publicIp: string): Promise<Address | undefined> {
  try {
    const { Addresses } = await ec2.send(new DescribeAddressesCommand({ PublicIps: [publicIp] }))
    if (!Addresses) throw new Error("AWS's answer lacks the addresses")
    return Addresses[0]
  } catch (error) {
    if (hasCode(error, ['InvalidAddress.NotFound'])) return undefined
    throw error
  }
}
