import {
  GetCommandInvocationCommand,
  type GetCommandInvocationCommandOutput,
  SendCommandCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm'
import type { Collected } from '../model/collected.js'
import { classifyError, hasCode } from './errors.js'

export interface CommandWish {
  ssm: SSMClient
  region: string
  instanceId: string
  document: string
  /** Lines of the script. */
  commands: readonly string[]
  /** Shown in the history of commands; at most 100 characters. */
  comment: string
  sleep: (ms: number) => Promise<unknown>
  signal: AbortSignal
}

/** What became of a command on its host. */
export interface CommandEnd {
  /** `Success`, `Failed`, `TimedOut`, `Undeliverable` … */
  status: string
  exitCode: number
  stdout: string
  stderr: string
  /** How long the host took, in milliseconds. */
  elapsedMs?: number
}

const SEND = 'ssm:SendCommand'
const READ = 'ssm:GetCommandInvocation'
const OPEN = new Set(['Pending', 'InProgress', 'Delayed', 'Cancelling'])
/** Seconds; AWS takes no less for the delivery. */
const LIMIT = 30
/** Milliseconds. */
const BETWEEN_LOOKS = 500
const LONGEST_WAIT = 40_000

/**
 * Runs a script on one host and waits for its end. A command is not known at once after it was sent.
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetCommandInvocation.html
 */
export async function runCommand(wish: CommandWish): Promise<Collected<CommandEnd>> {
  const { ssm, region, instanceId, sleep, signal } = wish
  let commandId: string | undefined
  try {
    commandId = await send(wish)
  } catch (error) {
    return classifyError(error, SEND, region)
  }
  if (commandId === undefined) return { outcome: 'error', api: SEND, message: 'It answered without a command id.' }
  for (let waited = 0; waited < LONGEST_WAIT && !signal.aborted; waited += BETWEEN_LOOKS) {
    await sleep(BETWEEN_LOOKS)
    try {
      const seen = await ssm.send(new GetCommandInvocationCommand({ CommandId: commandId, InstanceId: instanceId }))
      if (!OPEN.has(seen.Status ?? '')) return { outcome: 'ok', api: READ, value: endOf(seen) }
    } catch (error) {
      if (!hasCode(error, ['InvocationDoesNotExist'])) return classifyError(error, READ, region)
    }
  }
  return { outcome: 'timeout', api: READ, message: `Command ${commandId} had not ended on ${instanceId} in time.` }
}

async function send({ ssm, instanceId, document, commands, comment }: CommandWish): Promise<string | undefined> {
  const { Command } = await ssm.send(
    new SendCommandCommand({
      DocumentName: document,
      InstanceIds: [instanceId],
      Parameters: { commands: [...commands], executionTimeout: [String(LIMIT)] },
      TimeoutSeconds: LIMIT,
      Comment: comment.slice(0, LONGEST_COMMENT),
    }),
  )
  return Command?.CommandId
}

const LONGEST_COMMENT = 100

function endOf(seen: GetCommandInvocationCommandOutput): CommandEnd {
  const seconds = /^PT([\d.]+)S$/.exec(seen.ExecutionElapsedTime ?? '')?.[1]
  return {
    status: (seen.StatusDetails ?? seen.Status ?? 'Unknown').replaceAll(' ', ''),
    exitCode: seen.ResponseCode ?? -1,
    stdout: seen.StandardOutputContent ?? '',
    stderr: seen.StandardErrorContent ?? '',
    ...(seconds !== undefined && { elapsedMs: Math.round(Number(seconds) * 1_000) }),
  }
}
