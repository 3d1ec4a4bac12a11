import type { SampleAccount } from '../../src/sample/account.js'
import { articleAccount } from '../../src/sample/accounts/article.js'
import { regionIn, withoutEndpoints } from './support/faults.js'
import { remedyCases } from './support/remedy-cases.js'

/** Somebody deletes the VPC's lists of what a step needs. */
const deleteVpc = (account: SampleAccount) => {
  regionIn(account).vpcs = []
}

remedyCases('create-endpoint', {
  remedy: 'create-endpoint',
  account: () => withoutEndpoints(articleAccount(), ['ssm', 'ssmmessages', 'ec2messages', 'ec2', 'kms', 'logs']),
  steps: [
    /^create-endpoint:vpc-\w+:ssm-ready-endpoints$/,
    /^create-endpoint:create-endpoint-vpc-\w+-ssm-ready-endpoints:tcp-443:10\.0\.0\.0\/16$/,
    /^create-endpoint:vpc-\w+:com\.amazonaws\.eu-west-1\.kms$/,
    /^create-endpoint:create-endpoint-vpc-\w+-com\.amazonaws\.eu-west-1\.kms:private-dns$/,
    /^create-endpoint:vpc-\w+:com\.amazonaws\.eu-west-1\.ssm$/,
    /^create-endpoint:create-endpoint-vpc-\w+-com\.amazonaws\.eu-west-1\.ssm:private-dns$/,
    /^create-endpoint:vpc-\w+:com\.amazonaws\.eu-west-1\.ssmmessages$/,
    /^create-endpoint:create-endpoint-vpc-\w+-com\.amazonaws\.eu-west-1\.ssmmessages:private-dns$/,
  ],
  clears: ['endpoint-ssm', 'endpoint-ssmmessages', 'path-ssm', 'path-ssmmessages'],
  meddle: deleteVpc,
})

remedyCases('create-endpoint beside others, whose group admits the VPC', {
  remedy: 'create-endpoint',
  account: () => withoutEndpoints(articleAccount(), ['ssm']),
  steps: [
    /^create-endpoint:vpc-\w+:com\.amazonaws\.eu-west-1\.ssm$/,
    /^create-endpoint:create-endpoint-vpc-\w+-com\.amazonaws\.eu-west-1\.ssm:private-dns$/,
  ],
  clears: ['endpoint-ssm', 'path-ssm'],
  meddle: deleteVpc,
  noticed: 'failed',
})

remedyCases('create-endpoint: private DNS that is off', {
  remedy: 'create-endpoint',
  account() {
    const account = articleAccount()
    for (const each of regionIn(account).vpcEndpoints)
      if (each.ServiceName?.endsWith('.kms')) {
        each.PrivateDnsEnabled = false
        each.DnsEntries = each.DnsEntries?.filter(({ DnsName }) => DnsName?.startsWith('vpce-'))
      }
    return account
  },
  steps: [/^create-endpoint:vpce-\w+:private-dns$/],
  clears: ['endpoint-kms', 'path-kms'],
  meddle(account) {
    // The group of the endpoint admits nobody any more: private DNS would cut the VPC off.
    for (const each of regionIn(account).securityGroups)
      if (each.GroupName?.endsWith('endpoints')) each.IpPermissions = []
  },
})

remedyCases('create-endpoint: a zone without a subnet', {
  remedy: 'create-endpoint',
  account() {
    const account = articleAccount()
    const region = regionIn(account)
    const kms = region.vpcEndpoints.find((each) => each.ServiceName?.endsWith('.kms'))
    const [subnet, gone] = kms?.SubnetIds ?? []
    if (!kms || !subnet || !gone) throw new Error('the endpoint of the article has two subnets')
    const lost = region.networkInterfaces.find(
      (eni) => eni.SubnetId === gone && kms.NetworkInterfaceIds?.includes(eni.NetworkInterfaceId ?? ''),
    )
    kms.SubnetIds = [subnet]
    kms.NetworkInterfaceIds = kms.NetworkInterfaceIds?.filter((id) => id !== lost?.NetworkInterfaceId)
    region.networkInterfaces = region.networkInterfaces.filter((eni) => eni !== lost)
    return account
  },
  steps: [/^create-endpoint:vpce-\w+:subnet-\w+$/],
  clears: ['endpoint-kms'],
  meddle(account) {
    regionIn(account).vpcEndpoints = []
  },
})

remedyCases('create-s3-gateway-endpoint', {
  remedy: 'create-s3-gateway-endpoint',
  account: () => withoutEndpoints(articleAccount(), ['s3']),
  steps: [/^create-s3-gateway-endpoint:vpc-\w+:com\.amazonaws\.eu-west-1\.s3$/],
  clears: ['endpoint-s3', 'path-s3'],
  meddle: (account) => {
    const { vpcEndpoints, vpcs } = regionIn(account)
    vpcEndpoints.push({
      ...{ VpcEndpointId: 'vpce-0other', VpcEndpointType: 'Gateway', VpcId: vpcs[0]?.vpc.VpcId },
      ...{ ServiceName: 'com.amazonaws.eu-west-1.s3', State: 'Available', RouteTableIds: [] },
    })
  },
})

remedyCases('create-s3-gateway-endpoint: a route table that lacks it', {
  remedy: 'create-s3-gateway-endpoint',
  account() {
    const account = articleAccount()
    const region = regionIn(account)
    for (const each of region.vpcEndpoints) if (each.VpcEndpointType === 'Gateway') each.RouteTableIds = []
    for (const table of region.routeTables)
      table.Routes = table.Routes?.filter((route) => !route.DestinationPrefixListId)
    return account
  },
  steps: [/^create-s3-gateway-endpoint:vpce-\w+:rtb-\w+$/],
  clears: ['endpoint-s3', 'path-s3'],
  meddle(account) {
    regionIn(account).vpcEndpoints = []
  },
})
