import { StartInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2'
import { DescribeSessionsCommand } from '@aws-sdk/client-ssm'
import type { StartInstanceChange } from '../../model/change.js'
import { type ChangeContext, changeHandler, type Found } from '../change-handler.js'
import { notCode } from '../code-form.js'
import { editItems, editRegion, findItem, mapped } from '../edit.js'
import { gone, INSTANCES, instanceNow } from './instance.js'
import { afterDryRun, untilSeen } from './request.js'

/**
 * A stopped instance, started.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StartInstances.html
 */
export const startInstance = changeHandler<StartInstanceChange>({
  kinds: ['start-instances'],
  asCode: notCode('Starting an instance is an act, not a thing to have.'),
  doc: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Stop_Start.html',
  api: () => ['ec2:StartInstances'],
  needs: [
    { action: 'ec2:DescribeInstances' },
    { action: 'ssm:DescribeSessions' },
    ...['ec2:StartInstances', 'ec2:StopInstances'].map((action) => ({ action, resources: INSTANCES })),
  ],
  resource: ({ instanceId }) => instanceId,
  title: ({ instanceId }) => `Start ${instanceId}.`,
  commands: ({ instanceId, region }) => [
    ['aws', 'ec2', 'start-instances', '--instance-ids', instanceId, '--region', region],
  ],
  undoTitle: ({ instanceId }) => `Stop ${instanceId} again, unless somebody has a session on it.`,
  before({ instanceId, region }, snapshot) {
    const host = findItem(snapshot, region, 'instances', (each) => each.instanceId === instanceId)
    return { state: host?.state ?? 'unknown' }
  },
  after: () => ({ state: 'running' }),
  read,
  async perform({ instanceId, region }, _, context) {
    const ec2 = context.clients.ec2(region)
    const input = { InstanceIds: [instanceId] }
    await afterDryRun((dry) => ec2.send(new StartInstancesCommand({ ...input, ...dry })))
    await untilState('running', { instanceId, region }, context)
    const until = new Date(context.now().getTime() + context.waits.report * 1000)
    return { pending: { message: `${instanceId} runs; its agent has yet to connect.`, until } }
  },
  async undo({ instanceId, region }, _, context) {
    await refuseWhileInUse(instanceId, region, context)
    const ec2 = context.clients.ec2(region)
    await afterDryRun((dry) => ec2.send(new StopInstancesCommand({ InstanceIds: [instanceId], ...dry })))
    await untilState('stopped', { instanceId, region }, context)
  },
  applyTo({ instanceId, region }, snapshot) {
    const running = editItems(snapshot, region, 'instances', (host) =>
      host.instanceId === instanceId ? { ...host, state: 'running' } : host,
    )
    const status = { instanceId, systemStatus: 'ok', instanceStatus: 'ok' }
    return editRegion(running, region, ({ instanceStatuses }) => ({
      instanceStatuses: mapped(instanceStatuses, (all) => [
        ...all.filter((each) => each.instanceId !== instanceId),
        status,
      ]),
    }))
  },
})

async function read(
  { instanceId, region }: StartInstanceChange,
  _: unknown,
  { clients }: ChangeContext,
): Promise<Found> {
  const state = (await instanceNow(clients.ec2(region), instanceId))?.State?.Name
  if (state === undefined) return gone(instanceId)
  if (state === 'stopped') return { is: 'before', facts: { state } }
  if (state === 'running' || state === 'pending') return { is: 'after', facts: { state: 'running' } }
  return { is: 'neither', facts: { state }, message: `${instanceId} is ${state}.` }
}

const untilState = (
  wanted: string,
  { instanceId, region }: Pick<StartInstanceChange, 'instanceId' | 'region'>,
  context: ChangeContext,
) =>
  untilSeen(
    async () => (await instanceNow(context.clients.ec2(region), instanceId))?.State?.Name === wanted,
    `${instanceId} is not ${wanted} yet`,
    context,
  )

async function refuseWhileInUse(instanceId: string, region: string, { clients }: ChangeContext): Promise<void> {
  const Filters = [{ key: 'Target' as const, value: instanceId }]
  const { Sessions } = await clients.ssm(region).send(new DescribeSessionsCommand({ State: 'Active', Filters }))
  const [session] = Sessions ?? []
  if (session) throw new Error(`${session.Owner ?? 'Somebody'} has a session on ${instanceId}: it stays running.`)
}
