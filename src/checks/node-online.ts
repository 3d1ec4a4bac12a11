import { defineCheck, fail, pass, unknown, warn } from './define.js'
import { stillStarting, withNode } from './lib/host.js'

const FAILED = new Map([
  ['ConnectionLost', 'connection-lost'],
  ['Inactive', 'inactive'],
])
/** Agents ping every 5 minutes, at most every 60. */
const STALE_MS = 60 * 60_000

export default defineCheck({
  id: 'node-online',
  title: 'The agent is online',
  why: 'Run Command needs an agent that pings Systems Manager. One that has stopped to do so takes no updates either.',
  console:
    'Systems Manager > Fleet Manager > the node shows the last ping. EC2 > Instances > the host > Instance state > Reboot instance restarts the agent.',
  subject: 'host',
  blocks: ['runCommand'],
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
    'node-channel',
  ],
  needs: ['ec2:DescribeInstances', 'ec2:DescribeInstanceStatus', 'ssm:DescribeInstanceInformation'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-troubleshooting-managed-nodes.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run(host, context) {
    return withNode(host, context, ({ pingStatus, lastPingDateTime }) => {
      const { instanceId } = host
      const evidence = { pingStatus, lastPingDateTime }
      const lastPing = lastPingDateTime ? `, last ping ${lastPingDateTime}` : ''
      const says = `${instanceId}: agent ${pingStatus}${lastPing}.`
      if (pingStatus === 'Online') {
        const age = Date.parse(context.inventory.snapshot.takenAt) - Date.parse(lastPingDateTime ?? '')
        return age > STALE_MS ? warn('stale-ping', says, { evidence }) : pass('online', says)
      }
      const reason = FAILED.get(pingStatus)
      if (reason === undefined) return unknown('unrecognized-ping-status', says, { evidence })
      const remedy = { text: 'Restart the agent or reboot the host.' }
      return stillStarting(host, context) ?? fail(reason, says, { evidence, remedy })
    })
  },
})
