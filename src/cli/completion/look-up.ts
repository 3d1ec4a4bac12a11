import { readAuditedNames } from '../../files/audited-names.js'
import { profileNames } from '../../files/profile-names.js'
import { savedConnections } from '../../files/saved-connections.js'
import type { AuditedName } from '../../model/audited-names.js'
import type { Env } from '../../model/env.js'
import { profileOf } from '../profile.js'
import type { LookUp, Place } from './complete.js'

/** Looks words up without asking AWS: it is waited for between two keys. */
export function lookUpIn(env: Env, cwd: string): LookUp {
  return async (completion, place) => {
    if (!('of' in completion)) return completion
    const found: string[] = []
    for (const kind of completion.of)
      switch (kind) {
        case 'check':
          found.push(...(await import('../../model/check-catalogue.js')).CATALOGUE.map(({ id }) => id))
          break
        case 'remedy':
          found.push(...(await import('../../model/remedy-ids.js')).REMEDY_IDS)
          break
        case 'profile':
          found.push(...(await profileNames(env)))
          break
        case 'connection':
          found.push(...(await savedConnections(cwd, last(place, 'config'))))
          break
        case 'region':
          found.push('all', ...(await auditedRegions(env, place)))
          break
        default:
          found.push(...wordsOf((await audited(env, place))[`${kind}s`]))
      }
    return found
  }
}

const last = ({ given }: Place, option: string) => given.get(option)?.at(-1)

const scopeOf = (env: Env, place: Place) => profileOf({ profile: last(place, 'profile') }, env)

/** Those of the account that is spoken of: a sample or a snapshot has others. */
async function audited(env: Env, place: Place) {
  const { given } = place
  if (given.has('sample') || given.has('snapshot')) return { vpcs: [], hosts: [], databases: [] }
  const regions = (given.get('region') ?? []).filter((region) => region !== 'all')
  return readAuditedNames(env, { profile: scopeOf(env, place), regions })
}

async function auditedRegions(env: Env, place: Place): Promise<string[]> {
  return (await readAuditedNames(env, { profile: scopeOf(env, place), regions: [] })).regions
}

/** Names, then ids; a name that several have says nothing. */
function wordsOf(list: readonly AuditedName[]): string[] {
  const count = new Map<string, number>()
  for (const { name = '' } of list) count.set(name, (count.get(name) ?? 0) + 1)
  const names = list.flatMap(({ name = '' }) => (count.get(name) === 1 ? [name] : []))
  return [...names, ...list.map(({ id }) => id)]
}
