import { read } from '../inventory/read.js'
import { LOG_GROUP_LOOKUP, LOG_STREAM_ACTIONS, logGroupLookupArn, logStreamArn } from '../model/session-permissions.js'
import { defineCheck } from './define.js'
import { atMostWarn } from './lib/at-most-warn.js'
import { arnScope } from './lib/host-role.js'
import { NETWORK_NEEDS } from './lib/network-needs.js'
import { PATH_CONSOLE } from './lib/path-console.js'
import { servicePath, whenNeeded } from './lib/service-path.js'

export default defineCheck({
  id: 'path-logs',
  title: 'The host reaches CloudWatch Logs, which receives its session logs',
  why: 'Where session logs go to CloudWatch, the host sends them. Where it cannot, logs are lost; with cloudWatchEncryptionEnabled the agent refuses every shell.',
  console: PATH_CONSOLE,
  subject: 'host',
  blocks: ['shell'],
  posture: false,
  symptomOf: ['vpc-dns'],
  endpointCheck: 'endpoint-logs',
  needs: ['ec2:DescribeInstances', 'ssm:GetDocument', ...NETWORK_NEEDS],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-troubleshooting.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run: (host, context) =>
    whenNeeded(host, 'logs', context, () => {
      const inputs = read(context.region.sessionInputs)
      const group = inputs.cloudWatchLogGroupName
      const scope = arnScope(context)
      const calls = [
        { actions: LOG_STREAM_ACTIONS, resource: logStreamArn(scope, group ?? '*') },
        { actions: [LOG_GROUP_LOOKUP], resource: logGroupLookupArn(scope) },
      ]
      const outcome = servicePath(host, 'logs', calls, context)
      if (group === undefined) return atMostWarn(outcome)
      // With the flag, the agent looks the group up before the shell starts and refuses when it gets no answer; without, it waits and then loses the log.
      return inputs.cloudWatchEncryptionEnabled ? outcome : atMostWarn(outcome, ['shell'])
    }),
})
