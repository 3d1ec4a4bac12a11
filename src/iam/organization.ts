import { once } from '../inventory/once.js'
import { arnToCome } from '../model/session-permissions.js'
import type { OrganizationWord } from '../model/snapshot-iam.js'
import type { Iam } from './iam.js'
import { PairMap } from './pair-map.js'

const byQuestion = once((words: readonly OrganizationWord[]) => {
  const found = new PairMap<boolean>()
  for (const { action, resource, allowed } of words) {
    const key = action.toLowerCase()
    found.set(key, resource, allowed && (found.get(key, resource) ?? true))
  }
  return found
})

/** What the organization's policies say of any principal of the account; `undefined` where it was not asked. */
export function organizationSays({ snapshot }: Iam, action: string, resource: string): 'allows' | 'denies' | undefined {
  const { organization } = snapshot.iam
  if (organization?.outcome !== 'ok') return undefined
  const allowed = byQuestion(organization.value).get(action.toLowerCase(), arnToCome(resource))
  return allowed === undefined ? undefined : allowed ? 'allows' : 'denies'
}
