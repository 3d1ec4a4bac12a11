import { openLiveAccount } from '../app/account.js'
import { beginRun } from '../app/organization/begin-run.js'
import { runFolder } from '../app/organization/run-folder.js'
import type { Env } from '../model/env.js'
import { ACCOUNTS_FILE, runPrefix } from '../model/organization-run.js'
import { parseSelection } from '../model/organization-selection.js'
import { runOf } from './organization-events.js'
import { homeOf, organizationSettings } from './organization-settings.js'
import { lambdaSettings } from './settings.js'

/** What the map goes by. */
export interface RunBegun {
  run: string
  /** Of the file that lists the accounts. */
  key: string
  accounts: number
}

/**
 * The accounts of the organisation that are to be audited, as a file that the state machine's map reads.
 * @throws UsageError, Throttled, Unavailable, AccountRefused
 */
export async function listOnLambda(event: unknown, env: Env): Promise<RunBegun> {
  const run = runOf(event)
  const settings = organizationSettings(env)
  const selection = parseSelection(env['SSM_READY_ORGANIZATION'] ?? '', 'Environment variable SSM_READY_ORGANIZATION')
  const account = await openLiveAccount({ regions: [], env })
  const request = { run, selection, regions: lambdaSettings(env).regions, env }
  const accounts = await beginRun(request, account, runFolder(run, homeOf(settings, env)))
  return { run, key: `${runPrefix(run)}/${ACCOUNTS_FILE}`, accounts: accounts.length }
}
