import { classifyError, hasCode, shortMessage } from '../../aws/errors.js'
import type { Collected } from '../../model/collected.js'
import type { Env } from '../../model/env.js'
import type { DatabaseReport } from '../../model/report.js'
import { REMOTE_HOST_DOCUMENT } from '../../model/session-permissions.js'
import type { ProbeResult } from '../../model/snapshot-probes.js'
import type { NewSession } from '../../session/index.js'
import type { Account } from '../account.js'
import type { Told } from './dial-through.js'
import { newPortSession } from './open.js'

export interface SessionProbeWish {
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
/** The service says so of a host, and not of the caller. */
const ABOUT_HOST = ['TargetNotConnected', 'InvalidTarget', 'InvalidInstanceId']

/**
 * Opens a session to the host, one connection through it to the database, listens to what it says before anybody logs in,
 * and ends the session. Nothing is tried twice.
 * @returns a failure where the service would not open a session for this caller
 */
export async function probeBySession(wish: SessionProbeWish): Promise<Collected<ProbeResult>> {
  const at = wish.account.now().toISOString()
  const result = (told: Told): Collected<ProbeResult> => ({
    outcome: 'ok',
    api: API,
    value: { at, by: 'session', ...told },
  })
  let started: NewSession
  try {
    started = await start(wish)
  } catch (error) {
    if (!hasCode(error, ABOUT_HOST)) return classifyError(error, API, wish.region)
    return result({ outcome: 'failed', step: 'start', words: shortMessage(error) })
  }
  const { dialThrough } = await import('./dial-through.js')
  return result(await dialThrough(started, wish.database, wish.signal))
}

function start({ hostId, region, database, account, env }: SessionProbeWish): Promise<NewSession> {
  const parameters = { host: database.endpoint, portNumber: String(database.port) }
  return newPortSession({
    session: { region, target: hostId, documentName: REMOTE_HOST_DOCUMENT, parameters },
    account,
    env,
    reason: `probe of ${database.databaseId}`,
  })
}
