import * as z from 'zod'

/** An account to be audited: an item of the map. */
const runAccountSchema = z.object({ accountId: z.string(), name: z.string() })
export type RunAccount = z.infer<typeof runAccountSchema>
export const runAccountsSchema = z.array(runAccountSchema)

/** What a run is about; the accounts are in a file of their own, which Step Functions reads. */
export const runSchema = z.object({
  run: z.string(),
  startedAt: z.iso.datetime(),
  /** Accounts that are not ACTIVE. */
  leftOut: z.array(runAccountSchema.extend({ state: z.string() })),
})
export type Run = z.infer<typeof runSchema>

/** The regions of an account that are audited; the others that were asked for are not enabled there. */
export const accountRegionsSchema = z.object({ regions: z.array(z.string()), notEnabled: z.array(z.string()) })
export type AccountRegions = z.infer<typeof accountRegionsSchema>

/** What the state machine notes of an account or region that came to nothing: an error's name, and what Lambda says of it. */
export const failedSchema = z.object({ Error: z.string(), Cause: z.string() })

/** Names of a run's files, in the folder of the run. */
export const RUN_FILE = 'run.json'
export const ACCOUNTS_FILE = 'accounts.json'
export const regionsFile = (accountId: string) => `account=${accountId}/regions.json`
export const reportFile = (accountId: string, region: string) => `account=${accountId}/region=${region}.json`
export const failedFile = (accountId: string, region?: string) =>
  region === undefined ? `account=${accountId}/failed.json` : `account=${accountId}/region=${region}.failed.json`

/** Where the bucket keeps the organisation's reports, and each run below it. */
export const ORGANIZATION_PREFIX = 'organization'
export const runPrefix = (run: string) => `${ORGANIZATION_PREFIX}/run=${run}`

/** What a run may be called: it is a part of keys of the bucket. */
export const RUN_NAME = /^[\w.=-]{1,80}$/
