import pLimit from 'p-limit'
import { parseReport } from '../../files/report-file.js'
import type { AccountResult } from '../../model/account-result.js'
import type { CollectFailure } from '../../model/collected.js'
import { UsageError } from '../../model/errors.js'
import {
  ACCOUNTS_FILE,
  accountRegionsSchema,
  failedFile,
  RUN_FILE,
  type Run,
  type RunAccount,
  regionsFile,
  reportFile,
  runAccountsSchema,
  runSchema,
} from '../../model/organization-run.js'
import { parseAs, parseJson } from '../../model/parse-json.js'
import type { Report } from '../../model/report.js'
import { getFile, type ReportFolder } from '../../publish/s3-report.js'
import { failureOf } from './failure.js'

/** Files that are read at a time. */
const READS_AT_ONCE = 64

/** All that a run has come to. */
export interface RunResults {
  run: Run
  results: AccountResult[]
  /** Accounts of which nothing was looked at, or not all regions. */
  failedAccounts: string[]
}

/**
 * What became of each account and region of a run: a report, or why there is none.
 * @param slim of each report, what the report of all keeps
 * @throws what the bucket refuses: nobody is to be told of less than there is
 */
export async function runResults(folder: ReportFolder, slim: (report: Report) => Report): Promise<RunResults> {
  const run = parseAs(runSchema, await jsonIn(folder, RUN_FILE), RUN_FILE)
  const accounts = parseAs(runAccountsSchema, await jsonIn(folder, ACCOUNTS_FILE), ACCOUNTS_FILE)
  const limit = pLimit(READS_AT_ONCE)
  const perAccount = await Promise.all(accounts.map((account) => resultsOf(account, { folder, slim, limit })))
  const results = perAccount.flat()
  const failed = results.filter((result) => 'failure' in result).map(({ accountId }) => accountId)
  const leftOut = run.leftOut.map(({ accountId, name, state }) => ({
    ...{ accountId, ...named(name) },
    leftOut: `Its state in the organization is ${state}.`,
  }))
  return { run, results: [...results, ...leftOut], failedAccounts: [...new Set(failed)] }
}

async function jsonIn(folder: ReportFolder, file: string): Promise<unknown> {
  const known = await getFile(folder, file)
  if (known === undefined) throw new UsageError(`There is no such run: the bucket has no ${folder.prefix}/${file}.`)
  return parseJson(known.text, file)
}

const named = (name: string) => (name === '' ? {} : { name })

interface Reading {
  folder: ReportFolder
  slim: (report: Report) => Report
  limit: ReturnType<typeof pLimit>
}

async function resultsOf({ accountId, name }: RunAccount, reading: Reading): Promise<AccountResult[]> {
  const account = { accountId, ...named(name) }
  const { folder, limit } = reading
  const text = await limit(() => getFile(folder, regionsFile(accountId)))
  if (text === undefined) return [{ ...account, failure: await failureIn(failedFile(accountId), reading) }]
  const { regions, notEnabled } = parseAs(
    accountRegionsSchema,
    parseJson(text.text, regionsFile(accountId)),
    regionsFile(accountId),
  )
  if (regions.length === 0)
    return [{ ...account, leftOut: `None of the regions is enabled there: ${notEnabled.join(', ')}.` }]
  return Promise.all(regions.map((region) => resultOf(account, region, reading)))
}

async function resultOf(
  account: { accountId: string; name?: string },
  region: string,
  reading: Reading,
): Promise<AccountResult> {
  const { folder, slim, limit } = reading
  const file = reportFile(account.accountId, region)
  // Read and cut down one by one: all of them as they are would not fit into memory.
  const report = await limit(async () => {
    const known = await getFile(folder, file)
    return known && slim(parseReport(known.text, file))
  })
  if (report !== undefined) return { ...account, report }
  return { ...account, region, failure: await failureIn(failedFile(account.accountId, region), reading) }
}

async function failureIn(file: string, { folder, limit }: Reading): Promise<CollectFailure> {
  const known = await limit(() => getFile(folder, file))
  return known === undefined ? SILENCE : failureOf(known.text)
}

/** Stopped, never started, or lost. */
const SILENCE: CollectFailure = {
  ...{ outcome: 'error', api: 'lambda:InvokeFunction' },
  message: 'nothing was heard of it: its audit was not started, or was stopped',
}
