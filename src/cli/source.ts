import { resolve } from 'node:path'
import {
  type Account,
  type AuditDependencies,
  openLiveAccount,
  openSampleAccount,
  probing,
  snapshotOf,
} from '../app/index.js'
import { readSnapshot } from '../files/snapshot-file.js'
import type { Config } from '../model/config.js'
import { UsageError } from '../model/errors.js'
import { SAMPLE_NAMES } from '../model/samples.js'
import { type FoundConfig, foundConfig } from './found-config.js'
import type { Io } from './io.js'
import { type AccountOptions, oneOf, readingLimitOf } from './options.js'
import type { Progress } from './terminal.js'

/** What the audit reads: AWS, an embedded sample, or a snapshot file; with the config. */
export async function openSource(options: AccountOptions, io: Io, progress: Progress): Promise<AuditDependencies> {
  if (options.snapshot === undefined) {
    const { account, ...found } = await openAccount(options, io)
    return sourceOf(account, found, progress, readingLimitOf(options))
  }
  const found = await foundConfig(options, io)
  if (options.sample !== undefined)
    throw new UsageError('--snapshot and --sample exclude each other: give one of them.')
  if (options.region !== undefined)
    throw new UsageError('--region and --snapshot exclude each other: a snapshot holds its own regions.')
  const snapshot = await readSnapshot(resolve(io.cwd, options.snapshot))
  return { ...found, takeSnapshot: async () => snapshot, now: () => new Date() }
}

/** AWS, whose tunnels are tried for real after a first judgement. */
export async function openProbed(options: AccountOptions, io: Io, progress: Progress): Promise<AuditDependencies> {
  if (options.snapshot !== undefined)
    throw new UsageError(
      '--probe and --snapshot exclude each other: a snapshot holds what was tried when it was taken.',
    )
  const { account, ...found } = await openAccount(options, io)
  return {
    ...sourceOf(account, found, progress, readingLimitOf(options)),
    probe: probeOf(options, account, io, progress),
  }
}

/** @throws UsageError for a sample */
export function probeOf({ sample }: AccountOptions, account: Account, io: Io, progress: Progress) {
  if (sample !== undefined)
    throw new UsageError('--probe and --sample exclude each other: no database answers behind a sample.')
  return probing({ account, env: io.env, onProgress: progress })
}

/** The account itself, which can also be changed, and the config. */
export async function openAccount(options: AccountOptions, io: Io): Promise<FoundConfig & { account: Account }> {
  const found = await foundConfig(options, io)
  return { account: await signIn(options, io, found.config), ...found }
}

export async function signIn(options: AccountOptions, io: Io, config: Config): Promise<Account> {
  const regions = options.region ?? []
  if (options.sample !== undefined) {
    const name = options.sample === true ? 'article' : oneOf('--sample', SAMPLE_NAMES, options.sample)
    return openSampleAccount(name, regions)
  }
  return openLiveAccount({
    regions: regions.length > 0 ? regions : (config.regions ?? []),
    env: io.env,
    ...(options.profile !== undefined && { profile: options.profile }),
  })
}

/** An account as what an audit reads. */
export function sourceOf(
  account: Account,
  found: FoundConfig,
  progress: Progress,
  readingLimit: { readingLimit?: number } = {},
): AuditDependencies {
  return {
    ...found,
    takeSnapshot: snapshotOf(account, found.config, { onProgress: progress, ...readingLimit }),
    now: account.now,
  }
}
