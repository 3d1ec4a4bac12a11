import type { Caller } from '../../aws/json-call.js'
import { accountsBelow, allAccounts, type OrganizationAccount, tagsOfAccount } from '../../aws/organizations.js'
import type { RunAccount } from '../../model/organization-run.js'
import type { OrganizationSelection } from '../../model/organization-selection.js'
import { withTypedErrors } from './typed-error.js'

export interface SelectedAccounts {
  accounts: RunAccount[]
  /** Those that are not ACTIVE: nobody can enter them. */
  leftOut: (RunAccount & { state: string })[]
}

/**
 * The accounts that a selection means, each once.
 * @throws Throttled, Unavailable, AccountRefused: what Organizations refuses
 */
export async function selectAccounts(
  selection: OrganizationSelection,
  { caller, partition }: { caller: Caller; partition: string },
): Promise<SelectedAccounts> {
  const found = new Map<string, OrganizationAccount>()
  for (const accountId of selection.accountIds) found.set(accountId, { accountId, name: '' })
  const add = (accounts: readonly OrganizationAccount[]) => {
    for (const account of accounts) found.set(account.accountId, account)
  }
  if (selection.all) add(await listed('organizations:ListAccounts', () => allAccounts(caller, partition)))
  else
    for (const parent of selection.parents)
      add(await listed('organizations:ListAccountsForParent', () => accountsBelow(caller, partition, parent)))
  const accounts: RunAccount[] = []
  const leftOut: SelectedAccounts['leftOut'] = []
  for (const { accountId, name, state = 'ACTIVE' } of found.values()) {
    if (!(await isMeant(accountId, selection, caller, partition))) continue
    if (state === 'ACTIVE') accounts.push({ accountId, name })
    else leftOut.push({ accountId, name, state })
  }
  return { accounts: accounts.sort(byId), leftOut: leftOut.sort(byId) }
}

const listed = withTypedErrors

/** One after the other: Organizations takes few requests a second. */
async function isMeant(accountId: string, { tags }: OrganizationSelection, caller: Caller, partition: string) {
  if (tags.length === 0) return true
  const own = await listed('organizations:ListTagsForResource', () => tagsOfAccount(caller, partition, accountId))
  return tags.every(({ key, value }) => own.has(key) && (value === undefined || own.get(key) === value))
}

const byId = (a: RunAccount, b: RunAccount) => (a.accountId < b.accountId ? -1 : 1)
