import { describe, expect, it } from 'vitest'
import { planRemediation } from '../../src/app/remediate/plan.js'
import type { SampleAccount } from '../../src/sample/account.js'
import { articleAccount } from '../../src/sample/accounts/article.js'
import { regionIn, withoutEndpoints } from './support/faults.js'
import { fixWorld } from './support/fix-world.js'

/** The VPC's hosts reach the world by a NAT gateway, and so does an application whose group lets nothing into the VPC. */
function withNatUser(): SampleAccount {
  const account = withoutEndpoints(articleAccount(), ['ssm'])
  const region = regionIn(account)
  const [host] = region.instances
  const eni = region.networkInterfaces.find((each) => each.Attachment?.InstanceId === host?.InstanceId)
  const [vpc] = region.vpcs
  if (!host || !eni || !vpc) throw new Error('the article has a host')
  const VpcId = vpc.vpc.VpcId
  region.internetGateways.push({ InternetGatewayId: 'igw-01', Attachments: [{ VpcId, State: 'attached' }] })
  region.subnets.push({ ...structuredClone(region.subnets[0]), SubnetId: 'subnet-0public', CidrBlock: '10.0.9.0/24' })
  const [anyTable] = region.routeTables
  region.routeTables.push({
    ...{ RouteTableId: 'rtb-0public', VpcId, Tags: [] },
    Associations: [{ Main: false, SubnetId: 'subnet-0public', RouteTableId: 'rtb-0public' }],
    Routes: [
      ...(anyTable?.Routes ?? []).slice(0, 1),
      { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-01', State: 'active', Origin: 'CreateRoute' },
    ],
  })
  region.natGateways.push({
    ...{ NatGatewayId: 'nat-01', VpcId, SubnetId: 'subnet-0public', State: 'available' },
    ConnectivityType: 'public',
    NatGatewayAddresses: [{ PublicIp: '203.0.113.9', PrivateIp: '10.0.9.10', NetworkInterfaceId: 'eni-0nat' }],
  })
  for (const table of region.routeTables)
    if (table.Associations?.some((each) => each.SubnetId === host.SubnetId))
      table.Routes?.push({
        ...{ DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-01', State: 'active', Origin: 'CreateRoute' },
      })
  const Groups = [{ GroupId: 'sg-0worker', GroupName: 'worker' }]
  region.securityGroups.push({
    ...{ GroupId: 'sg-0worker', GroupName: 'worker', VpcId, OwnerId: account.accountId, IpPermissions: [] },
    // All of the internet, and not the private addresses of its own VPC.
    IpPermissionsEgress: [
      '0.0.0.0/5',
      '8.0.0.0/7',
      '11.0.0.0/8',
      '12.0.0.0/6',
      '16.0.0.0/4',
      '32.0.0.0/3',
      '64.0.0.0/2',
      '128.0.0.0/1',
    ].map((CidrIp) => ({
      IpProtocol: '-1',
      IpRanges: [{ CidrIp }],
      Ipv6Ranges: [],
      PrefixListIds: [],
      UserIdGroupPairs: [],
    })),
  })
  const worker = {
    ...structuredClone(eni),
    ...{ NetworkInterfaceId: 'eni-0worker', PrivateIpAddress: '10.0.1.99', Groups },
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: '10.0.1.99' }],
  }
  region.networkInterfaces.push({ ...worker, Attachment: { InstanceId: 'i-0worker', DeviceIndex: 0 } })
  region.instances.push({
    ...structuredClone(host),
    ...{ InstanceId: 'i-0worker', PrivateIpAddress: '10.0.1.99', SecurityGroups: Groups },
    Tags: [{ Key: 'Name', Value: 'worker' }],
    NetworkInterfaces: [{ ...worker, Attachment: { DeviceIndex: 0 } }],
  })
  return account
}

const refusals = async (account: SampleAccount, remedy: string, more: Parameters<typeof fixWorld>[1] = {}) => {
  const { steps, refused } = await planRemediation({ remedies: [remedy] }, fixWorld(account, more))
  return { steps: steps.map((step) => step.id), reasons: refused.map(({ reason }) => reason), refused }
}

describe('what is refused', () => {
  it('an endpoint that would cut somebody off who goes by a NAT gateway', async () => {
    const { steps, reasons, refused } = await refusals(withNatUser(), 'create-endpoint')
    expect(steps).toEqual([])
    expect(reasons).toContain('cuts-off')
    expect(refused[0]?.message).toContain('i-0worker')
  })

  it('private DNS of an endpoint whose group does not admit those that go by a NAT gateway', async () => {
    const account = withNatUser()
    const region = regionIn(account)
    // The worker may send to the VPC, and the endpoint of ssm is there with private DNS off and a closed group.
    for (const group of region.securityGroups)
      if (group.GroupId === 'sg-0worker') group.IpPermissionsEgress = region.securityGroups[0]?.IpPermissionsEgress
    const [like] = region.vpcEndpoints.filter((each) => each.ServiceName?.endsWith('.kms'))
    region.securityGroups.push({
      ...{ GroupId: 'sg-0closed', GroupName: 'closed', VpcId: like?.VpcId, OwnerId: account.accountId },
      ...{ IpPermissions: [], IpPermissionsEgress: [] },
    })
    const interfaces = region.networkInterfaces.filter((eni) =>
      like?.NetworkInterfaceIds?.includes(eni.NetworkInterfaceId ?? ''),
    )
    const copies = interfaces.map((eni, i) => ({
      ...structuredClone(eni),
      ...{ NetworkInterfaceId: `eni-0ssm${i}`, PrivateIpAddress: `10.0.${i + 1}.77` },
      PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: `10.0.${i + 1}.77` }],
      Groups: [{ GroupId: 'sg-0closed' }],
    }))
    region.networkInterfaces.push(...copies)
    region.vpcEndpoints.push({
      ...structuredClone(like),
      ...{ VpcEndpointId: 'vpce-0ssm', ServiceName: 'com.amazonaws.eu-west-1.ssm', PrivateDnsEnabled: false },
      ...{ DnsEntries: [], Groups: [{ GroupId: 'sg-0closed' }] },
      NetworkInterfaceIds: copies.map((eni) => eni.NetworkInterfaceId),
    })
    const { steps, reasons } = await refusals(account, 'create-endpoint')
    expect({ steps, reasons }).toEqual({ steps: [], reasons: ['cuts-off'] })
  })

  it('an endpoint of a service that the region does not offer', async () => {
    const account = withoutEndpoints(articleAccount(), ['ssm'])
    const region = regionIn(account)
    region.vpcEndpointServices = region.vpcEndpointServices.filter((each) => !each.ServiceName?.endsWith('.ssm'))
    expect((await refusals(account, 'create-endpoint')).reasons).toEqual(['not-offered'])
  })

  it('private DNS while the attributes are off, unless they are switched on before', async () => {
    const off = () => {
      const account = withoutEndpoints(articleAccount(), ['ssm'])
      for (const vpc of regionIn(account).vpcs) vpc.enableDnsHostnames = false
      return account
    }
    expect((await refusals(off(), 'create-endpoint')).reasons).toEqual(['dns-attributes-off'])
    const both = await planRemediation({ remedies: ['create-endpoint', 'enable-vpc-dns'] }, fixWorld(off()))
    expect(both.refused).toEqual([])
    expect(both.steps.map((step) => step.remedy)).toContain('enable-vpc-dns')
    expect(both.steps[0]?.change.kind).toBe('modify-vpc-attribute')
    expect(both.steps.at(-1)?.change.kind).toBe('modify-vpc-endpoint')
  })

  it('private DNS beside a hosted zone of the same name, though not of a parent', async () => {
    const within = (name: string) => {
      const account = withoutEndpoints(articleAccount(), ['ssm'])
      const [vpc] = regionIn(account).vpcs
      account.hostedZones.push({
        zone: { HostedZoneId: 'Z0TAKEN', Name: name, Owner: { OwningAccount: account.accountId } },
        vpcIds: [vpc?.vpc.VpcId ?? ''],
        records: [],
      })
      return account
    }
    const { steps, refused } = await refusals(within('ssm.eu-west-1.amazonaws.com.'), 'create-endpoint')
    expect(steps).toEqual([])
    expect(refused).toEqual([
      expect.objectContaining({ reason: 'private-dns-taken', message: expect.stringContaining('Z0TAKEN') }),
    ])
    const beside = await refusals(within('internal.example.com.'), 'create-endpoint')
    expect(beside.refused).toEqual([])
    const parents = await refusals(within('eu-west-1.amazonaws.com.'), 'create-endpoint')
    expect(parents.reasons).not.toContain('private-dns-taken')
    expect(parents.steps.at(-1)).toMatch(/:private-dns$/)
  })

  it('private DNS of a service whose names another endpoint of the VPC has', async () => {
    const account = articleAccount()
    const region = regionIn(account)
    const [ssm] = region.vpcEndpoints.filter((each) => each.ServiceName?.endsWith('.ssm'))
    if (!ssm) throw new Error('the article has an endpoint of ssm')
    region.vpcEndpoints.push({ ...structuredClone(ssm), VpcEndpointId: 'vpce-0second', State: 'Pending' })
    ssm.PrivateDnsEnabled = false
    ssm.DnsEntries = ssm.DnsEntries?.filter(({ DnsName }) => DnsName?.startsWith('vpce-'))
    const { steps, refused } = await refusals(account, 'create-endpoint')
    expect(steps).toEqual([])
    expect(refused).toEqual([
      expect.objectContaining({ reason: 'private-dns-taken', message: expect.stringContaining('vpce-0second') }),
    ])
  })

  it('an endpoint where nobody sees who works in the VPC', async () => {
    const intercept = (operation: string) => {
      if (operation === 'ec2:DescribeNetworkInterfaces')
        throw Object.assign(new Error('no'), { name: 'UnauthorizedOperation', $metadata: { httpStatusCode: 403 } })
    }
    const account = withoutEndpoints(articleAccount(), ['ssm'])
    const { steps, reasons } = await refusals(account, 'create-endpoint', { intercept })
    expect({ steps, reasons }).toEqual({ steps: [], reasons: ['consumers-unseen'] })
  })

  it('an address that AWS assigned at the launch', async () => {
    const account = articleAccount()
    const { instances, networkInterfaces } = regionIn(account)
    const [host] = instances
    const eni = networkInterfaces.find((each) => each.Attachment?.InstanceId === host?.InstanceId)
    if (!host || !eni) throw new Error('the article has a host')
    const Association = { PublicIp: '203.0.113.7', IpOwnerId: 'amazon' }
    for (const view of [eni, ...(host.NetworkInterfaces ?? [])]) view.Association = Association
    host.PublicIpAddress = '203.0.113.7'
    const { steps, reasons } = await refusals(account, 'remove-public-address')
    expect({ steps, reasons }).toEqual({ steps: [], reasons: ['auto-assigned'] })
  })
})
