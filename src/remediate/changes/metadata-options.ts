import { type EC2Client, type Instance, ModifyInstanceMetadataOptionsCommand } from '@aws-sdk/client-ec2'
import type { MetadataOptionsChange } from '../../model/change.js'
import type { Facts } from '../../model/plan.js'
import type { ChangeContext, Found } from '../change-handler.js'
import { changeHandler } from '../change-handler.js'
import { notCode } from '../code-form.js'
import { editItems, findItem } from '../edit.js'
import { gone, INSTANCES, instanceNow } from './instance.js'
import { afterDryRun, untilSeen } from './request.js'

/**
 * Options of an instance's metadata service.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceMetadataOptions.html
 */
export const metadataOptions = changeHandler<MetadataOptionsChange>({
  kinds: ['modify-instance-metadata-options'],
  asCode: notCode("The instance is not the template's: its options are set by a call."),
  doc: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-existing-instances.html',
  api: () => ['ec2:ModifyInstanceMetadataOptions'],
  needs: [{ action: 'ec2:DescribeInstances' }, { action: 'ec2:ModifyInstanceMetadataOptions', resources: INSTANCES }],
  resource: ({ instanceId }) => instanceId,
  title: ({ instanceId, httpEndpoint }) =>
    httpEndpoint
      ? `Switch the metadata service of ${instanceId} on, by IMDSv2 only.`
      : `Let the metadata service of ${instanceId} answer IMDSv2 only.`,
  commands: ({ instanceId, httpEndpoint, httpTokens, region }) => [
    [
      ...['aws', 'ec2', 'modify-instance-metadata-options', '--instance-id', instanceId],
      ...(httpEndpoint ? ['--http-endpoint', httpEndpoint] : []),
      ...(httpTokens ? ['--http-tokens', httpTokens] : []),
      ...['--region', region],
    ],
  ],
  undoTitle: ({ instanceId }) => `Set the metadata options of ${instanceId} as they were.`,
  before(change, snapshot) {
    const { instanceId, region } = change
    const host = findItem(snapshot, region, 'instances', (each) => each.instanceId === instanceId)
    return chosen(change, host?.metadataOptions)
  },
  after: (change) => chosen(change, change),
  read,
  async perform(change, _, context) {
    await modify(change, chosen(change, change), context)
    return {}
  },
  undo: (change, { before }, context) => modify(change, before, context),
  applyTo: ({ instanceId, region, httpEndpoint, httpTokens }, snapshot) =>
    editItems(snapshot, region, 'instances', (host) =>
      host.instanceId === instanceId
        ? {
            ...host,
            metadataOptions: {
              ...host.metadataOptions,
              ...(httpEndpoint && { httpEndpoint }),
              ...(httpTokens && { httpTokens }),
            },
          }
        : host,
    ),
})

interface Options {
  httpEndpoint?: string | undefined
  httpTokens?: string | undefined
}

/** Of the options those that the change sets. */
const chosen = (change: MetadataOptionsChange, { httpEndpoint, httpTokens }: Options = {}): Facts => ({
  // `enabled` is what EC2 sets when nobody says otherwise.
  ...(change.httpEndpoint && { httpEndpoint: httpEndpoint ?? 'enabled' }),
  ...(change.httpTokens && { httpTokens: httpTokens ?? 'unknown' }),
})

async function read(
  change: MetadataOptionsChange,
  { before }: { before: Facts },
  { clients }: ChangeContext,
): Promise<Found> {
  const instance = await instanceNow(clients.ec2(change.region), change.instanceId)
  if (!instance) return gone(change.instanceId)
  const facts = factsOf(change, instance)
  if (same(facts, chosen(change, change))) return { is: 'after', facts }
  if (same(facts, before)) return { is: 'before', facts }
  return { is: 'neither', facts, message: `The metadata options of ${change.instanceId} were changed meanwhile.` }
}

const factsOf = (change: MetadataOptionsChange, { MetadataOptions: { HttpEndpoint, HttpTokens } = {} }: Instance) =>
  chosen(change, { httpEndpoint: HttpEndpoint, httpTokens: HttpTokens })

const same = (a: Facts, b: Facts) => Object.entries(a).every(([name, value]) => b[name] === value)

async function modify(change: MetadataOptionsChange, wanted: Facts, context: ChangeContext): Promise<void> {
  const ec2: EC2Client = context.clients.ec2(change.region)
  const { httpEndpoint, httpTokens } = wanted as { httpEndpoint?: 'enabled'; httpTokens?: 'required' }
  const input = {
    InstanceId: change.instanceId,
    ...(httpEndpoint && { HttpEndpoint: httpEndpoint }),
    ...(httpTokens && { HttpTokens: httpTokens }),
  }
  await afterDryRun((dry) => ec2.send(new ModifyInstanceMetadataOptionsCommand({ ...input, ...dry })))
  await untilSeen(
    async () => {
      const instance = await instanceNow(ec2, change.instanceId)
      return instance?.MetadataOptions?.State !== 'pending' && !!instance && same(factsOf(change, instance), wanted)
    },
    `The metadata options of ${change.instanceId} are not applied yet`,
    context,
  )
}
