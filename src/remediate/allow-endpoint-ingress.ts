import { bearersOf, listed } from './blast.js'
import type { RemedyDefinition } from './define.js'

/** The group of an interface endpoint admits HTTPS from a host's group. */
export const allowEndpointIngress: RemedyDefinition = {
  id: 'allow-endpoint-ingress',
  title: 'Let the security group of an endpoint admit tcp/443 from the hosts',
  doc: 'https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html',
  kinds: ['authorize-security-group-ingress'],
  handling(change, { world }) {
    const groupId = 'groupId' in change ? change.groupId : ''
    const bearers = listed(bearersOf(groupId, world.inventory), 'none that can be seen')
    return {
      mode: 'automatic',
      risk: `Opens an API of AWS's to the hosts, and whatever else bears ${groupId}: ${bearers}.`,
    }
  },
}
