import { regionNames } from '../../aws/identity.js'
import type { Env } from '../../model/env.js'
import { UsageError } from '../../model/errors.js'
import { nearest } from '../../model/nearest.js'
import { ACCOUNTS_FILE, RUN_FILE, type Run, type RunAccount, runAccountsSchema } from '../../model/organization-run.js'
import type { OrganizationSelection } from '../../model/organization-selection.js'
import { parseJson } from '../../model/parse-json.js'
import { getFile, putUnchanged, type ReportFolder } from '../../publish/s3-report.js'
import type { Account } from '../account.js'
import { selectAccounts } from './select-accounts.js'

const JSON_TYPE = 'application/json'

export interface RunRequest {
  run: string
  selection: OrganizationSelection
  regions: readonly string[]
  env: Env
}

/**
 * The accounts of a run, listed once: whoever goes on with a run goes on with the same ones.
 * @throws UsageError where the selection means no account, or a region has no such name
 */
export async function beginRun(request: RunRequest, account: Account, folder: ReportFolder): Promise<RunAccount[]> {
  const known = await getFile(folder, ACCOUNTS_FILE)
  if (known !== undefined) return accountsIn(known.text, request.run)
  await assertRegionsExist(request.regions, account)
  const { accounts, leftOut } = await selectAccounts(request.selection, {
    caller: { call: account.clients.call, env: request.env },
    partition: account.identity.partition,
  })
  if (accounts.length === 0)
    throw new UsageError(
      `Environment variable SSM_READY_ORGANIZATION: it means no active account${leftOut.length > 0 ? `, and ${leftOut.length} that are not active` : ''}.`,
    )
  const run: Run = { run: request.run, startedAt: account.now().toISOString(), leftOut }
  // Last, what tells that the run has begun.
  await putUnchanged(folder, RUN_FILE, JSON.stringify(run), JSON_TYPE, undefined)
  if (await putUnchanged(folder, ACCOUNTS_FILE, JSON.stringify(accounts), JSON_TYPE, undefined)) return accounts
  const others = await getFile(folder, ACCOUNTS_FILE)
  return others === undefined ? accounts : accountsIn(others.text, request.run)
}

const accountsIn = (text: string, run: string) =>
  runAccountsSchema.parse(parseJson(text, `the accounts of the run ${run}`))

/** A region that is not enabled in an account is none of its regions; one that does not exist is a slip. */
async function assertRegionsExist(regions: readonly string[], { clients, regions: [home = ''] }: Account) {
  const named = regions.filter((region) => region !== 'all')
  if (named.length === 0) return
  // Where it may not be asked, there is nothing to say against them.
  const all = await regionNames(clients, home).catch(() => undefined)
  const wrong = named.find((region) => all !== undefined && !all.includes(region))
  if (wrong !== undefined)
    throw new UsageError(
      `Environment variable SSM_READY_REGIONS: AWS has no region ${wrong}${nearest(wrong, all ?? [])}.`,
    )
}
