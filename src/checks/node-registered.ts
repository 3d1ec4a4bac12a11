import { read } from '../inventory/read.js'
import { defineCheck, fail, pass } from './define.js'
import { stillStarting, whenRunning } from './lib/host.js'

export default defineCheck({
  id: 'node-registered',
  title: 'The host is registered with Systems Manager',
  why: 'A host that never registered is unknown to Session Manager: sessions to it end in TargetNotConnected. Role, network and metadata service are the usual reasons, and have checks of their own.',
  console:
    'Systems Manager > Fleet Manager lists the nodes that are registered. EC2 > Instances > the host > Instance state > Reboot instance lets the agent try at once.',
  subject: 'host',
  blocks: ['tunnel', 'shell', 'ssh', 'runCommand'],
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
  ],
  needs: ['ec2:DescribeInstances', 'ec2:DescribeInstanceStatus', 'ssm:DescribeInstanceInformation'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-troubleshooting-managed-nodes.html',
  statuses: ['pass', 'fail', 'unknown', 'skip'],
  run(host, context) {
    return whenRunning(host, () => {
      const { instanceId } = host
      if (read(context.region.nodeOf(instanceId)))
        return pass('registered', `${instanceId} is registered with Systems Manager.`)
      return (
        stillStarting(host, context) ??
        fail('not-registered', `${instanceId} runs but is not registered with Systems Manager.`, {
          remedy: {
            text: "Reboot the host or restart its agent, which otherwise retries within half an hour (after a role's repair) to an hour.",
          },
        })
      )
    })
  },
})
