import type { AccountScope, Gap, Report, Scope } from '../model/report.js'
import { closedAccounts, enteredAccounts } from '../model/report-scope.js'
import { count, nameAndId } from './words.js'

/** What formats ask of the accounts of a report. Of one account, all of it is empty. */
export interface AccountIndex {
  /** Whether there are several, so that it must be said which one is meant. */
  several: boolean
  /** `orders (222233334444)`; empty in a report of one account. */
  accountName(accountId: string | undefined): string
  /** ` in account orders (222233334444)`, to stand behind something. */
  inAccount(accountId: string | undefined): string
  /** The profile that commands about the account name. */
  profileOf(accountId: string | undefined): string | undefined
  /** What a gap leaves open: of an account that was not entered, everything. */
  undecided(gap: Gap): readonly string[]
}

export function indexAccounts({ accounts }: Pick<Scope, 'accounts'> = {}): AccountIndex {
  const byId = new Map(accounts?.map((account) => [account.accountId, account]))
  const accountName = (accountId: string | undefined) =>
    accounts === undefined || accountId === undefined ? '' : nameAndId(byId.get(accountId)?.name, accountId)
  return {
    several: accounts !== undefined,
    accountName,
    inAccount: (accountId) => {
      const name = accountName(accountId)
      return name === '' ? '' : ` in account ${name}`
    },
    profileOf: (accountId = '') => {
      const account = byId.get(accountId)
      return account?.entered === true ? account.profile : undefined
    },
    undecided: ({ accountId, affects }) => (byId.get(accountId)?.entered === false ? ['everything'] : affects),
  }
}

/** Stands for the profile where a command is about any of several accounts. */
export const anyProfile = ({ several }: Pick<AccountIndex, 'several'>): string | undefined =>
  several ? 'PROFILE' : undefined

/** `account 222233334444`, or `3 accounts, 1 not entered`. */
export function accountsText({ accountId, accounts }: Scope): string {
  if (accounts === undefined) return `account ${accountId}`
  const closed = closedAccounts({ accounts }).length
  return `${count(accounts.length, 'account')}${closed === 0 ? '' : `, ${closed} not entered`}`
}

/** What is said of an account: what was looked at there, or why nothing was. */
export function accountLine(account: AccountScope, { vpcs }: Pick<Report, 'vpcs'>): string {
  if (!account.entered) return account.reason === 'left-out' ? account.message : `not entered: ${account.message}`
  const own = vpcs.filter((vpc) => (vpc.accountIds ?? [vpc.accountId]).includes(account.accountId))
  const profile = account.profile === undefined ? [] : [`--profile ${account.profile}`]
  return [account.regions.join(' '), count(own.length, 'VPC'), ...profile].join(', ')
}

/** Accounts whose profile is to be made before the report's commands run. */
export const profilesToMake = (scope: Pick<Scope, 'accounts'>) =>
  enteredAccounts(scope).flatMap(({ accountId, profileSetUp }) => (profileSetUp ? [{ accountId, profileSetUp }] : []))

export const PROFILES_NOTE =
  'The commands name a profile for each account. Those that nobody has yet are made once, by:'
