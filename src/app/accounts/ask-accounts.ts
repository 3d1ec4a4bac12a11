import { classifyError, hasCode } from '../../aws/errors.js'
import type { Caller } from '../../aws/json-call.js'
import { allAccounts } from '../../aws/organizations.js'
import type { AccountsAsked } from '../../files/account-list.js'
import type { AccountResult } from '../../model/account-result.js'
import { UsageError } from '../../model/errors.js'

/** An account to be audited. */
export interface NamedAccount {
  accountId: string
  name?: string
}

/** Nobody can enter those; of any other state the attempt tells. */
const CLOSED = new Set(['SUSPENDED', 'PENDING_CLOSURE', 'CLOSED', 'PENDING_ACTIVATION'])

/**
 * The accounts that are meant, and those that are left out since their state in the organization lets nobody in.
 * @throws UsageError: what to grant where the organization may not be listed
 */
export async function askAccounts(
  asked: AccountsAsked,
  { caller, identity }: { caller: Caller; identity: { arn: string; partition: string } },
): Promise<{ accounts: NamedAccount[]; leftOut: AccountResult[] }> {
  if ('ids' in asked) return { accounts: asked.ids.map((accountId) => ({ accountId })), leftOut: [] }
  const found = await allAccounts(caller, identity.partition).catch((error: unknown) => {
    throw refusal(error, identity.arn)
  })
  const closed = found.filter(({ state = '' }) => CLOSED.has(state))
  return {
    accounts: found.filter((account) => !closed.includes(account)).map(named),
    leftOut: closed.map((account) => ({
      ...named(account),
      leftOut: `${account.state} in the organization: left out.`,
    })),
  }
}

const named = ({ accountId, name }: NamedAccount): NamedAccount => ({ accountId, ...(name ? { name } : {}) })

const OR_ELSE = 'or name the accounts: --accounts ID,ID or --accounts FILE'

function refusal(error: unknown, arn: string): UsageError {
  const { outcome, message } = classifyError(error, 'organizations:ListAccounts')
  const said = message.replace(/[.\s]+$/, '')
  if (hasCode(error, ['AWSOrganizationsNotInUseException']))
    return new UsageError(`--accounts organization: this account is in no organization (${said}); ${OR_ELSE}.`, {
      cause: error,
    })
  if (outcome === 'denied')
    return new UsageError(
      `--accounts organization: grant organizations:ListAccounts to ${arn}, in the management account or a delegated administrator's, ${OR_ELSE} (${said}).`,
      { cause: error },
    )
  return new UsageError(`--accounts organization: organizations:ListAccounts was not answered (${said}); ${OR_ELSE}.`, {
    cause: error,
  })
}
