import { bearersOf, listed } from './blast.js'
import type { RemedyDefinition } from './define.js'

/** The group of a host may send to an endpoint or database. */
export const allowHostEgress: RemedyDefinition = {
  id: 'allow-host-egress',
  title: 'Let the security group of a host send to an endpoint or a database',
  doc: 'https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html',
  kinds: ['authorize-security-group-egress'],
  handling(change, { world }) {
    const groupId = 'groupId' in change ? change.groupId : ''
    const bearers = listed(bearersOf(groupId, world.inventory), 'none that can be seen')
    return { mode: 'automatic', risk: `Whatever bears ${groupId} may send there: ${bearers}.` }
  },
}
