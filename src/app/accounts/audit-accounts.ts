import pLimit from 'p-limit'
import { requireRegions } from '../../aws/identity.js'
import type { AccountsAsked } from '../../files/account-list.js'
import { profiles } from '../../files/profile-names.js'
import type { AccountAudited, AccountResult } from '../../model/account-result.js'
import type { Config } from '../../model/config.js'
import { UsageError } from '../../model/errors.js'
import { PLAIN_INVOCATION } from '../../model/invocation.js'
import type { Report } from '../../model/report.js'
import { mergeReports } from '../../report/merge-reports.js'
import { commandLines } from '../../shell/command-lines.js'
import type { Account } from '../account.js'
import { type AuditDependencies, type AuditRequest, runAudit, snapshotOf } from '../audit.js'
import { TOOL_VERSION } from '../version.js'
import { accountProfile } from './account-profile.js'
import { askAccounts } from './ask-accounts.js'
import { auditFault, type Part } from './audit-fault.js'
import { type Entered, enterAccount, type Home, type RoleAsked } from './enter-account.js'

export interface AccountsRequest extends AuditRequest {
  accounts: AccountsAsked
  role: RoleAsked
  /** Names, or `all`; empty: the region of the environment or profile. */
  regions: readonly string[]
}

export interface AccountsDependencies {
  home: Home
  config: Config
  /** Where the config was found. */
  configFile?: string
  /** Milliseconds for reading an account. */
  readingLimit?: number
  /** Tries the tunnels of an account for real. */
  probeOf?: (account: Account) => NonNullable<AuditDependencies['probe']>
  /** How far it has come: accounts, and what the next one is asked. */
  onProgress?: (state: { done: number; total: number; api: string }) => void
}

/** Accounts that are entered, or audited, at the same time. */
const ENTERED_AT_ONCE = 8
const AUDITED_AT_ONCE = 4

/**
 * Several accounts, one report. An account that cannot be entered is a gap of it.
 * @throws UsageError, RegionError: what no account could be asked
 */
export async function auditAccounts(request: AccountsRequest, dependencies: AccountsDependencies): Promise<Report> {
  const started = Date.now()
  const { home, configFile, onProgress } = dependencies
  const regions = request.regions.length > 0 ? request.regions : [home.region]
  const { accounts, leftOut } = await askAccounts(request.accounts, {
    caller: { call: home.clients.call, env: home.env },
    identity: home.identity,
  })
  if (accounts.length === 0) throw new UsageError('--accounts: no account is active.')
  const told = progressOf(accounts.length, onProgress)
  const entered = await pLimit(ENTERED_AT_ONCE).map(accounts, (account) =>
    enterAccount(account, request.role, regions, home).finally(() => told('sts:AssumeRole')),
  )
  await assertSomewhere(regions, entered, home)
  const audited = progressOf(accounts.length, onProgress)
  const results = await pLimit(AUDITED_AT_ONCE).map(entered, (each) =>
    ('account' in each ? auditOne(each, request, dependencies) : Promise.resolve(each)).finally(() =>
      audited('accounts'),
    ),
  )
  return mergeReports([...results, ...leftOut], {
    ...{ accountId: home.identity.accountId, partition: home.identity.partition, toolVersion: TOOL_VERSION },
    ...{ now: new Date(), durationMs: Date.now() - started, apiCalls: home.clients.apiCalls },
    ...(configFile !== undefined && { configFile }),
    ...(request.previous && { previous: request.previous }),
  })
}

/** A region that neither an account nor whoever asks can use is a typing error. */
async function assertSomewhere(regions: readonly string[], entered: readonly (Entered | AccountResult)[], home: Home) {
  const inside = entered.flatMap((each) => ('account' in each ? [each.account] : []))
  if (regions.includes('all') || inside.length === 0) return
  const nowhere = regions.filter((region) => inside.every((account) => !account.regions.includes(region)))
  if (nowhere.length > 0) await requireRegions(home.clients, home.region, nowhere)
}

async function auditOne(
  { account, notEnabled, ...named }: Entered,
  { accounts: _accounts, role, regions: _regions, previous: _previous, ...request }: AccountsRequest,
  { home, config, probeOf, readingLimit }: AccountsDependencies,
): Promise<AccountResult> {
  const { identity, clients, regions } = account
  let part: Part = 'reading'
  let signedInBy: string | undefined
  try {
    if (regions.length === 0)
      return { ...named, leftOut: `None of the regions is enabled there: ${notEnabled.join(', ')}.` }
    const profile = await profileFor(account, role, home)
    signedInBy = profile.profile
    const invocation = {
      ...(request.invocation ?? PLAIN_INVOCATION),
      ...(profile.profile && { profile: profile.profile }),
    }
    const own = { ...config, operators: config.operators.filter((arn) => arn.split(':')[4] === identity.accountId) }
    const { report } = await runAudit(
      { ...request, invocation },
      {
        config: own,
        takeSnapshot: async (select) => {
          const snapshot = await snapshotOf(account, own, readingLimit === undefined ? {} : { readingLimit })(select)
          part = 'judging'
          return snapshot
        },
        now: account.now,
        ...(probeOf && { probe: probeOf(account) }),
      },
    )
    // Its commands are made now, so that the facts of one account are not kept until the last is audited.
    return { ...named, report: structuredClone(report), as: identity.arn, ...profile }
  } catch (error) {
    if (error instanceof UsageError) throw error
    const by = { accountId: identity.accountId, ...(signedInBy !== undefined && { profile: signedInBy }) }
    return { ...named, failure: auditFault(error, part, by) }
  } finally {
    clients.destroy()
  }
}

/** In the own account the commands run as they are. */
async function profileFor(
  { identity: { accountId, partition } }: Account,
  { roleName, externalId }: RoleAsked,
  { identity, env, profile }: Home,
): Promise<Pick<AccountAudited, 'profile' | 'profileSetUp'>> {
  const by = { env, ...(profile !== undefined && { profile }) }
  if (accountId === identity.accountId) return profile === undefined ? {} : { profile }
  const roleArn = `arn:${partition}:iam::${accountId}:role/${roleName}`
  const role = { accountId, roleArn, ...(externalId !== undefined && { externalId }) }
  const found = accountProfile(role, await profiles(env), by)
  return { profile: found.profile, ...(found.setUp && { profileSetUp: commandLines(found.setUp) }) }
}

function progressOf(total: number, onProgress: AccountsDependencies['onProgress']) {
  let done = 0
  return (api: string) => {
    done += 1
    onProgress?.({ done, total, api })
  }
}
