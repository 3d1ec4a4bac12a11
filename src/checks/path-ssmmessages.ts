import { CHANNEL_ACTIONS } from '../model/session-permissions.js'
import { defineCheck } from './define.js'
import { NETWORK_NEEDS } from './lib/network-needs.js'
import { PATH_CONSOLE } from './lib/path-console.js'
import { servicePath, whenNeeded } from './lib/service-path.js'

export default defineCheck({
  id: 'path-ssmmessages',
  title: 'The host reaches the session channel',
  why: "The agent keeps the session channel open to ssmmessages. A missing route, rule, name or permission of the endpoint ends in TargetNotConnected, and nothing on AWS's side says which.",
  console: PATH_CONSOLE,
  subject: 'host',
  blocks: ['tunnel', 'shell', 'ssh', 'runCommand'],
  posture: false,
  symptomOf: ['vpc-dns'],
  endpointCheck: 'endpoint-ssmmessages',
  needs: ['ec2:DescribeInstances', ...NETWORK_NEEDS],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run: (host, context) =>
    whenNeeded(host, 'ssmmessages', context, () =>
      servicePath(host, 'ssmmessages', [{ actions: CHANNEL_ACTIONS, resource: '*' }], context),
    ),
})
