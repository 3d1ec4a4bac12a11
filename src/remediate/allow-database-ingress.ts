import { bearersOf, listed } from './blast.js'
import type { RemedyDefinition } from './define.js'

/** The group of a database admits its port from a host's group. */
export const allowDatabaseIngress: RemedyDefinition = {
  id: 'allow-database-ingress',
  title: 'Let the security group of a database admit one port from a host',
  doc: 'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html',
  kinds: ['authorize-security-group-ingress'],
  handling(change, { world }) {
    const groupId = 'groupId' in change ? change.groupId : ''
    const bearers = listed(bearersOf(groupId, world.inventory), 'none that can be seen')
    return {
      mode: 'approval',
      risk: `Opens the databases that bear ${groupId} to the host: ${bearers}. Ask who owns the data.`,
    }
  },
}
