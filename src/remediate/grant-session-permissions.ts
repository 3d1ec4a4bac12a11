import { roleUsersText } from './blast.js'
import type { RemedyDefinition } from './define.js'

/** AWS's managed policy of hosts, attached to the role that a host has. */
export const grantSessionPermissions: RemedyDefinition = {
  id: 'grant-session-permissions',
  title: 'Attach AmazonSSMManagedInstanceCore to the role of a host',
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html',
  kinds: ['attach-role-policy'],
  handling(change, { world }) {
    const roleName = 'roleName' in change ? change.roleName : ''
    return {
      mode: 'approval',
      risk: `Whatever uses role ${roleName} becomes a managed node and may read the plain parameters of Parameter Store: ${roleUsersText(roleName, world.inventory)}.`,
    }
  },
}
