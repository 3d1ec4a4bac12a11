import * as SSM from '@aws-sdk/client-ssm'
import type { Invocation, SentCommand } from '../account.js'
import { informationAt } from '../commands/agent.js'
import { CANCELLED, endingOn } from '../commands/ending.js'
import { schedule } from '../commands/schedule.js'
import { commandAt, stateAt } from '../commands/sent-command.js'
import { metadata } from './errors.js'
import type { Call, Handlers } from './handler.js'
import { page } from './paging.js'

/** Run Command. What a command does to its hosts happens by the clock, not by asking. */
export const ssmCommands: Handlers<typeof SSM> = {
  SendCommand(input, call) {
    const { account, region, now } = call
    checkDocument(input.DocumentName, call)
    const hosts = targetsOf(input, call).map((instanceId) => {
      const node = nodeOf(instanceId, call)
      informationAt(node, region, now)
      return { instanceId, node, ending: endingOn(node, region, input) }
    })
    const invocations = schedule(hosts, input, now, account.pace)
    const command = { id: commandId(region.commands.length + 1), request: input, requestedAt: now, invocations }
    region.commands.push(command)
    for (const [i, { endsAt, ending }] of invocations.entries()) {
      const node = hosts[i]?.node
      if (node && ending.version !== undefined)
        node.restarted = { at: endsAt + account.pace.report, version: ending.version }
    }
    return { Command: describeCommand(command, now) }
  },
  /** Where it has not begun; what runs, goes on. */
  CancelCommand(input, { region, now }) {
    const command = commandOf(input.CommandId ?? '', region)
    const named = input.InstanceIds ?? []
    for (const invocation of command.invocations) {
      const { instanceId, ending } = invocation
      if ((named.length > 0 && !named.includes(instanceId)) || stateAt(invocation, now).status !== 'Pending') continue
      if (ending.version !== undefined) delete region.nodes.get(instanceId)?.restarted
      delete invocation.startsAt
      Object.assign(invocation, { endsAt: now, ending: CANCELLED })
    }
    return {}
  },
  ListCommands(input, { region, now }) {
    const commands = input.CommandId === undefined ? region.commands.toReversed() : [commandOf(input.CommandId, region)]
    const concerned = commands.filter(
      (c) => !input.InstanceId || c.invocations.some((i) => i.instanceId === input.InstanceId),
    )
    const cut = page(concerned, { size: input.MaxResults, token: input.NextToken }, { most: 50, standard: 50 })
    return { Commands: cut.items.map((command) => describeCommand(command, now)), NextToken: cut.next }
  },
  ListCommandInvocations(input, { region, now }) {
    const commands = input.CommandId === undefined ? region.commands.toReversed() : [commandOf(input.CommandId, region)]
    const all = commands.flatMap((command) => command.invocations.map((invocation) => ({ command, invocation })))
    const concerned = all.filter(({ invocation }) => !input.InstanceId || invocation.instanceId === input.InstanceId)
    const cut = page(concerned, { size: input.MaxResults, token: input.NextToken }, { most: 50, standard: 50 })
    return {
      CommandInvocations: cut.items.map(({ command, invocation }) =>
        describeInvocation(command, invocation, now, input.Details ?? false),
      ),
      NextToken: cut.next,
    }
  },
  GetCommandInvocation(input, { region, now }) {
    const command = region.commands.find((c) => c.id === input.CommandId)
    const invocation = command?.invocations.find((i) => i.instanceId === input.InstanceId)
    if (!command || !invocation) throw new SSM.InvocationDoesNotExist({ message: '', $metadata: metadata(400) })
    const state = stateAt(invocation, now)
    return {
      CommandId: command.id,
      InstanceId: invocation.instanceId,
      DocumentName: command.request.DocumentName,
      PluginName: pluginOf(command),
      ResponseCode: state.responseCode,
      ExecutionStartDateTime: isoAt(invocation.startsAt, now),
      ExecutionEndDateTime: isoAt(invocation.endsAt, now),
      Status: state.status,
      StatusDetails: state.details,
      StandardOutputContent: state.output,
      StandardErrorContent: state.errors,
    }
  },
}

function checkDocument(name: string | undefined, { region }: Call): void {
  const document = region.documents.find((d) => d.name === name)
  if (document?.documentType === 'Command') return
  throw new SSM.InvalidDocument({ message: `Document ${name} is no command document.`, $metadata: metadata(400) })
}

/** InstanceIds, or Targets with the key InstanceIds. One bad id refuses the whole command. */
function targetsOf({ InstanceIds = [], Targets = [] }: SSM.SendCommandRequest, { region, account }: Call): string[] {
  const ids = [...InstanceIds, ...Targets.flatMap((t) => (t.Key === 'InstanceIds' ? (t.Values ?? []) : []))]
  const bad = ids.filter((id) => !region.nodes.has(id))
  if (ids.length > 0 && bad.length === 0) return ids
  const message = `Instances [[${bad.join(', ')}]] not in a valid state for account ${account.accountId}`
  throw new SSM.InvalidInstanceId({ message, $metadata: metadata(400) })
}

function nodeOf(instanceId: string, { region }: Call) {
  const node = region.nodes.get(instanceId)
  if (node) return node
  throw new SSM.InvalidInstanceId({ message: instanceId, $metadata: metadata(400) })
}

/** Numbered, so that two runs give the same ids. */
const commandId = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

function commandOf(id: string, region: Call['region']): SentCommand {
  const command = region.commands.find((c) => c.id === id)
  if (command) return command
  throw new SSM.InvalidCommandId({ message: `The command ID ${id} is not valid.`, $metadata: metadata(400) })
}

const pluginOf = ({ request }: SentCommand) =>
  request.DocumentName === 'AWS-UpdateSSMAgent' ? 'aws:updateSsmAgent' : 'aws:runShellScript'

/** Empty for what has not happened. */
const isoAt = (moment: number | undefined, now: number) =>
  moment !== undefined && moment <= now ? new Date(moment).toISOString() : ''

function describeCommand(command: SentCommand, now: number): SSM.Command {
  const { request, requestedAt } = command
  const state = commandAt(command, now)
  return {
    CommandId: command.id,
    DocumentName: request.DocumentName,
    Comment: request.Comment,
    Parameters: request.Parameters,
    InstanceIds: request.InstanceIds,
    Targets: request.Targets,
    RequestedDateTime: new Date(requestedAt),
    MaxConcurrency: request.MaxConcurrency ?? '50',
    MaxErrors: request.MaxErrors ?? '0',
    Status: state.status,
    StatusDetails: state.details,
    TargetCount: state.targets,
    CompletedCount: state.completed,
    ErrorCount: state.errors,
    DeliveryTimedOutCount: 0,
  }
}

function describeInvocation(command: SentCommand, invocation: Invocation, now: number, details: boolean) {
  const state = stateAt(invocation, now)
  const plugin: SSM.CommandPlugin = {
    Name: pluginOf(command),
    Status: state.status === 'Delayed' || state.status === 'Cancelling' ? 'InProgress' : state.status,
    StatusDetails: state.details,
    ResponseCode: state.responseCode,
    ...(invocation.startsAt !== undefined &&
      invocation.startsAt <= now && { ResponseStartDateTime: new Date(invocation.startsAt) }),
    ...(invocation.endsAt <= now && { ResponseFinishDateTime: new Date(invocation.endsAt) }),
    Output: state.output + (state.errors && `\n----------ERROR-------\n${state.errors}`),
  }
  return {
    CommandId: command.id,
    InstanceId: invocation.instanceId,
    DocumentName: command.request.DocumentName,
    RequestedDateTime: new Date(command.requestedAt),
    Status: state.status,
    StatusDetails: state.details,
    CommandPlugins: details ? [plugin] : [],
  }
}
