import type { Remedy } from '../../model/finding.js'
import type { Instance } from '../../model/snapshot-hosts.js'
import { awsCommand } from './aws-command.js'

/** The remedy of an agent that is too old or known to be faulty. */
export function updateAgent(host: Instance, region: string): Remedy {
  return {
    id: 'update-agent',
    text: `Update the agent of ${host.instanceId} with Run Command's AWS-UpdateSSMAgent; sessions on the host end.`,
    command: awsCommand(
      ...['ssm', 'send-command', '--document-name', 'AWS-UpdateSSMAgent'],
      ...['--instance-ids', host.instanceId, '--region', region],
    ),
  }
}
