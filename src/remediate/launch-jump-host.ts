import type { RemedyDefinition } from './define.js'

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
      // t4g.nano by the hour with 8 GiB of gp3: https://aws.amazon.com/ec2/pricing/on-demand/
      monthlyCost: { usd: 4, per: 'instance' },
    }
  },
}
