import { read } from '../inventory/read.js'
import type { IpPermission, SecurityGroup } from '../model/snapshot-network.js'
import { defineCheck, fail, pass, unknown, warn } from './define.js'
import { interfacesOf } from './lib/host.js'
import { inboundRemedy } from './lib/inbound-remedy.js'
import { admitsInternet, rangesOf, ruleText } from './lib/security-group.js'

export default defineCheck({
  id: 'host-no-inbound',
  title: "The host's security groups admit no inbound traffic",
  why: 'The agent calls out, and nobody has to call in. Each inbound rule of a jump host is a door that Session Manager does not need.',
  console: 'EC2 > Security groups > the group > Inbound rules > Edit inbound rules > Delete.',
  subject: 'host',
  blocks: [],
  posture: true,
  needs: [
    'ec2:DescribeInstances',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeInstanceConnectEndpoints',
  ],
  doc: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html',
  statuses: ['pass', 'warn', 'fail', 'unknown'],
  run(host, context) {
    const { snapshot } = context.region
    const ids = [...new Set(interfacesOf(host, context).flatMap((eni) => eni.groupIds))]
    const groups = ids.map((id) => read(context.inventory.securityGroup(id))).filter((group) => group !== undefined)
    const rules = groups.flatMap((group) => group.ipPermissions.map((permission) => ({ group, permission })))
    const found = (hits: Rule[]) => ({
      evidence: {
        rules: hits.map(({ group, permission }) => ({ groupId: group.groupId, rule: ruleText(permission) })),
      },
    })
    const say = ({ group, permission }: Rule) => `${host.instanceId}: ${group.groupId} admits ${ruleText(permission)}.`

    const amiss = (hits: Rule[]) => ({ ...found(hits), remedy: inboundRemedy(host, groups, context) })

    const internet = rules.filter(({ permission }) => admitsInternet(permission))
    if (internet[0]) return fail('inbound-from-internet', say(internet[0]), amiss(internet))
    const ranges = rules.filter(({ permission }) => rangesOf(permission).length > 0)
    if (ranges[0]) return fail('inbound-rule', say(ranges[0]), amiss(ranges))

    const references = rules.filter((rule) => rule.permission.userIdGroupPairs.length > 0)
    const foreign = references.filter((rule) => sourcesOf(rule).some((id) => id !== rule.group.groupId))
    const connectEndpoints = new Set(
      foreign.length > 0 ? read(snapshot.instanceConnectEndpoints).flatMap((endpoint) => endpoint.groupIds) : [],
    )
    const others = foreign.filter((rule) =>
      sourcesOf(rule).some((id) => id !== rule.group.groupId && !connectEndpoints.has(id)),
    )
    if (others[0]) return fail('inbound-rule', say(others[0]), amiss(others))
    const missing = ids.filter((id) => !groups.some((group) => group.groupId === id))
    if (missing.length > 0 || ids.length === 0)
      return unknown(
        'group-missing',
        `${host.instanceId}: security groups not listed: ${missing.join(', ') || 'all'}.`,
        {
          evidence: { groupIds: missing },
        },
      )
    if (foreign[0]) return warn('instance-connect-endpoint', say(foreign[0]), found(foreign))
    if (references[0]) return warn('self-reference-only', say(references[0]), found(references))
    return pass('no-inbound-rule', `${host.instanceId}: ${ids.join(', ')} admit nothing.`)
  },
})

interface Rule {
  group: SecurityGroup
  permission: IpPermission
}

const sourcesOf = ({ permission }: Rule) => permission.userIdGroupPairs.map((pair) => pair.groupId)
