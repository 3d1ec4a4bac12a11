import { setTimeout as wait } from 'node:timers/promises'
import type { DatabaseReport } from '../../model/report.js'
import type { ProbeResult } from '../../model/snapshot-probes.js'
import { type DialAnswer, dialOnce } from '../../session/dial.js'
import type { NewSession, SessionEnd } from '../../session/index.js'
import { PortSession } from '../../session/port-session.js'
import { deferred } from './deferred.js'
import { greetingOf } from './greet.js'

// Loaded when a probe has a session: a function that never probes carries this file, and runs nothing of it. So nothing
// here leads to the AWS clients: they would be bundled whole for its sake.

/** Milliseconds: longer than the session's own limits, which say more about what was missing. */
const HANDSHAKE_LIMIT = 25_000
const TOO_LATE: SessionEnd = { reason: 'failed', message: 'the session did not become ready' }

/** What came of it; when and how is the caller's to say. */
export type Told = Omit<ProbeResult, 'at' | 'by'>

/** One connection through a session that was just started to a database; the session is ended afterwards, or at the signal. */
export async function dialThrough(started: NewSession, database: DatabaseReport, signal: AbortSignal): Promise<Told> {
  const ready = deferred<undefined>()
  const ended = deferred<SessionEnd>()
  const events = { ...UNHEARD, onReady: () => ready.resolve(undefined), onEnd: ended.resolve }
  const session = new PortSession({ ...started, events })
  const close = () => void session.close()
  signal.addEventListener('abort', close, { once: true })
  try {
    await session.open()
    if (signal.aborted) close()
    const late = wait(HANDSHAKE_LIMIT, TOO_LATE, { ref: false })
    const end = await Promise.race([ready.promise, ended.promise, late])
    if (end) return { outcome: 'failed', step: 'handshake', words: end.message }
    const kind = greetingOf(database)
    const answer = await dialOnce({ open: (streamEvents) => session.dial(streamEvents), kind })
    if (answer.outcome === 'lost') return { outcome: 'failed', step: 'dial', words: (await ended.promise).message }
    return { ...told(answer), outcome: answer.outcome, ...(kind === 'any' && { mayBeSilent: true }) }
  } finally {
    signal.removeEventListener('abort', close)
    await session.close()
  }
}

const told = ({ server, error, latencyMs }: DialAnswer) => ({
  latencyMs,
  ...(server !== undefined && { server }),
  ...(error && { errorCode: error.code, words: `error ${error.code}: ${error.message}` }),
})

const nothing = () => undefined
const UNHEARD = { onRefused: nothing, onInterrupted: nothing, onResumed: nothing, onChange: nothing }
