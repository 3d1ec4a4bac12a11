import { read } from '../inventory/read.js'
import { defineCheck, pass, skip, warn } from './define.js'

export default defineCheck({
  id: 'vpc-jump-host-redundancy',
  title: 'The VPC has ready jump hosts in two Availability Zones',
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
    const judge = (ready: typeof hosts, word: 'running' | 'online') => {
      const hostIds = ready.map((host) => host.instanceId)
      const zones = [...new Set(ready.map((host) => host.availabilityZone))].sort()
      const says = sentence(vpcId, word, hostIds, zones)
      const more = { evidence: { hostIds, zones }, remedy }
      if (ready.length === 0) return warn('no-ready-host', says, more)
      if (ready.length === 1) return warn('single-host', says, more)
      if (zones.length === 1) return warn('single-zone', says, more)
      return pass('two-zones', says, { evidence: more.evidence })
    }
    // Too few running hosts are too few whatever Systems Manager says of them.
    const running = judge(
      hosts.filter((host) => host.state === 'running'),
      'running',
    )
    if (running.status === 'warn') return running
    read(region.snapshot.managedNodes)
    return judge(
      hosts.filter((h) => h.state === 'running' && region.knownNodeOf(h.instanceId)?.pingStatus === 'Online'),
      'online',
    )
  },
})

function sentence(vpcId: string, word: string, hostIds: readonly string[], zones: readonly string[]): string {
  if (hostIds.length === 0) return `${vpcId} has no ${word} jump host.`
  if (hostIds.length === 1) return `${vpcId} has only one ${word} jump host, ${hostIds[0]} in ${zones[0]}.`
  return `${vpcId} has ${hostIds.length} ${word} jump hosts in ${zones.join(', ')}: ${hostIds.join(', ')}.`
}

const remedy = {
  text: 'Add a jump host in a second Availability Zone, or run one in an Auto Scaling group over several zones.',
}
