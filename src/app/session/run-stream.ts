import type { Readable, Writable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { shortMessage } from '../../aws/errors.js'
import { catchStop, type Stop } from '../../local/signals.js'
import {
  type InputEnd,
  type NewStreamSession,
  type SessionEnd,
  StreamSession,
  type TerminalSize,
} from '../../session/index.js'
import { newStreamSession, type SessionWish } from './open.js'

export interface StreamRequest extends SessionWish {
  input: Readable
  output: Writable
  atInputEnd: InputEnd
  size?: () => TerminalSize | undefined
  /** The agent is there; `message` is what the account wants its users to read, or empty. */
  onReady: (stream: StreamSession, message: string) => void
  onOutput?: (bytes: Buffer) => void
  onInterrupted: () => void
  onResumed: () => void
  /** Another way to stop besides signals; resolves with the exit code. */
  stop?: Promise<number>
}

/** How it went; the words are AWS's or the agent's, and empty where it ended as it should. */
export interface StreamEnd {
  exitCode: number
  words: string
}

/** Milliseconds. */
const LAST_CALL_LIMIT = 3_000
/** It ended although nobody asked for it. */
const FAILED = 2

/** Carries a stream through a session until either side ends it, or somebody stops the program. */
export async function runStream(request: StreamRequest): Promise<StreamEnd> {
  const stop = catchStop()
  try {
    const asked = request.stop ? Promise.race([stop.asked, request.stop]) : stop.asked
    return await carry(request, { ...stop, asked })
  } catch (error) {
    return { exitCode: FAILED, words: shortMessage(error) }
  } finally {
    stop.release()
  }
}

async function carry(request: StreamRequest, stop: Stop): Promise<StreamEnd> {
  let isReady = false
  const starting = newStreamSession(request)
  const early = await Promise.race([starting.then(() => undefined), stop.asked])
  if (early !== undefined) {
    stop.hasten()
    await endUnused(starting)
    return { exitCode: early, words: '' }
  }
  const stream: StreamSession = new StreamSession({
    ...request,
    ...(await starting),
    onReady: ({ message }) => {
      isReady = true
      request.onReady(stream, message)
    },
  })
  let stopped: { exitCode: number; closed: Promise<boolean> } | undefined
  void stop.asked.then((exitCode) => {
    stopped = { exitCode, closed: stream.close() }
    stop.hasten()
  })
  const end = await stream.run()
  if (!stopped) return outcomeOf(end, isReady)
  await stopped.closed
  return { exitCode: stopped.exitCode, words: '' }
}

/** A session that the service is still starting when nobody wants it any more. */
async function endUnused(starting: Promise<NewStreamSession>): Promise<void> {
  const ended = starting.then(({ service, session }) =>
    service.terminate(session.sessionId, AbortSignal.timeout(LAST_CALL_LIMIT)),
  )
  await Promise.race([ended.catch(() => undefined), wait(LAST_CALL_LIMIT, undefined, { ref: false })])
}

/** Nobody is told the exit code of a shell: one that has ended has ended well. */
function outcomeOf({ reason, message }: SessionEnd, isReady: boolean): StreamEnd {
  if (reason === 'ended') return { exitCode: 0, words: '' }
  if (reason === 'closed' && message === '' && isReady) return { exitCode: 0, words: '' }
  return { exitCode: FAILED, words: message || 'The service ended the session before its agent was there.' }
}
