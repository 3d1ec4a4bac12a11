import {
  CancelCommandCommand,
  type Command,
  type CommandInvocation,
  paginateListCommandInvocations,
  paginateListCommands,
  SendCommandCommand,
  type SendCommandCommandInput,
  type SendCommandCommandOutput,
  type SSMClient,
} from '@aws-sdk/client-ssm'
import type { FinalizeRequestMiddleware } from '@smithy/types'
import type { Collected } from '../../../model/collected.js'
import { collected } from './live.js'

const DOCUMENT = 'AWS-UpdateSSMAgent'

/** What a command came to on one host so far. Statuses are written without spaces: AWS does it both ways. */
export interface Invocation {
  commandId: string
  instanceId: string
  status: string
  statusDetails: string
  responseCode?: number
  output: string
  /** When the host was done. */
  endedAt?: Date
}

/** An AWS-UpdateSSMAgent command of this region. `ours`: sent for the plan in question. */
export interface UpdateCommand {
  commandId: string
  ours: boolean
  open: boolean
}

const OPEN = new Set(['Pending', 'InProgress', 'Delayed', 'Cancelling'])
export const isOpen = ({ status }: Pick<Invocation, 'status'>): boolean => OPEN.has(status)

/** By this, a command that was sent before a crash is found again. At most 100 characters. */
const commentOf = (planId: string) => `ssm-ready update-agent ${planId}`

/** Seconds in which a command must have begun on a host, waiting for others included. */
const BEGIN_WITHIN = 20 * 60

/**
 * Sends the update. A tenth of the hosts at a time, at least one, so that a mistake does not hit all of them at once;
 * one failure, or a tenth, is taken for a matter of that host, one more stops the command (AWS's default of 0 would stop it at the first).
 * A call without an answer is not repeated here: it may have been carried out.
 */
export async function sendUpdate(ssm: SSMClient, planId: string, instanceIds: readonly string[]): Promise<string> {
  const tenth = String(Math.max(1, Math.floor(instanceIds.length / 10)))
  const command = new SendCommandCommand({
    DocumentName: DOCUMENT,
    DocumentVersion: '$DEFAULT',
    InstanceIds: [...instanceIds],
    Parameters: { allowDowngrade: ['false'] },
    TimeoutSeconds: BEGIN_WITHIN,
    MaxConcurrency: tenth,
    MaxErrors: tenth,
    Comment: commentOf(planId),
  })
  const once: FinalizeRequestMiddleware<SendCommandCommandInput, SendCommandCommandOutput> = (next) => async (args) => {
    try {
      return await next(args)
    } catch (error) {
      throw isRefusal(error) ? error : new Unanswered(error)
    }
  }
  command.middlewareStack.addRelativeTo(once, {
    relation: 'after',
    toMiddleware: 'retryMiddleware',
    name: 'ssmReadySendOnce',
  })
  const { Command: sent } = await unhidden(async () => ssm.send(command))
  if (sent?.CommandId === undefined) throw new Error('ssm:SendCommand gave no command id')
  return sent.CommandId
}

/** Hides a failed attempt from the SDK's retries, which would find it in `cause`. */
class Unanswered extends Error {
  constructor(readonly hidden: unknown) {
    super('no answer')
  }
}

async function unhidden<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw error instanceof Unanswered ? error.hidden : error
  }
}

/** True when AWS answered and did nothing. */
export function isRefusal(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode
  return status !== undefined && status >= 400 && status < 500
}

/** Stops the command where it has not begun yet. */
export async function cancelPending(ssm: SSMClient, commandId: string, instanceIds: readonly string[]): Promise<void> {
  await ssm.send(new CancelCommandCommand({ CommandId: commandId, InstanceIds: [...instanceIds] }))
}

/** Every host's invocation of one command. */
export function readInvocations(ssm: SSMClient, commandId: string): Promise<Collected<Invocation[]>> {
  return collected('ssm:ListCommandInvocations', async () => {
    const found: Invocation[] = []
    const pages = paginateListCommandInvocations(
      { client: ssm, pageSize: 50, stopOnSameToken: true },
      { CommandId: commandId, Details: true },
    )
    for await (const page of pages)
      found.push(...(page.CommandInvocations ?? []).map((i) => invocationOf(commandId, i)))
    return found
  })
}

function invocationOf(commandId: string, invocation: CommandInvocation): Invocation {
  const plugins = invocation.CommandPlugins ?? []
  const ends = plugins.flatMap((p) => p.ResponseFinishDateTime ?? [])
  const code = plugins.find((p) => p.ResponseCode !== undefined && p.ResponseCode !== 0)?.ResponseCode
  return {
    commandId,
    instanceId: invocation.InstanceId ?? '',
    status: dense(invocation.Status),
    statusDetails: dense(invocation.StatusDetails ?? invocation.Status),
    output: plugins.map((p) => p.Output ?? '').join('\n'),
    ...(code !== undefined && { responseCode: code }),
    ...(ends.length > 0 && { endedAt: new Date(Math.max(...ends.map((end) => end.getTime()))) }),
  }
}

/** `Delivery Timed Out` → `DeliveryTimedOut`. */
const dense = (status: string | undefined): string => (status ?? 'Unknown').replaceAll(' ', '')

/** The agent updates of this region that were sent after `since`. */
export function listUpdates(ssm: SSMClient, planId: string, since: Date): Promise<Collected<UpdateCommand[]>> {
  return collected('ssm:ListCommands', async () => {
    const found: Command[] = []
    const Filters = [
      { key: 'DocumentName' as const, value: DOCUMENT },
      { key: 'InvokedAfter' as const, value: since.toISOString().replace(/\.\d+Z$/, 'Z') },
    ]
    const pages = paginateListCommands({ client: ssm, pageSize: 50, stopOnSameToken: true }, { Filters })
    for await (const page of pages) found.push(...(page.Commands ?? []))
    return found.flatMap(({ CommandId, Comment, Status }) =>
      CommandId === undefined
        ? []
        : [{ commandId: CommandId, ours: Comment === commentOf(planId), open: OPEN.has(dense(Status)) }],
    )
  })
}
