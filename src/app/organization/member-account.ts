import { assumeRole } from '../../aws/assume-role.js'
import { createClients } from '../../aws/clients.js'
import { enabledRegionsFrom, identify } from '../../aws/identity.js'
import type { Env } from '../../model/env.js'
import { AccountRefused } from '../../model/organization-errors.js'
import type { AccountRegions } from '../../model/organization-run.js'
import type { Account } from '../account.js'
import { withTypedErrors } from './typed-error.js'

/** How accounts of an organisation are entered. */
export interface Entrance {
  /** Of whoever enters: his own account takes no role. */
  own: { accountId: string; partition: string }
  /** Where calls are made that belong to no region. */
  home: string
  roleName: string
  externalId?: string
  /** Shows in the accounts' trails. */
  sessionName: string
  env: Env
}

/**
 * An account of the organisation, seen by the role that it has for that; nothing is asked of it yet.
 * @throws Throttled, Unavailable, AccountRefused
 */
export async function enterAccount(accountId: string, regions: string[], entrance: Entrance): Promise<Account> {
  const { own, home, env } = entrance
  const defaultRegion = regions[0] ?? home
  const entered = accountId === own.accountId ? undefined : await assumed(accountId, entrance)
  const clients = createClients({ defaultRegion, env, ...(entered && { credentials: entered.credentials }) })
  return {
    clients,
    identity: entered?.identity ?? (await withTypedErrors('sts:GetCallerIdentity', () => identify(clients, home))),
    regions,
    now: () => new Date(),
    paced: true,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }
}

async function assumed(accountId: string, { own, home, env, ...role }: Entrance) {
  const clients = createClients({ defaultRegion: home, env })
  try {
    return await withTypedErrors('sts:AssumeRole', () =>
      assumeRole(clients.sts(home), { ...role, accountId, partition: own.partition }),
    )
  } finally {
    clients.destroy()
  }
}

/**
 * The regions of an account that are to be audited: `all` that it has enabled, or of those that are named the ones that it has.
 * @throws Throttled, Unavailable, AccountRefused
 */
export async function regionsToAudit(
  account: Account,
  wanted: readonly string[],
  home: string,
): Promise<AccountRegions> {
  const named = wanted.filter((region) => region !== 'all')
  const everywhere = wanted.includes('all')
  const enabled = await enabledIn(account, home).catch((error: unknown) => {
    // Where it may not be asked, there is nothing to say against those that are named.
    if (error instanceof AccountRefused && !everywhere) return undefined
    throw error
  })
  if (enabled === undefined) return { regions: named, notEnabled: [] }
  if (everywhere) return { regions: enabled, notEnabled: [] }
  return {
    regions: named.filter((region) => enabled.includes(region)),
    notEnabled: named.filter((region) => !enabled.includes(region)),
  }
}

const enabledIn = ({ clients }: Account, home: string) =>
  withTypedErrors('ec2:DescribeRegions', () => enabledRegionsFrom(clients, home))
