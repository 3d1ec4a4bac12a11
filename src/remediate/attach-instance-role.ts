import { listed, roleUsersText } from './blast.js'
import type { RemedyDefinition } from './define.js'
import { findRole, rolesOfProfile } from './edit-iam.js'

/** An instance profile for a host that has none: one that other hosts use, or a new one. */
export const attachInstanceRole: RemedyDefinition = {
  id: 'attach-instance-role',
  title: 'Give a host an instance profile, with a role that lets its agent register',
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-instance-permissions.html',
  kinds: ['create-instance-role', 'associate-iam-instance-profile'],
  handling(change, { world }) {
    const { snapshot } = world.inventory
    if (change.kind === 'create-instance-role')
      return {
        mode: 'approval',
        risk: `A role is added to the account that any instance can be given; nothing uses ${change.roleName} yet.`,
      }
    const { instanceProfileName, instanceId } =
      change.kind === 'associate-iam-instance-profile' ? change : { instanceProfileName: '', instanceId: '' }
    const roles = rolesOfProfile(snapshot, instanceProfileName)
    const known = roles.filter((name) => findRole(snapshot, name))
    const [first] = known
    const shared = first === undefined ? '' : ` It is shared: ${roleUsersText(first, world.inventory)}.`
    const may = listed(roles, `the role of ${instanceProfileName}`)
    return {
      mode: 'approval',
      risk: `Whoever can run code on ${instanceId} may do what ${may} may; its agent takes up to half an hour to notice.${shared}`,
    }
  },
}
