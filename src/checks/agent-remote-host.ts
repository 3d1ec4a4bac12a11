import { compareVersions } from '../model/version.js'
import { defineCheck, fail, pass } from './define.js'
import { withAgentVersion } from './lib/host.js'
import { REMOTE_HOST_FLOOR, updateAgent } from './lib/update-agent.js'

export default defineCheck({
  id: 'agent-remote-host',
  title: 'The agent can forward ports to remote hosts',
  why: 'Forwarding a port to another machine than the host itself came with agent 3.1.1374.0. With an older one a shell works and every tunnel to a database fails.',
  console:
    'Systems Manager > Run Command > Run command: the document AWS-UpdateSSMAgent, with the host as target. Sessions on the host end.',
  subject: 'host',
  blocks: ['tunnel'],
  posture: false,
  needs: ['ec2:DescribeInstances', 'ssm:DescribeInstanceInformation'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-sessions-start.html',
  statuses: ['pass', 'fail', 'unknown', 'skip'],
  run(host, context) {
    return withAgentVersion(host, context, (version, agentVersion, node) => {
      const floor = REMOTE_HOST_FLOOR.join('.')
      if (compareVersions(version, REMOTE_HOST_FLOOR) >= 0)
        return pass('agent-supports-it', `${host.instanceId} runs agent ${agentVersion} (${floor} is enough).`)
      return fail('agent-too-old', `${host.instanceId} runs agent ${agentVersion}; tunnels need ${floor}.`, {
        evidence: { agentVersion, floor },
        remedy: updateAgent(host, context.region.region, node, []),
      })
    })
  },
})
