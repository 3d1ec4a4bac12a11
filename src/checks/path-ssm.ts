import { instanceArn, REGISTRATION_ACTION } from '../model/session-permissions.js'
import { defineCheck } from './define.js'
import { arnScope } from './lib/host-role.js'
import { NETWORK_NEEDS } from './lib/network-needs.js'
import { PATH_CONSOLE } from './lib/path-console.js'
import { servicePath, whenNeeded } from './lib/service-path.js'

export default defineCheck({
  id: 'path-ssm',
  title: 'The host reaches Systems Manager',
  why: "The agent registers with Systems Manager over HTTPS. A missing route, rule, name or permission of the endpoint leaves the host unregistered, and nothing on AWS's side says which.",
  console: PATH_CONSOLE,
  subject: 'host',
  blocks: ['tunnel', 'shell', 'ssh', 'runCommand'],
  posture: false,
  symptomOf: ['vpc-dns'],
  endpointCheck: 'endpoint-ssm',
  needs: ['ec2:DescribeInstances', ...NETWORK_NEEDS],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run: (host, context) =>
    whenNeeded(host, 'ssm', context, () =>
      servicePath(
        host,
        'ssm',
        [{ actions: [REGISTRATION_ACTION], resource: instanceArn(arnScope(context), host.instanceId) }],
        context,
      ),
    ),
})
