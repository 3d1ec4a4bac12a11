import { read } from '../inventory/read.js'
import type { Instance } from '../model/snapshot-hosts.js'
import { defineCheck, pass, skip, unknown, warn } from './define.js'
import { isDown } from './lib/host.js'

export default defineCheck({
  id: 'vpc-jump-host-redundancy',
  title: 'The VPC has ready jump hosts in two Availability Zones',
  why: 'One host, or several in one zone, is one failure away from nobody reaching a database, most likely when somebody has to.',
  console:
    'EC2 > Instances > Launch instances, in a private subnet of another Availability Zone. Or EC2 > Auto Scaling groups > Create, over the private subnets of several zones.',
  subject: 'vpc',
  blocks: [],
  posture: true,
  followsHosts: true,
  needs: ['ec2:DescribeVpcs', 'ec2:DescribeInstances', 'ssm:DescribeInstanceInformation'],
  doc: 'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_fault_isolation_multiaz_region_system.html',
  statuses: ['pass', 'warn', 'unknown', 'skip'],
  run({ vpcId }, { region }) {
    const hosts = read(region.hostsOf(vpcId))
    if (hosts.length === 0) return skip('no-hosts', `${vpcId} has no jump hosts.`)
    const judge = (ready: readonly Instance[], word: 'running' | 'online') => {
      const hostIds = ready.map((host) => host.instanceId)
      const zones = zonesOf(ready)
      const says = sentence(vpcId, word, hostIds, zones)
      const more = { evidence: { hostIds, zones }, remedy }
      if (ready.length === 0) return warn('no-ready-host', says, more)
      if (ready.length === 1) return warn('single-host', says, more)
      if (zones.length === 1) return warn('single-zone', says, more)
      return pass('two-zones', says, { evidence: more.evidence })
    }
    const running = hosts.filter(({ state }) => state === 'running')
    const open = hosts.filter((host) => host.state !== 'running' && !isDown(host))
    // Too few hosts are too few whatever Systems Manager says of them.
    if (zonesOf([...running, ...open]).length < 2) return judge(running, 'running')
    read(region.snapshot.managedNodes)
    const online = running.filter((host) => region.knownNodeOf(host.instanceId)?.pingStatus === 'Online')
    const perhaps = [...online, ...open]
    const zones = zonesOf(perhaps)
    if (zonesOf(online).length > 1 || zones.length < 2) return judge(online, 'online')
    const states = open.map(({ instanceId, state }) => `${instanceId} (${state})`).join(', ')
    return unknown('host-unknown', `${vpcId}: whether ${states} can be used is not known yet.`, {
      evidence: { hostIds: perhaps.map((host) => host.instanceId), zones },
    })
  },
})

const zonesOf = (hosts: readonly Instance[]) => [...new Set(hosts.map((host) => host.availabilityZone))].sort()

function sentence(vpcId: string, word: string, hostIds: readonly string[], zones: readonly string[]): string {
  if (hostIds.length === 0) return `${vpcId} has no ${word} jump host.`
  if (hostIds.length === 1) return `${vpcId} has only one ${word} jump host, ${hostIds[0]} in ${zones[0]}.`
  return `${vpcId} has ${hostIds.length} ${word} jump hosts in ${zones.join(', ')}: ${hostIds.join(', ')}.`
}

const remedy = {
  text: 'Add a jump host in a second Availability Zone, or run one in an Auto Scaling group over several zones.',
}
