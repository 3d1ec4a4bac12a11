import { type Clients, createClients } from '../aws/clients.js'
import { defaultRegion, enabledRegions, type Identity, identify, requireRegions } from '../aws/identity.js'
import { assertRegionNames } from '../aws/regions.js'
import type { Env } from '../model/env.js'
import { requireProfile } from './require-profile.js'

/** An account that can be looked at and changed: AWS's, or an embedded sample. */
export interface Account {
  clients: Clients
  identity: Identity
  regions: string[]
  now: () => Date
  /** Waits, in milliseconds. A sample's time passes without waiting. */
  sleep: (ms: number) => Promise<void>
  /** True for AWS itself, whose request rates must be kept. */
  paced: boolean
}

export interface LiveAccountRequest {
  profile?: string
  /** Region names, or `all`; empty: the region of the environment or profile. */
  regions: readonly string[]
  env: Env
}

/**
 * Clients for a profile and region, without a word to AWS: what is wrong with the credentials the first call tells.
 * @throws RegionError, UsageError for a profile that is not there
 */
export async function openClients(wish: {
  profile?: string
  /** Without it: the region of the environment or profile. */
  region?: string
  env: Env
}): Promise<{ clients: Clients; region: string }> {
  const { profile, env } = wish
  const named = profile === undefined ? {} : { profile }
  await requireProfile(profile, env)
  const region = wish.region ?? (await defaultRegion({ env, ...named }))
  assertRegionNames([region])
  return { clients: createClients({ defaultRegion: region, env, ...named }), region }
}

/**
 * Signs in to AWS.
 * @throws CredentialsError, RegionError, UsageError for a profile that is not there, with what to do
 */
export async function openLiveAccount({ profile, regions, env }: LiveAccountRequest): Promise<Account> {
  const [first] = regions.filter((region) => region !== 'all')
  const { clients, region: home } = await openClients({
    env,
    ...(profile !== undefined && { profile }),
    ...(first !== undefined && { region: first }),
  })
  assertRegionNames(regions.filter((region) => region !== 'all'))
  const identity = await identify(clients, home)
  return {
    clients,
    identity,
    regions: await chosenRegions(clients, home, regions),
    now: () => new Date(),
    paced: true,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }
}

async function chosenRegions(clients: Clients, home: string, regions: readonly string[]): Promise<string[]> {
  if (regions.includes('all')) return enabledRegions(clients, home)
  if (regions.length === 0) return [home]
  await requireRegions(clients, home, regions)
  return [...new Set(regions)]
}
