import {
  CancelCommandCommand,
  DescribeInstanceInformationCommand,
  DescribeSessionsCommand,
  GetConnectionStatusCommand,
  ListCommandInvocationsCommand,
  ListCommandsCommand,
  SendCommandCommand,
  SSMClient,
} from '@aws-sdk/client-ssm'
import { type AwsClientStub, mockClient } from 'aws-sdk-client-mock'
import { createClients } from '../../../src/aws/clients.js'
import { Inventory } from '../../../src/inventory/inventory.js'
import { configSchema } from '../../../src/model/config.js'
import { type ChangeContext, DEFAULT_WAITS } from '../../../src/remediate/change-handler.js'
import { articleSnapshot } from '../../support/article.js'
import { type FleetHost, NEW, OLD, REGION, type Sent } from './fleet-host.js'

/** A fake Systems Manager with its own time, behind the real SDK client's mock. */
export class Fleet {
  readonly mock: AwsClientStub<SSMClient> = mockClient(SSMClient)
  readonly hosts: FleetHost[]
  readonly commands: Sent[] = []
  time = Date.parse('2026-11-24T12:00:00Z')
  /** Called by SendCommand before anything happens; may throw, `afterwards` after it was carried out. */
  onSend: (ids: string[]) => void = () => {}
  afterSend: () => void = () => {}
  pageSize = 50

  constructor(hosts: (Partial<FleetHost> & { id: string })[]) {
    this.hosts = hosts.map((host) => ({
      vpcId: 'vpc-0a1',
      version: OLD,
      pingStatus: 'Online',
      connected: true,
      sessions: 0,
      platformType: 'Linux',
      platformName: 'Amazon Linux',
      lastPing: this.time - 60_000,
      update: {},
      ...host,
    }))
    this.answer()
  }

  host(id: string): FleetHost {
    const found = this.hosts.find((host) => host.id === id)
    if (!found) throw new Error(`no host ${id}`)
    return found
  }

  get sends(): string[][] {
    return this.mock.commandCalls(SendCommandCommand).map((call) => [...(call.args[0].input.InstanceIds ?? [])])
  }

  context(more: Partial<ChangeContext> = {}): ChangeContext {
    return {
      clients: createClients({
        defaultRegion: REGION,
        credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x' },
      }),
      now: () => new Date(this.time),
      sleep: async (ms) => this.advance(ms),
      accountId: '123456789012',
      partition: 'aws',
      waits: DEFAULT_WAITS,
      ...more,
    }
  }

  audit(config: Record<string, unknown> = { hosts: 'all' }): Inventory {
    const snapshot = articleSnapshot()
    const region = snapshot.regions[0]
    if (region?.instances.outcome !== 'ok' || region.managedNodes.outcome !== 'ok') throw new Error('fixture')
    const [instance] = region.instances.value
    const [node] = region.managedNodes.value
    if (!instance || !node) throw new Error('fixture')
    region.instances.value = this.hosts.map((h) => ({
      ...instance,
      instanceId: h.id,
      vpcId: h.vpcId,
      name: `jump-${h.id}`,
    }))
    region.managedNodes.value = this.hosts.map((h) => ({
      ...node,
      instanceId: h.id,
      agentVersion: h.version,
      pingStatus: h.pingStatus,
      platformType: h.platformType,
      platformName: h.platformName,
    }))
    region.connectionStatuses = Object.fromEntries(
      this.hosts.map((h) => [
        h.id,
        { outcome: 'ok', api: 'ssm:GetConnectionStatus', value: h.connected ? 'connected' : 'notconnected' },
      ]),
    )
    return new Inventory(snapshot, configSchema.parse(config))
  }

  advance(ms: number): void {
    this.time += ms
    this.settle()
  }

  private settle(): void {
    for (const command of this.commands)
      for (const [id, end] of command.ends) {
        const host = this.host(id)
        if (end > this.time || host.update.stuck || command.status === 'cancelled') continue
        const { pingAfter = 0, version = host.update.status === undefined ? NEW : host.version } = host.update
        const ping = end + pingAfter * 1000
        if (ping > this.time || host.lastPing >= ping) continue
        host.lastPing = ping
        host.version = version
        host.connected = host.update.connectedAfter ?? host.connected
      }
  }

  private answer(): void {
    const { mock } = this
    mock.on(DescribeInstanceInformationCommand).callsFake(({ Filters, NextToken }) => {
      const wanted = this.hosts.filter((h) => Filters?.[0]?.Values?.includes(h.id))
      const { page, next } = this.page(wanted, NextToken)
      return {
        InstanceInformationList: page.map((h) => ({
          InstanceId: h.id,
          AgentVersion: h.version,
          PingStatus: h.pingStatus,
          PlatformType: h.platformType,
          PlatformName: h.platformName,
          LastPingDateTime: new Date(h.lastPing),
        })),
        ...next,
      }
    })
    mock.on(GetConnectionStatusCommand).callsFake(({ Target }) => ({
      Target,
      Status: this.host(Target).connected ? 'connected' : 'notconnected',
    }))
    mock.on(DescribeSessionsCommand).callsFake(() => ({
      Sessions: this.hosts.flatMap((h) =>
        Array.from({ length: h.sessions }, (_, i) => ({ Target: h.id, SessionId: `${i}` })),
      ),
    }))
    mock.on(ListCommandsCommand).callsFake(() => ({
      Commands: this.commands
        .map((c) => ({ CommandId: c.id, Comment: c.comment, Status: this.commandOpen(c) ? 'InProgress' : 'Success' }))
        .reverse(),
    }))
    mock
      .on(ListCommandInvocationsCommand)
      .callsFake(({ CommandId, NextToken }) => this.invocations(CommandId, NextToken))
    mock.on(CancelCommandCommand).callsFake(({ CommandId }) => {
      for (const command of this.commands) if (command.id === CommandId) command.status = 'cancelled'
      return {}
    })
    mock.on(SendCommandCommand).callsFake(({ InstanceIds, Comment }) => {
      this.onSend(InstanceIds)
      const id = this.send(InstanceIds, Comment)
      this.afterSend()
      return { Command: { CommandId: id } }
    })
  }

  /** What SendCommand does; also for commands of others. */
  send(ids: string[], comment = ''): string {
    const id = `command-${this.commands.length + 1}`
    const ends = new Map(ids.map((host) => [host, this.time + (this.host(host).update.seconds ?? 20) * 1000]))
    this.commands.push({ id, at: this.time, comment, status: 'open', ends })
    return id
  }

  private commandOpen(command: Sent): boolean {
    return [...command.ends].some(([id, end]) => end > this.time || this.host(id).update.stuck === true)
  }

  private invocations(commandId: string, token: string | undefined) {
    const command = this.commands.find((c) => c.id === commandId)
    const { page, next } = this.page([...(command?.ends ?? [])], token)
    return {
      CommandInvocations: page.map(([id, end]) => {
        const { update } = this.host(id)
        const open = end > this.time || update.stuck === true
        const status = open ? 'InProgress' : (update.status ?? 'Success')
        return {
          CommandId: commandId,
          InstanceId: id,
          Status: status,
          StatusDetails: open ? 'InProgress' : (update.statusDetails ?? status),
          CommandPlugins: open
            ? []
            : [
                {
                  Output: update.output ?? '',
                  ResponseCode: update.responseCode ?? 0,
                  ResponseFinishDateTime: new Date(end),
                },
              ],
        }
      }),
      ...next,
    }
  }

  private page<T>(items: T[], token: string | undefined) {
    const from = Number(token ?? 0)
    const end = from + this.pageSize
    return { page: items.slice(from, end), next: end < items.length ? { NextToken: String(end) } : {} }
  }
}
