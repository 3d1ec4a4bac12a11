import { bearersOf, listed } from './blast.js'
import type { RemedyDefinition } from './define.js'
import { lostWays, sharedVpc } from './network-obstacles.js'

/** The inbound rules of a host: revoked where hosts alone bear the group, else the host gets a group without any. */
export const removeInboundRules: RemedyDefinition = {
  id: 'remove-inbound-rules',
  title: 'Revoke the inbound rules of a host, or move it to a security group without any',
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html',
  kinds: [
    ...(['create-security-group', 'modify-network-interface-groups'] as const),
    ...(['authorize-security-group-ingress', 'authorize-security-group-egress'] as const),
    ...(['revoke-security-group-ingress', 'revoke-security-group-egress'] as const),
  ],
  obstacle(_finding, changes, context) {
    const move = changes.find((change) => change.kind === 'modify-network-interface-groups')
    if (!move) return undefined
    return sharedVpc(move.vpcId, context) ?? lostWays(changes, 'remove-inbound-rules', context)
  },
  handling(change, { world }) {
    const mode = 'approval'
    switch (change.kind) {
      case 'revoke-security-group-ingress': {
        const bearers = listed(bearersOf(change.groupId, world.inventory), 'none that can be seen')
        return { mode, risk: `Whoever connects by this rule is cut off from what bears ${change.groupId}: ${bearers}.` }
      }
      case 'authorize-security-group-ingress': {
        const bearers = listed(bearersOf(change.groupId, world.inventory), 'none that can be seen')
        return { mode, risk: `Lets the host reach what it reaches now, in its new group: ${bearers}.` }
      }
      case 'modify-network-interface-groups':
        return {
          mode,
          risk: `Whoever connects to ${change.networkInterfaceId} is cut off, and so is the host from what another account or region lets it reach by its old group.`,
        }
      default:
        return { mode, risk: 'Nobody bears a new group: it changes nothing by itself.' }
    }
  },
}
