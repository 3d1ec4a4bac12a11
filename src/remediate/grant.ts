import type { Change, RolePolicyChange } from '../model/change.js'
import { roleUsersText } from './blast.js'
import { grantsOf } from './changes/role-policy.js'
import type { RemedyDefinition } from './define.js'

/** A remedy that allows a role what its findings miss, by an inline policy. */
export function grantByInlinePolicy(about: Pick<RemedyDefinition, 'id' | 'title' | 'doc'>): RemedyDefinition {
  return {
    ...about,
    kinds: ['put-role-policy'],
    handling(change, { world }) {
      const { roleName, statements } = of(change)
      return {
        mode: 'automatic',
        risk: `Whatever uses role ${roleName} may then do ${grantsOf(statements)}: ${roleUsersText(roleName, world.inventory)}.`,
      }
    },
    merge(a, b) {
      const all = [...of(a).statements, ...of(b).statements]
      const distinct = new Map(all.map((statement) => [JSON.stringify(statement), statement]))
      return { ...of(a), statements: [...distinct.values()] }
    },
  }
}

function of(change: Change): RolePolicyChange {
  if (change.kind !== 'put-role-policy') throw new Error(`an inline policy cannot ${change.kind}`)
  return change
}
