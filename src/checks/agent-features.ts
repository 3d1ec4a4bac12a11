import type { RegionInventory } from '../inventory/inventory.js'
import { read } from '../inventory/read.js'
import { sessionInputs } from '../inventory/session-preferences.js'
import type { Instance, ManagedNode } from '../model/snapshot-hosts.js'
import { type AgentVersion, compareVersions } from '../model/version.js'
import { defineCheck, fail, pass, warn } from './define.js'
import { FEATURE_FLOORS, type FeatureFloor } from './lib/agent-features.js'
import { withAgentVersion } from './lib/host.js'
import { updateAgent } from './lib/update-agent.js'

export default defineCheck({
  id: 'agent-features',
  title: 'The agent supports every session feature in use',
  why: 'Session preferences can ask for more than an old agent can do: encryption with a key, streamed logs, SSH, a role from Default Host Management. The session then ends as soon as it starts, or does without what was asked for.',
  console:
    'Systems Manager > Run Command > Run command: the document AWS-UpdateSSMAgent, with the host as target. Sessions on the host end.',
  subject: 'host',
  // Each outcome names the capabilities of its features; these are what an unknown version bears on.
  blocks: ['shell', 'ssh'],
  posture: false,
  needs: ['ec2:DescribeInstances', 'ssm:DescribeInstanceInformation', 'ssm:GetDocument', 'ssm:GetServiceSetting'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-prerequisites.html',
  statuses: ['pass', 'warn', 'fail', 'unknown', 'skip'],
  run(host, context) {
    const { region } = context
    return withAgentVersion(host, context, (version, agentVersion, node) => {
      const lacking = FEATURE_FLOORS.flatMap((feature) => {
        const verdict = verdictOf(feature, version)
        return verdict !== undefined && inUse(feature, host, node, region) ? [{ ...feature, verdict }] : []
      })
      const failing = lacking.filter((feature) => feature.verdict === 'fail')
      const worst = failing.length > 0 ? failing : lacking
      const [first] = worst
      if (!first) return pass('features-supported', `${host.instanceId} runs agent ${agentVersion}.`)
      const reason = worst.length > 1 ? 'several-unsupported' : first.reason
      const names = lacking.map((f) => `${f.name} (${(f.surelySince ?? f.floor).join('.')})`).join(', ')
      const say = failing.length > 0 ? fail : warn
      return say(reason, `${host.instanceId} runs agent ${agentVersion}, too old for ${names}.`, {
        evidence: { agentVersion, features: lacking.map((f) => ({ reason: f.reason, floor: f.floor.join('.') })) },
        blocks: [...new Set(worst.flatMap((f) => f.blocks))],
        remedy: updateAgent(
          ...([host, region.region, node] as const),
          lacking.map(({ surelySince, floor }) => surelySince ?? floor),
        ),
      })
    })
  },
})

function verdictOf({ floor, below, surelySince }: FeatureFloor, version: AgentVersion): 'fail' | 'warn' | undefined {
  if (compareVersions(version, floor) < 0) return below
  return surelySince && compareVersions(version, surelySince) < 0 ? 'warn' : undefined
}

/** Reads the preferences and settings only for an agent that is too old: a newer one supports whatever they say. */
function inUse(feature: FeatureFloor, host: Instance, node: ManagedNode, { snapshot }: RegionInventory): boolean {
  if (feature.inUse === 'always') return true
  if (typeof feature.inUse === 'function') return feature.inUse(sessionInputs(read(snapshot.sessionPreferences)))
  if (host.iamInstanceProfileArn !== undefined && node.iamRole === undefined) return false
  const role = read(snapshot.defaultHostManagement).settingValue.split('/').pop()
  const on = role !== undefined && role !== '' && role !== '$None'
  return on && (host.iamInstanceProfileArn === undefined || node.iamRole?.split('/').pop() === role)
}
