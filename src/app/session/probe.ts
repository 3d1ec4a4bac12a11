import { setTimeout as wait } from 'node:timers/promises'
import { classifyError, hasCode, shortMessage } from '../../aws/errors.js'
import type { Collected } from '../../model/collected.js'
import type { Env } from '../../model/env.js'
import type { DatabaseReport } from '../../model/report.js'
import { REMOTE_HOST_DOCUMENT } from '../../model/session-permissions.js'
import type { ProbeResult } from '../../model/snapshot-probes.js'
import { type DialAnswer, dialOnce, PortSession, type SessionEnd } from '../../session/index.js'
import type { Account } from '../account.js'
import { deferred } from './deferred.js'
import { greetingOf } from './greet.js'
import { newPortSession } from './open.js'

export interface ProbeWish {
  hostId: string
  /** Of the host. */
  region: string
  database: DatabaseReport
  account: Account
  env: Env
  /** Ends the session early. */
  signal: AbortSignal
}

const API = 'ssm:StartSession'
/** Milliseconds: longer than the session's own limits, which say more about what was missing. */
const HANDSHAKE_LIMIT = 25_000
/** The service says so of a host, and not of the caller. */
const ABOUT_HOST = ['TargetNotConnected', 'InvalidTarget', 'InvalidInstanceId']

/**
 * Opens a session to the host, one connection through it to the database, listens to what it says before anybody logs in,
 * and ends the session. Nothing is tried twice.
 * @returns a failure where the service would not open a session for this caller
 */
export async function probeBySession(wish: ProbeWish): Promise<Collected<ProbeResult>> {
  const at = wish.account.now().toISOString()
  const started = await start(wish).catch((error: unknown) => ({ error }))
  const value = 'error' in started ? failedStart(started.error) : await dialThrough(started, wish)
  if (value === undefined && 'error' in started) return classifyError(started.error, API, wish.region)
  return { outcome: 'ok', api: API, value: { at, by: 'session', outcome: 'failed', ...value } }
}

type Told = Omit<ProbeResult, 'at' | 'by'>

const failedStart = (error: unknown): Told | undefined =>
  hasCode(error, ABOUT_HOST) ? { outcome: 'failed', step: 'start', words: shortMessage(error) } : undefined

async function dialThrough({ session, ready, ended }: Started, { database }: ProbeWish): Promise<Told> {
  try {
    await session.open()
    const end = await Promise.race([ready, ended, wait(HANDSHAKE_LIMIT, TOO_LATE, { ref: false })])
    if (end) return { outcome: 'failed', step: 'handshake', words: end.message }
    const kind = greetingOf(database)
    const answer = await dialOnce({ open: (events) => session.dial(events), kind })
    if (answer.outcome === 'lost') return { outcome: 'failed', step: 'dial', words: (await ended).message }
    return { ...told(answer), outcome: answer.outcome, ...(kind === 'any' && { mayBeSilent: true }) }
  } finally {
    await session.close()
  }
}

const TOO_LATE: SessionEnd = { reason: 'failed', message: 'the session did not become ready' }

const told = ({ server, error, latencyMs }: DialAnswer) => ({
  latencyMs,
  ...(server !== undefined && { server }),
  ...(error && { errorCode: error.code, words: `error ${error.code}: ${error.message}` }),
})

interface Started {
  session: PortSession
  ready: Promise<undefined>
  ended: Promise<SessionEnd>
}

async function start({ hostId, region, database, account, env, signal }: ProbeWish): Promise<Started> {
  const parameters = { host: database.endpoint, portNumber: String(database.port) }
  const opened = await newPortSession({
    session: { region, target: hostId, documentName: REMOTE_HOST_DOCUMENT, parameters },
    account,
    env,
    reason: `probe of ${database.databaseId}`,
  })
  const ready = deferred<undefined>()
  const ended = deferred<SessionEnd>()
  const session = new PortSession({
    ...opened,
    events: { ...UNHEARD, onReady: () => ready.resolve(undefined), onEnd: ended.resolve },
  })
  const close = () => void session.close()
  if (signal.aborted) close()
  else signal.addEventListener('abort', close, { once: true })
  return { session, ready: ready.promise, ended: ended.promise }
}

const nothing = () => undefined
const UNHEARD = { onRefused: nothing, onInterrupted: nothing, onResumed: nothing, onChange: nothing }
