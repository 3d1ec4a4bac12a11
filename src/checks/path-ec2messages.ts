import { usesEc2messages } from '../inventory/needs.js'
import { read } from '../inventory/read.js'
import { RUN_COMMAND_ACTIONS } from '../model/session-permissions.js'
import { defineCheck, skip } from './define.js'
import { atMostWarn } from './lib/at-most-warn.js'
import { NETWORK_NEEDS } from './lib/network-needs.js'
import { PATH_CONSOLE } from './lib/path-console.js'
import { servicePath, whenNeeded } from './lib/service-path.js'

export default defineCheck({
  id: 'path-ec2messages',
  title: 'The host of an old agent reaches the message service of Run Command',
  why: 'Agents before 3.3.40.0 fetch commands from ec2messages. Where the host cannot reach it, Run Command does nothing, and the agent cannot be updated by it.',
  console: PATH_CONSOLE,
  subject: 'host',
  blocks: ['runCommand'],
  posture: false,
  symptomOf: ['vpc-dns'],
  endpointCheck: 'endpoint-ec2messages',
  needs: [
    'ec2:DescribeInstances',
    'ssm:DescribeInstanceInformation',
    'ec2:DescribeVpcEndpointServices',
    ...NETWORK_NEEDS,
  ],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run: (host, context) =>
    whenNeeded(host, 'ec2messages', context, ({ reasons }) => {
      read(context.region.snapshot.managedNodes)
      const node = context.region.knownNodeOf(host.instanceId)
      const old = node !== undefined && usesEc2messages(node)
      const judge = () => servicePath(host, 'ec2messages', [{ actions: RUN_COMMAND_ACTIONS, resource: '*' }], context)
      if (old && reasons.includes('old-agents')) return judge()
      if (reasons.includes('required-by-config')) return atMostWarn(judge())
      return skip(
        'agent-uses-ssmmessages',
        `The agent of ${host.instanceId} gets its commands over the session channel.`,
      )
    }),
})
