import { compareVersions } from '../model/version.js'
import { defineCheck, pass, warn } from './define.js'
import { AGENT_FAULTS } from './lib/agent-faults.js'
import { withAgentVersion } from './lib/host.js'
import { updateAgent } from './lib/update-agent.js'

export default defineCheck({
  id: 'agent-known-issues',
  title: 'The agent is of a version without known faults',
  why: 'Some published versions of the agent have faults that look like faults of the network: a tunnel that closes after a minute, or one that carries a single connection at a time.',
  console:
    'Systems Manager > Run Command > Run command: the document AWS-UpdateSSMAgent, with the host as target. Sessions on the host end.',
  subject: 'host',
  blocks: [],
  posture: false,
  needs: ['ec2:DescribeInstances', 'ssm:DescribeInstanceInformation'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-technical-details.html',
  statuses: ['pass', 'warn', 'unknown', 'skip'],
  run(host, context) {
    return withAgentVersion(host, context, (version, agentVersion, node) => {
      const faults = AGENT_FAULTS.filter(
        ({ from, fixedIn }) => compareVersions(version, from) >= 0 && compareVersions(version, fixedIn) < 0,
      )
      const [first] = faults
      if (!first) return pass('no-known-fault', `${host.instanceId} runs agent ${agentVersion}.`)
      const does = faults.map((fault) => fault.does).join('; ')
      return warn(first.reason, `${host.instanceId} runs agent ${agentVersion}: ${does}.`, {
        evidence: {
          agentVersion,
          faults: faults.map(({ reason, fixedIn, source }) => ({ reason, fixedIn: fixedIn.join('.'), source })),
        },
        remedy: updateAgent(
          ...([host, context.region.region, node] as const),
          faults.map(({ fixedIn }) => fixedIn),
        ),
      })
    })
  },
})
