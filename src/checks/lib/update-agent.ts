import type { Remedy } from '../../model/finding.js'
import type { Instance, ManagedNode } from '../../model/snapshot-hosts.js'
import { awsCommand } from './aws-command.js'

/** Bottlerocket's agent is part of its control container: no package could be updated, and none by an association. */
export const runsBottlerocket = (node: Pick<ManagedNode, 'platformName'> | undefined): boolean =>
  /bottlerocket/i.test(node?.platformName ?? '')

/** The remedy of an agent that is too old or known to be faulty. */
export function updateAgent({ instanceId }: Instance, region: string, node: ManagedNode): Remedy {
  if (runsBottlerocket(node))
    return { text: `Update Bottlerocket on ${instanceId}, or its control container, with which the agent comes.` }
  return {
    id: 'update-agent',
    text: `Update the agent of ${instanceId} with Run Command's AWS-UpdateSSMAgent; sessions on the host end.`,
    commands: [
      awsCommand(
        ...['ssm', 'send-command', '--document-name', 'AWS-UpdateSSMAgent'],
        ...['--instance-ids', instanceId, '--region', region],
      ),
    ],
  }
}
