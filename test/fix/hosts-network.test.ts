import type { SampleAccount } from '../../src/sample/account.js'
import { articleAccount } from '../../src/sample/accounts/article.js'
import { regionIn } from './support/faults.js'
import { remedyCases } from './support/remedy-cases.js'

const ssh = (from: string) => ({ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: from }] })

function hostGroup(account: SampleAccount) {
  const group = regionIn(account).securityGroups.find((each) => each.GroupName?.endsWith('-host'))
  if (!group) throw new Error('the hosts have a group')
  return group
}

function withSsh(): SampleAccount {
  const account = articleAccount()
  hostGroup(account).IpPermissions = [{ ...ssh('0.0.0.0/0'), Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] }]
  return account
}

/** The group of the hosts is an application's, too. */
function withNeighbour(): SampleAccount {
  const account = withSsh()
  const { networkInterfaces } = regionIn(account)
  const [like] = networkInterfaces
  networkInterfaces.push({
    ...structuredClone(like),
    ...{ NetworkInterfaceId: 'eni-0app', Attachment: undefined, PrivateIpAddress: '10.0.1.200' },
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.0.1.200' }],
    Groups: [{ GroupId: hostGroup(account).GroupId }],
  })
  return account
}

remedyCases('enable-vpc-dns', {
  remedy: 'enable-vpc-dns',
  account() {
    const account = articleAccount()
    for (const vpc of regionIn(account).vpcs) vpc.enableDnsHostnames = false
    return account
  },
  steps: [/^enable-vpc-dns:vpc-\w+:enableDnsHostnames$/],
  clears: ['vpc-dns', 'path-ssm'],
  meddle(account) {
    regionIn(account).vpcs = []
  },
})

remedyCases('remove-inbound-rules of a group that hosts alone bear', {
  remedy: 'remove-inbound-rules',
  account: withSsh,
  steps: [/^remove-inbound-rules:sg-\w+:tcp-22:0\.0\.0\.0\/0$/],
  clears: ['host-no-inbound'],
  meddle(account) {
    const region = regionIn(account)
    region.securityGroups = region.securityGroups.filter((each) => each !== hostGroup(account))
  },
})

remedyCases('remove-inbound-rules of a group that others bear', {
  remedy: 'remove-inbound-rules',
  account: withNeighbour,
  steps: [
    /^remove-inbound-rules:vpc-\w+:ssm-ready-instead-of-sg-\w+$/,
    /^remove-inbound-rules:sg-\w+:tcp-5432:remove-inbound-rules-vpc-\w+-ssm-ready-instead-of-sg-\w+/,
    /^remove-inbound-rules:sg-\w+:tcp-3306:remove-inbound-rules-vpc-\w+-ssm-ready-instead-of-sg-\w+/,
    /^remove-inbound-rules:eni-\w+$/,
    /^remove-inbound-rules:eni-\w+$/,
  ],
  clears: ['host-no-inbound'],
  meddle(account) {
    for (const eni of regionIn(account).networkInterfaces)
      if (eni.Attachment?.InstanceId) eni.Groups = [{ GroupId: 'sg-0another' }]
  },
})

remedyCases('remove-public-address', {
  remedy: 'remove-public-address',
  account() {
    const account = articleAccount()
    const { instances, networkInterfaces, addresses } = regionIn(account)
    const [host] = instances
    const eni = networkInterfaces.find((each) => each.Attachment?.InstanceId === host?.InstanceId)
    if (!host || !eni) throw new Error('the article has a host')
    const Association = { PublicIp: '203.0.113.7', AllocationId: 'eipalloc-01', IpOwnerId: account.accountId }
    for (const view of [eni, ...(host.NetworkInterfaces ?? [])]) view.Association = Association
    host.PublicIpAddress = '203.0.113.7'
    addresses.push({
      ...{ PublicIp: '203.0.113.7', AllocationId: 'eipalloc-01', AssociationId: 'eipassoc-01', Domain: 'vpc' },
      ...{ InstanceId: host.InstanceId, NetworkInterfaceId: eni.NetworkInterfaceId },
      PrivateIpAddress: eni.PrivateIpAddress,
    })
    return account
  },
  steps: [/^remove-public-address:eu-west-1:i-\w+$/],
  clears: ['host-private'],
  meddle(account) {
    regionIn(account).addresses = []
  },
})
