import { read } from '../inventory/read.js'
import { defineCheck, pass, warn } from './define.js'
import { whenRunning } from './lib/host.js'

export default defineCheck({
  id: 'node-identity',
  title: 'No hybrid registration shadows the host',
  why: "An agent that was registered by a hybrid activation uses that identity rather than the instance's. Sessions to the instance id then find no target, while the host seems to be online.",
  console:
    'Systems Manager > Fleet Manager > the mi- node > Node actions > Node settings > Deregister this managed node, after its registration was cleared on the machine.',
  subject: 'host',
  blocks: [],
  posture: false,
  needs: ['ec2:DescribeInstances', 'ssm:DescribeInstanceInformation'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/hybrid-multicloud-ssm-agent-deregister.html',
  statuses: ['pass', 'warn', 'skip'],
  run(host, { inventory, region }) {
    return whenRunning(host, () => {
      const { instanceId } = host
      const traits = new Set([
        instanceId,
        ...host.networkInterfaces.flatMap((eni) => eni.privateIpAddresses),
        ...[host.privateIpAddress, region.knownNodeOf(instanceId)?.computerName?.toLowerCase()].filter(
          (trait) => trait !== undefined,
        ),
      ])
      const matches = [...traits].flatMap((trait) =>
        read(inventory.hybridNodesWith(trait, region.region)).map((node) => ({ nodeId: node.instanceId, by: trait })),
      )
      const [first] = matches
      if (!first) return pass('own-identity', `${instanceId} has no second registration.`)
      // The agent prefers an on-premises identity to that of EC2: sessions to the instance id then find no target.
      return warn(
        'hybrid-registration',
        `${first.nodeId} is a hybrid registration of the same ${first.by} as ${instanceId}.`,
        {
          evidence: { registrations: matches },
          remedy: {
            text: `If ${first.nodeId} is this machine, clear its registration (amazon-ssm-agent -register -clear), restart the agent and deregister ${first.nodeId}.`,
          },
        },
      )
    })
  },
})
