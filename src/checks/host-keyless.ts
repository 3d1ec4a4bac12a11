import type { Remedy } from '../model/finding.js'
import type { Instance } from '../model/snapshot-hosts.js'
import { type CheckContext, defineCheck, fail, pass } from './define.js'
import { jumpHostChanges } from './lib/jump-host-remedy.js'

export default defineCheck({
  id: 'host-keyless',
  title: 'The host was launched without a key pair',
  why: 'A key pair is a credential that never expires, that nobody rotates and that CloudTrail does not see. A host that is reached through Session Manager alone needs none.',
  console:
    "EC2 > Instances > Launch instances, with 'Proceed without a key pair'. The key of an instance that is there cannot be taken away: launch another and terminate this one.",
  subject: 'host',
  blocks: [],
  posture: true,
  needs: ['ec2:DescribeInstances'],
  doc: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-key-pairs.html',
  statuses: ['pass', 'fail'],
  run(host, context) {
    if (host.keyName === undefined) return pass('no-key-pair', `${host.instanceId} was launched without a key pair.`)
    return fail('key-pair-present', `${host.instanceId} was launched with key pair ${host.keyName}.`, {
      evidence: { keyName: host.keyName },
      remedy: replacement(host, context),
    })
  },
})

/** A new host, unless the VPC has one without a key pair already; to terminate the old one is for people. */
function replacement({ vpcId = '' }: Instance, context: CheckContext): Remedy {
  const text = 'Replace the instance by one launched without a key pair: the key name of an instance cannot be removed.'
  const replaced = context.region.knownHostsOf(vpcId).some(({ keyName }) => keyName === undefined)
  const changes = replaced ? undefined : jumpHostChanges(vpcId, context)
  return changes ? { id: 'launch-jump-host', text, changes } : { text }
}
