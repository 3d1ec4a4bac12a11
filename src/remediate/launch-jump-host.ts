import { ROOT_SIZE } from './changes/run-instances/parts.js'
import type { Handling, RemedyDefinition } from './define.js'
import { HOURS, monthlyCost, PRICES, PRICES_OF } from './prices.js'

/** A jump host for a VPC that has none, or in place of one that was launched with a key pair. */
export const launchJumpHost: RemedyDefinition = {
  id: 'launch-jump-host',
  title: 'Launch a private, keyless jump host with a security group and a role of its own',
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-getting-started.html',
  kinds: ['create-security-group', 'create-instance-role', 'run-instances'],
  handling(change) {
    if (change.kind !== 'run-instances')
      return { mode: 'approval', risk: 'Only the new jump host uses it; nothing else is touched.' }
    return {
      mode: 'approval',
      risk: `A host is added to ${change.vpcId}: whoever may start sessions on it can send to what it reaches. One that it replaces stays until people terminate it.`,
      ...costOf(change.instanceType),
    }
  },
}

function costOf(instanceType: string): Pick<Handling, 'monthlyCost'> {
  const perHour = PRICES.instance.get(instanceType)
  if (perHour === undefined) return {}
  const per = `month: ${instanceType} at USD ${perHour} per hour and ${ROOT_SIZE} GiB of gp3, ${PRICES_OF}`
  return monthlyCost(perHour * HOURS + ROOT_SIZE * PRICES.gp3, per)
}
