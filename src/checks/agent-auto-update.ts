import { once } from '../inventory/once.js'
import { read } from '../inventory/read.js'
import type { Association, Instance } from '../model/snapshot-hosts.js'
import { defineCheck, pass, skip, unknown, warn } from './define.js'
import { runsBottlerocket } from './lib/update-agent.js'

export default defineCheck({
  id: 'agent-auto-update',
  title: 'An association keeps the agent current',
  why: 'An agent that nobody updates falls behind until a feature of Session Manager needs a newer one, and then every tunnel through the host fails at once. AWS recommends that agents update themselves.',
  console:
    'Systems Manager > State Manager > Create association: the document AWS-UpdateSSMAgent, the host as target, a schedule such as every 14 days. For all hosts of the region at once: Fleet Manager > Settings > Auto update SSM Agent.',
  subject: 'host',
  blocks: [],
  posture: true,
  needs: ['ec2:DescribeInstances', 'ssm:DescribeInstanceInformation', 'ssm:ListAssociations'],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-automatic-updates.html',
  statuses: ['pass', 'warn', 'unknown', 'skip'],
  run(host, { region }) {
    const { instanceId } = host
    if (runsBottlerocket(region.knownNodeOf(instanceId)))
      return skip(
        'updated-with-its-image',
        `${instanceId} runs Bottlerocket, whose agent comes with its control container.`,
      )
    const { byInstance, others } = updateAssociations(read(region.snapshot.associations))
    const hits = others.map((association) => ({ association, hit: targets(association, host) }))
    const certain = [
      byInstance.get(instanceId) ?? [],
      hits.flatMap((h) => (h.hit === 'yes' ? [h.association] : [])),
    ].flat()
    const sure = certain.find((association) => association.scheduleExpression !== undefined) ?? certain[0]
    if (sure && sure.scheduleExpression === undefined)
      return warn(
        'association-without-schedule',
        `Association ${sure.associationId} updated the agent of ${instanceId} once; it has no schedule.`,
        {
          evidence: { associationId: sure.associationId },
          remedy: {
            text: 'Give the association a schedule, for example rate(14 days); each update ends the sessions on the host.',
          },
        },
      )
    if (sure)
      return pass('association-targets-host', `Association ${sure.associationId} updates the agent of ${instanceId}.`, {
        evidence: { associationId: sure.associationId, schedule: sure.scheduleExpression ?? null },
      })
    const perhaps = hits.find(({ hit }) => hit === 'perhaps')?.association
    if (perhaps)
      return unknown('may-be-targeted', `Association ${perhaps.associationId} may update the agent of ${instanceId}.`, {
        evidence: { associationId: perhaps.associationId, targets: perhaps.targets },
      })
    return warn('no-association', `No association with AWS-UpdateSSMAgent targets ${instanceId}.`, {
      remedy: {
        id: 'enable-agent-auto-update',
        text: 'Create an association that updates the agent every fortnight; each update ends the sessions on the host.',
        changes: [
          {
            remedy: 'enable-agent-auto-update',
            change: {
              ...{ kind: 'create-association', region: region.region, instanceId },
              associationName: `ssm-ready-update-agent-${instanceId}`,
              ...{ documentName: 'AWS-UpdateSSMAgent', scheduleExpression: 'rate(14 days)' },
            },
          },
        ],
      },
    })
  },
})

/** Associations that update agents; those of named instances by instance id, since there may be one per host. */
const updateAssociations = once((associations: readonly Association[]) => {
  const byInstance = new Map<string, Association>()
  const others: Association[] = []
  for (const association of associations) {
    const { documentName, associationName, targets: all } = association
    if (documentName !== 'AWS-UpdateSSMAgent' && associationName !== 'SystemAssociationForSsmAgentUpdate') continue
    const ids = all.every((t) => t.key === 'InstanceIds' && !t.values.includes('*')) ? all.flatMap((t) => t.values) : []
    if (association.instanceId !== undefined) ids.push(association.instanceId)
    if (ids.length === 0) others.push(association)
    for (const id of ids) if (byInstance.get(id)?.scheduleExpression === undefined) byInstance.set(id, association)
  }
  return { byInstance, others }
})

/** All targets of an association must hold. Resource groups, or no targets at all, do not name their instances. */
function targets(association: Association, host: Instance): 'yes' | 'no' | 'perhaps' {
  const hits = association.targets.map(({ key, values }) => {
    if (key === 'InstanceIds') return values.includes('*') || values.includes(host.instanceId)
    if (key === 'tag-key') return values.some((name) => Object.hasOwn(host.tags, name))
    if (!key.startsWith('tag:')) return undefined
    const name = key.slice('tag:'.length)
    return Object.hasOwn(host.tags, name) && values.includes(host.tags[name] ?? '')
  })
  if (hits.includes(false)) return 'no'
  return hits.length === 0 || hits.includes(undefined) ? 'perhaps' : 'yes'
}
