import type { RemedyDefinition } from './define.js'
import { lostWays, sharedVpc } from './network-obstacles.js'

/** The DNS attributes of a VPC that private DNS needs. */
export const enableVpcDns: RemedyDefinition = {
  id: 'enable-vpc-dns',
  title: 'Switch the DNS attributes of a VPC on that private DNS of endpoints needs',
  doc: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns-updating.html',
  kinds: ['modify-vpc-attribute'],
  obstacle(_finding, changes, context) {
    const [change] = changes
    if (change?.kind !== 'modify-vpc-attribute') return undefined
    return sharedVpc(change.vpcId, context) ?? lostWays(changes, 'enable-vpc-dns', context)
  },
  handling(change) {
    const vpcId = change.kind === 'modify-vpc-attribute' ? change.vpcId : ''
    const hostnames = change.kind === 'modify-vpc-attribute' && change.attribute === 'enableDnsHostnames'
    return {
      mode: 'approval',
      risk: hostnames
        ? `Private DNS of the endpoints and private hosted zones begin to answer in all of ${vpcId}, and instances with public addresses get public names.`
        : `Amazon's DNS begins to answer in all of ${vpcId}.`,
    }
  },
}
