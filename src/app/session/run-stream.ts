import type { Readable, Writable } from 'node:stream'
import { shortMessage } from '../../aws/errors.js'
import { catchStop } from '../../local/signals.js'
import { type InputEnd, type SessionEnd, StreamSession, type TerminalSize } from '../../session/index.js'
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

/** It ended although nobody asked for it. */
const FAILED = 2

/** Carries a stream through a session until either side ends it, or somebody stops the program. */
export async function runStream(request: StreamRequest): Promise<StreamEnd> {
  const stop = catchStop()
  try {
    return await carry(request, request.stop ? Promise.race([stop.asked, request.stop]) : stop.asked)
  } catch (error) {
    return { exitCode: FAILED, words: shortMessage(error) }
  } finally {
    stop.release()
  }
}

async function carry(request: StreamRequest, stop: Promise<number>): Promise<StreamEnd> {
  let isReady = false
  const stream: StreamSession = new StreamSession({
    ...request,
    ...(await newStreamSession(request)),
    onReady: ({ message }) => {
      isReady = true
      request.onReady(stream, message)
    },
  })
  let stopped: { exitCode: number; closed: Promise<void> } | undefined
  void stop.then((exitCode) => {
    stopped = { exitCode, closed: stream.close() }
  })
  const end = await stream.run()
  if (!stopped) return outcomeOf(end, isReady)
  await stopped.closed
  return { exitCode: stopped.exitCode, words: '' }
}

/** Nobody is told the exit code of a shell: one that has ended has ended well. */
function outcomeOf({ reason, message }: SessionEnd, isReady: boolean): StreamEnd {
  if (reason === 'ended') return { exitCode: 0, words: '' }
  if (reason === 'closed' && message === '' && isReady) return { exitCode: 0, words: '' }
  return { exitCode: FAILED, words: message || 'The service ended the session before its agent was there.' }
}
