import { addressOf } from './changes/address.js'
import type { RemedyDefinition } from './define.js'
import { lostWays } from './network-obstacles.js'

/** The Elastic IP address of a host. */
export const removePublicAddress: RemedyDefinition = {
  id: 'remove-public-address',
  title: 'Disassociate the Elastic IP address of a host',
  doc: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/elastic-ip-addresses-eip.html',
  kinds: ['disassociate-address'],
  needs: ['ec2:DescribeAddresses'],
  async obstacle({ subject }, changes, context) {
    for (const change of changes) {
      if (change.kind !== 'disassociate-address') continue
      if (!(await addressOf(context.clients.ec2(change.region), change.publicIp)))
        return {
          reason: 'auto-assigned',
          message: `${change.publicIp} of ${subject.id} is no Elastic IP address: AWS assigned it at the launch, and it cannot be taken from a running instance. Launch a new host in a private subnet (launch-jump-host).`,
        }
    }
    return lostWays(changes, 'remove-public-address', context)
  },
  handling(change) {
    if (change.kind !== 'disassociate-address') throw new Error(`remove-public-address cannot ${change.kind}`)
    return {
      mode: 'approval',
      risk: `Whoever connects to ${change.publicIp} is cut off, and so is ${change.instanceId} from the internet where its way led there; the address stays the account's and costs as before.`,
    }
  },
}
