import { CHANNEL_ACTIONS } from '../model/session-permissions.js'
import { defineCheck } from './define.js'
import { NETWORK_NEEDS } from './lib/network-needs.js'
import { servicePath, whenNeeded } from './lib/service-path.js'

export default defineCheck({
  id: 'path-ssmmessages',
  title: 'The host reaches the session channel',
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
