import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditedName, AuditedNames } from '../model/audited-names.js'
import type { Env } from '../model/env.js'
import { makeFolder } from './make-folder.js'
import { LARGEST, readText } from './read-text.js'
import { stateFolder } from './state-folder.js'

const folderOf = (env: Env) => join(stateFolder(env), 'names')

/** One file for each account, region set and profile. Nothing depends on it: what cannot be written is not. */
export async function writeAuditedNames(env: Env, names: AuditedNames): Promise<void> {
  const folder = folderOf(env)
  // Reading needs no hash, and must be fast.
  const { createHash } = await import('node:crypto')
  const key = createHash('sha256').update(JSON.stringify([names.regions.toSorted(), names.profile]))
  const file = `${names.accountId}-${key.digest('hex').slice(0, 12)}.json`
  const temporary = join(folder, `.${file}.${process.pid}.tmp`)
  try {
    await makeFolder(folder)
    await writeFile(temporary, JSON.stringify(names), { mode: 0o600 })
    await rename(temporary, join(folder, file))
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined)
  }
}

/**
 * What the last audit with this profile found.
 * @param regions only audits that looked at all of these count, and only what is in them; empty: any
 */
export async function readAuditedNames(
  env: Env,
  { profile, regions }: { profile: string; regions: readonly string[] },
): Promise<Omit<AuditedNames, 'accountId' | 'profile'>> {
  for (const file of await newestFirst(folderOf(env))) {
    const names = await readNames(file)
    if (names === undefined || names.profile !== profile) continue
    if (!regions.every((region) => names.regions.includes(region))) continue
    const here = (list: readonly AuditedName[]) =>
      list.filter(({ region }) => regions.length === 0 || regions.includes(region))
    return {
      regions: names.regions,
      vpcs: here(names.vpcs),
      hosts: here(names.hosts),
      databases: here(names.databases),
    }
  }
  return { regions: [], vpcs: [], hosts: [], databases: [] }
}

async function newestFirst(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => [])
  const dated = await Promise.all(
    files
      .filter((file) => /^\d+-[0-9a-f]+\.json$/.test(file))
      .map(async (file) => {
        const path = join(folder, file)
        return { path, at: await stat(path).then((found) => (found.isFile() ? found.mtimeMs : undefined), nothing) }
      }),
  )
  return dated
    .flatMap(({ path, at }) => (at === undefined ? [] : [{ path, at }]))
    .sort((a, b) => b.at - a.at)
    .map(({ path }) => path)
}

const nothing = () => undefined

/** What another version has written, or somebody has edited, counts for nothing. */
async function readNames(path: string): Promise<AuditedNames | undefined> {
  try {
    const value: unknown = JSON.parse(await readText(path, path, LARGEST.plan))
    return isNames(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isNames(value: unknown): value is AuditedNames {
  if (!isObject(value)) return false
  const { accountId, profile, regions, vpcs, hosts, databases } = value
  return (
    isText(accountId) &&
    isText(profile) &&
    Array.isArray(regions) &&
    regions.every(isText) &&
    [vpcs, hosts, databases].every((list) => Array.isArray(list) && list.every(isName))
  )
}

const isText = (value: unknown) => typeof value === 'string'

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const isName = (value: unknown) =>
  isObject(value) &&
  isText(value['id']) &&
  isText(value['region']) &&
  (value['name'] === undefined || isText(value['name']))
