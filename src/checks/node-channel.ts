import { readEntry } from '../inventory/read.js'
import { defineCheck, fail, pass, skip, unknown } from './define.js'
import { stillStarting, whenRunning } from './lib/host.js'

export default defineCheck({
  id: 'node-channel',
  title: "The agent's session channel is connected",
  why: 'This is what AWS itself looks at when it answers TargetNotConnected: the channel that the agent keeps open to ssmmessages. Why it is not connected, other checks say.',
  console:
    "Systems Manager > Fleet Manager > the node shows the agent's state. EC2 > Instances > the host > Instance state > Reboot instance restarts the agent.",
  subject: 'host',
  blocks: ['tunnel', 'shell', 'ssh'],
  posture: false,
  symptomOf: [
    'host-running',
    'host-status-checks',
    'host-metadata-service',
    'vpc-dns',
    'role-attached',
    'role-trust',
    'role-session-permissions',
    'path-ssm',
    'path-ssmmessages',
  ],
  needs: [
    'ec2:DescribeInstances',
    'ec2:DescribeInstanceStatus',
    'ssm:DescribeInstanceInformation',
    'ssm:GetConnectionStatus',
  ],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetConnectionStatus.html',
  statuses: ['pass', 'fail', 'unknown', 'skip'],
  run(host, context) {
    return whenRunning(host, () => {
      const { instanceId } = host
      const { snapshot } = context.region
      const node = context.region.nodeOf(instanceId)
      const registered = node.outcome !== 'ok' || node.value !== undefined
      if (!registered && snapshot.connectionStatuses[instanceId] === undefined) return notRegistered(instanceId)
      const status = readEntry(snapshot.connectionStatuses, instanceId, 'ssm:GetConnectionStatus').toLowerCase()
      const says = `${instanceId}: the session channel is ${status === 'notconnected' ? 'not connected' : status}.`
      if (status === 'connected') return pass('connected', says)
      if (!registered) return notRegistered(instanceId)
      if (status !== 'notconnected') return unknown('unrecognized-status', says, { evidence: { status } })
      return (
        stillStarting(host, context) ??
        fail('not-connected', says, {
          evidence: { status },
          remedy: { text: 'Restart the agent or reboot the host.' },
        })
      )
    })
  },
})

const notRegistered = (instanceId: string) =>
  skip('not-registered', `${instanceId} is not registered with Systems Manager, so it has no session channel.`)
