import {
  DescribeVpcAttributeCommand,
  type EC2Client,
  ModifyVpcAttributeCommand,
  paginateDescribeVpcEndpoints,
} from '@aws-sdk/client-ec2'
import { hasCode } from '../../aws/errors.js'
import type { VpcAttributeChange } from '../../model/change.js'
import { changeHandler } from '../change-handler.js'
import { notCode } from '../code-form.js'
import { editRegion } from '../edit.js'
import { poll } from '../wait.js'

// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
const VPCS = ['arn:${AWS::Partition}:ec2:*:${AWS::AccountId}:vpc/*']

/**
 * A DNS attribute of a VPC, switched on. DryRun does not exist for it.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcAttribute.html
 */
export const vpcAttribute = changeHandler<VpcAttributeChange>({
  kinds: ['modify-vpc-attribute'],
  asCode: notCode("The VPC is not the template's: an attribute of it is set by a call."),
  doc: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns-updating.html',
  api: () => ['ec2:ModifyVpcAttribute'],
  needs: [
    { action: 'ec2:DescribeVpcAttribute' },
    { action: 'ec2:DescribeVpcEndpoints' },
    { action: 'ec2:ModifyVpcAttribute', resources: VPCS },
  ],
  resource: ({ vpcId }) => vpcId,
  title: ({ vpcId, attribute }) => `Switch ${attribute} on in ${vpcId}.`,
  commands: ({ vpcId, attribute, region }) => [
    [
      ...['aws', 'ec2', 'modify-vpc-attribute', '--vpc-id', vpcId],
      ...[attribute === 'enableDnsSupport' ? '--enable-dns-support' : '--enable-dns-hostnames', '--region', region],
    ],
  ],
  undoTitle: ({ vpcId, attribute }) => `Switch ${attribute} off again in ${vpcId}, unless other endpoints use it.`,
  before({ vpcId, attribute, region }, snapshot) {
    const r = snapshot.regions.find((each) => each.region === region)
    const attributes = r?.vpcAttributes[vpcId]
    const endpoints = r?.vpcEndpoints.outcome === 'ok' ? r.vpcEndpoints.value : []
    const users = endpoints.filter((each) => each.vpcId === vpcId && each.privateDnsEnabled)
    return {
      [attribute]: attributes?.outcome === 'ok' ? attributes.value[attribute] : 'unknown',
      privateDnsEndpoints: users.map((each) => each.vpcEndpointId).sort(),
    }
  },
  after: ({ attribute }) => ({ [attribute]: true }),
  async read({ vpcId, attribute, region }, _step, { clients }) {
    const ec2 = clients.ec2(region)
    const value = await attributeNow(ec2, vpcId, attribute)
    if (value === undefined)
      return { is: 'neither', facts: { vpc: 'absent' }, message: `${vpcId} does not exist any more.` }
    const facts = { [attribute]: value, privateDnsEndpoints: await privateDnsEndpoints(ec2, vpcId) }
    return { is: value ? 'after' : 'before', facts }
  },
  async perform({ vpcId, attribute, region }, _step, context) {
    const ec2 = context.clients.ec2(region)
    await set(ec2, vpcId, attribute, true)
    const on = async () => ((await attributeNow(ec2, vpcId, attribute)) ? true : undefined)
    await poll(on, context.waits.effect, context)
    return {}
  },
  async undo({ vpcId, attribute, region }, { before }, { clients }) {
    const ec2 = clients.ec2(region)
    const known = Array.isArray(before['privateDnsEndpoints']) ? before['privateDnsEndpoints'] : []
    const since = (await privateDnsEndpoints(ec2, vpcId)).filter((id) => !known.includes(id))
    if (since.length > 0) throw new Error(`${attribute} stays on in ${vpcId}: ${since.join(', ')} came to need it.`)
    await set(ec2, vpcId, attribute, false)
  },
  applyTo({ vpcId, attribute, region }, snapshot) {
    return editRegion(snapshot, region, ({ vpcAttributes }) => {
      const known = vpcAttributes[vpcId]
      if (known?.outcome !== 'ok') return {}
      return {
        vpcAttributes: { ...vpcAttributes, [vpcId]: { ...known, value: { ...known.value, [attribute]: true } } },
      }
    })
  },
})

async function attributeNow(
  ec2: EC2Client,
  VpcId: string,
  Attribute: VpcAttributeChange['attribute'],
): Promise<boolean | undefined> {
  try {
    const { EnableDnsSupport, EnableDnsHostnames } = await ec2.send(
      new DescribeVpcAttributeCommand({ VpcId, Attribute }),
    )
    const value = (Attribute === 'enableDnsSupport' ? EnableDnsSupport : EnableDnsHostnames)?.Value
    if (value === undefined) throw new Error("AWS's answer lacks the attribute")
    return value
  } catch (error) {
    if (hasCode(error, ['InvalidVpcID.NotFound'])) return undefined
    throw error
  }
}

async function privateDnsEndpoints(client: EC2Client, vpcId: string): Promise<string[]> {
  const ids: string[] = []
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }]
  for await (const { VpcEndpoints = [] } of paginateDescribeVpcEndpoints({ client }, { Filters }))
    ids.push(...VpcEndpoints.flatMap((each) => (each.PrivateDnsEnabled ? (each.VpcEndpointId ?? []) : [])))
  return ids.sort()
}

const set = (ec2: EC2Client, VpcId: string, attribute: VpcAttributeChange['attribute'], Value: boolean) =>
  ec2.send(
    new ModifyVpcAttributeCommand({
      VpcId,
      ...(attribute === 'enableDnsSupport' ? { EnableDnsSupport: { Value } } : { EnableDnsHostnames: { Value } }),
    }),
  )
