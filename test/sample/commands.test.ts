import {
  CancelCommandCommand,
  DescribeInstanceInformationCommand,
  DescribeSessionsCommand,
  GetCommandInvocationCommand,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
  SendCommandCommand,
} from '@aws-sdk/client-ssm'
import { describe, expect, it } from 'vitest'
import { createSample, type Sample, type UpdateOutcome } from '../../src/sample/index.js'

const REGION = 'eu-west-1'
const OLD = '3.0.1124.0'
const LATEST = '3.3.4108.0'

function legacyHosts({ account }: Sample): string[] {
  const { instances = [] } = account.regions.get(REGION) ?? {}
  return instances.flatMap((i) => (i.Tags?.some((t) => t.Value?.startsWith('legacy-jump')) ? (i.InstanceId ?? []) : []))
}

function withOutcome(outcome: UpdateOutcome): { sample: Sample; hosts: string[] } {
  const sample = createSample('troubled')
  const hosts = legacyHosts(sample)
  const node = sample.account.regions.get(REGION)?.nodes.get(hosts[0] ?? '')
  if (!node) throw new Error('no such host')
  node.update = { outcome }
  return { sample, hosts }
}

async function send({ clients }: Sample, InstanceIds: string[], more = {}): Promise<string> {
  const command = new SendCommandCommand({
    DocumentName: 'AWS-UpdateSSMAgent',
    InstanceIds,
    MaxErrors: '100%',
    ...more,
  })
  const { Command } = await clients.ssm(REGION).send(command)
  return Command?.CommandId ?? ''
}

async function statuses({ clients }: Sample, CommandId: string): Promise<string[]> {
  const answer = await clients.ssm(REGION).send(new ListCommandInvocationsCommand({ CommandId, Details: true }))
  return (answer.CommandInvocations ?? []).map((i) => `${i.Status}/${i.StatusDetails}`)
}

async function versions({ clients }: Sample, ids: string[]): Promise<(string | undefined)[]> {
  const Filters = [{ Key: 'InstanceIds', Values: ids }]
  const answer = await clients.ssm(REGION).send(new DescribeInstanceInformationCommand({ Filters }))
  return (answer.InstanceInformationList ?? []).map((node) => node.AgentVersion)
}

describe('AWS-UpdateSSMAgent', () => {
  it('goes from Pending to Success, and the new version shows with the first report after it', async () => {
    const sample = createSample('troubled')
    const hosts = legacyHosts(sample)
    expect(hosts).toHaveLength(2)
    const id = await send(sample, hosts)
    expect(await statuses(sample, id)).toEqual(['Pending/Pending', 'Pending/Pending'])
    await sample.sleep(1_000)
    expect(await statuses(sample, id)).toEqual(['InProgress/InProgress', 'InProgress/InProgress'])
    await sample.sleep(2_600)
    expect(await statuses(sample, id)).toEqual(['Success/Success', 'Success/Success'])
    expect(await versions(sample, hosts)).toEqual([OLD, OLD])
    await sample.sleep(2_000)
    expect(await versions(sample, hosts)).toEqual([LATEST, LATEST])
  })

  it('reports itself after the end of the command', async () => {
    const sample = createSample('troubled')
    const [host = ''] = legacyHosts(sample)
    const id = await send(sample, [host])
    await sample.sleep(10_000)
    const invocation = await sample.clients
      .ssm(REGION)
      .send(new GetCommandInvocationCommand({ CommandId: id, InstanceId: host }))
    const nodes = await sample.clients
      .ssm(REGION)
      .send(new DescribeInstanceInformationCommand({ Filters: [{ Key: 'InstanceIds', Values: [host] }] }))
    const ping = nodes.InstanceInformationList?.[0]?.LastPingDateTime
    expect(invocation).toMatchObject({ Status: 'Success', ResponseCode: 0, PluginName: 'aws:updateSsmAgent' })
    expect(ping?.getTime()).toBeGreaterThan(Date.parse(invocation.ExecutionEndDateTime ?? ''))
  })

  it.each<[UpdateOutcome, string, RegExp]>([
    ['failed', 'Failed/Failed', /failed to install/],
    ['no-s3', 'Failed/Failed', /failed to download manifest/],
    ['older-version', 'Failed/Failed', /older version/],
    ['undeliverable', 'Failed/Undeliverable', /^$/],
  ])('%s leaves the host as it was', async (outcome, status, errors) => {
    const { sample, hosts } = withOutcome(outcome)
    const id = await send(sample, hosts)
    await sample.sleep(600_000)
    expect(await statuses(sample, id)).toEqual([status, 'Success/Success'])
    expect(await versions(sample, hosts)).toEqual([OLD, LATEST])
    const invocation = await sample.clients
      .ssm(REGION)
      .send(new GetCommandInvocationCommand({ CommandId: id, InstanceId: hosts[0] }))
    expect(invocation.StandardErrorContent).toMatch(errors)
  })

  it('stuck runs until its time is over', async () => {
    const { sample, hosts } = withOutcome('stuck')
    const id = await send(sample, hosts, { TimeoutSeconds: 60 })
    await sample.sleep(3_600_000)
    expect(await statuses(sample, id)).toEqual(['InProgress/InProgress', 'Success/Success'])
    await sample.sleep(62_000)
    expect(await statuses(sample, id)).toEqual(['TimedOut/ExecutionTimedOut', 'Success/Success'])
    expect(await versions(sample, hosts)).toEqual([OLD, LATEST])
  })

  it('stops when more than MaxErrors have failed', async () => {
    const { sample, hosts } = withOutcome('failed')
    const id = await send(sample, hosts, { MaxConcurrency: '1', MaxErrors: '0' })
    await sample.sleep(60_000)
    expect(await statuses(sample, id)).toEqual(['Failed/Failed', 'Cancelled/Terminated'])
    const { Commands } = await sample.clients.ssm(REGION).send(new ListCommandsCommand({ CommandId: id }))
    expect(Commands?.[0]).toMatchObject({ Status: 'Failed', TargetCount: 2, CompletedCount: 2, ErrorCount: 1 })
    expect(await versions(sample, hosts)).toEqual([OLD, OLD])
  })

  it('can be cancelled where it has not begun', async () => {
    const sample = createSample('troubled')
    const hosts = legacyHosts(sample)
    const id = await send(sample, hosts, { MaxConcurrency: '1' })
    await sample.sleep(1_000)
    await sample.clients.ssm(REGION).send(new CancelCommandCommand({ CommandId: id }))
    await sample.sleep(60_000)
    expect(await statuses(sample, id)).toEqual(['Success/Success', 'Cancelled/Cancelled'])
    expect(await versions(sample, hosts)).toEqual([LATEST, OLD])
  })

  it('changes one sample and no other', async () => {
    const [changed, other] = [createSample('troubled'), createSample('troubled')]
    await send(changed, legacyHosts(changed))
    await changed.sleep(10_000)
    expect(await versions(changed, legacyHosts(changed))).toEqual([LATEST, LATEST])
    expect(await versions(other, legacyHosts(other))).toEqual([OLD, OLD])
  })

  it('is refused for hosts that are not managed and for documents that are no commands', async () => {
    const sample = createSample('troubled')
    await expect(send(sample, ['i-0123456789abcdef0'])).rejects.toMatchObject({ name: 'InvalidInstanceId' })
    const wrong = { DocumentName: 'AWS-StartSSHSession' }
    await expect(send(sample, legacyHosts(sample), wrong)).rejects.toMatchObject({ name: 'InvalidDocument' })
  })
})

describe('sessions', () => {
  it('are found by their target and state', async () => {
    const { clients, account } = createSample('troubled')
    const [session] = account.regions.get(REGION)?.sessions ?? []
    const ask = (State: 'Active' | 'History', value: string) =>
      clients.ssm(REGION).send(new DescribeSessionsCommand({ State, Filters: [{ key: 'Target', value }] }))
    expect((await ask('Active', session?.Target ?? '')).Sessions).toHaveLength(1)
    expect((await ask('Active', 'i-0123456789abcdef0')).Sessions).toEqual([])
    expect((await ask('History', session?.Target ?? '')).Sessions).toEqual([])
  })
})
