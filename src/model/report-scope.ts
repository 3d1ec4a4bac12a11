import type { ClosedAccount, EnteredAccount, Scope } from './report.js'

/** The regions of an account that an audit looked at; of one that it did not enter, none. */
export function regionsLookedAt(scope: Pick<Scope, 'accountId' | 'regions' | 'accounts'>, accountId: string): string[] {
  const { accounts } = scope
  if (accounts === undefined) return scope.accountId === accountId ? scope.regions : []
  const account = accounts.find((each) => each.accountId === accountId)
  return account?.entered === true ? account.regions : []
}

/** Those of several accounts that were looked at. */
export const enteredAccounts = ({ accounts = [] }: Pick<Scope, 'accounts'>): EnteredAccount[] =>
  accounts.filter((account) => account.entered)

/** Those that were not: what is in them is unknown. */
export const closedAccounts = ({ accounts = [] }: Pick<Scope, 'accounts'>): ClosedAccount[] =>
  accounts.filter((account) => !account.entered)
