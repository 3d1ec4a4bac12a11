import { type Clients, createClients } from '../../aws/clients.js'
import { classifyError } from '../../aws/errors.js'
import { type Identity, identify, regionsAmong } from '../../aws/identity.js'
import { assertRegionNames } from '../../aws/regions.js'
import { roleCredentials } from '../../aws/role-credentials.js'
import type { AccountResult } from '../../model/account-result.js'
import type { Env } from '../../model/env.js'
import { type Account, openClients } from '../account.js'
import type { NamedAccount } from './ask-accounts.js'

/** Whoever asks: clients of the own account, and where its calls are made. */
export interface Home {
  clients: Clients
  identity: Identity
  region: string
  env: Env
  profile?: string
}

export interface RoleAsked {
  roleName: string
  externalId?: string
}

export interface Entered extends NamedAccount {
  account: Account
  /** Those that were asked for and that the account has not enabled: nothing is in them. */
  notEnabled: string[]
}

/**
 * Signs in to AWS.
 * @param regions names, or `all`: the first is where calls are made
 * @throws CredentialsError, RegionError, UsageError for a profile that is not there, with what to do
 */
export async function openHome(wish: { regions: readonly string[]; env: Env; profile?: string }): Promise<Home> {
  const { env, profile } = wish
  const names = wish.regions.filter((region) => region !== 'all')
  const [first] = names
  assertRegionNames(names)
  const { clients, region } = await openClients({
    env,
    ...(profile !== undefined && { profile }),
    ...(first !== undefined && { region: first }),
  })
  const identity = await identify(clients, region)
  return { ...{ clients, identity, region, env }, ...(profile !== undefined && { profile }) }
}

/** What AWS shows of the session in the account's trail. */
const SESSION = 'ssm-ready-audit'

/**
 * Assumes the role in one account. The account that one is in already is entered without where the role cannot be assumed:
 * AWS makes no such role in the management account.
 * @param regions names, or `all`
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
 */
export async function enterAccount(
  named: NamedAccount,
  role: RoleAsked,
  regions: readonly string[],
  home: Home,
): Promise<Entered | AccountResult> {
  const { env, profile, region } = home
  const { partition } = home.identity
  const target = { ...role, partition, accountId: named.accountId, sessionName: SESSION }
  let entered: { clients: Clients; identity: Identity }
  try {
    const { credentials, identity } = await roleCredentials(home.clients.sts(region), target)
    entered = { clients: createClients({ credentials, defaultRegion: region, env }), identity }
  } catch (error) {
    if (named.accountId !== home.identity.accountId) return failed(named, error, 'sts:AssumeRole')
    const own = createClients({ defaultRegion: region, env, ...(profile !== undefined && { profile }) })
    entered = { clients: own, identity: home.identity }
  }
  const { clients, identity } = entered
  try {
    const { enabled, notEnabled } = await regionsAmong(clients, region, regions)
    return { ...named, notEnabled, account: accountOf(clients, identity, enabled) }
  } catch (error) {
    clients.destroy()
    return failed(named, error, 'ec2:DescribeRegions')
  }
}

const failed = (named: NamedAccount, error: unknown, api: string): AccountResult => ({
  ...named,
  failure: classifyError(error, api),
})

const accountOf = (clients: Clients, identity: Identity, regions: string[]): Account => ({
  ...{ clients, identity, regions },
  now: () => new Date(),
  paced: true,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
})
