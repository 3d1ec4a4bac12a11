import { paginateDescribeInstances } from '@aws-sdk/client-ec2'
import { paginateDescribeInstanceInformation } from '@aws-sdk/client-ssm'
import { describe, expect, it } from 'vitest'
import { createSample, largeAccount, type SampleAccount } from '../../src/sample/index.js'
import { failuresIn, snapshotOf } from './support.js'

const regionOf = (account: SampleAccount) => [...account.regions.values()][0]

/** Members of a cluster are not counted beside it. */
function databasesOf(account: SampleAccount): number {
  const region = regionOf(account)
  const instances = region?.dbInstances.filter((i) => i.DBClusterIdentifier === undefined) ?? []
  return instances.length + (region?.dbClusters.length ?? 0)
}

describe('largeAccount', () => {
  it('has by default 200 VPCs, 5,000 instances and 500 databases', () => {
    const account = largeAccount()
    const region = regionOf(account)
    expect([region?.vpcs.length, region?.instances.length, databasesOf(account)]).toEqual([200, 5_000, 500])
  })

  it.each([
    [7, 20, 3],
    [3, 1, 0],
    [1, 0, 1],
  ])('takes exactly the sizes asked for: %i VPCs, %i instances, %i databases', (vpcs, instances, databases) => {
    const account = largeAccount({ vpcs, instances, databases })
    const region = regionOf(account)
    expect([region?.vpcs.length, region?.instances.length, databasesOf(account)]).toEqual([vpcs, instances, databases])
  })

  it('depends on its seed alone', () => {
    const sizes = { vpcs: 40, instances: 200, databases: 80 }
    expect(largeAccount({ ...sizes, seed: 7 })).toEqual(largeAccount({ ...sizes, seed: 7 }))
    expect(largeAccount({ ...sizes, seed: 7 })).not.toEqual(largeAccount({ ...sizes, seed: 8 }))
  })

  it('gives every resource an id and every interface an address of its own', () => {
    const region = regionOf(largeAccount({ vpcs: 100, instances: 3_000, databases: 300 }))
    const ids = [
      ...(region?.instances.map((i) => i.InstanceId) ?? []),
      ...(region?.networkInterfaces.map((i) => i.NetworkInterfaceId) ?? []),
      ...(region?.securityGroups.map((g) => g.GroupId) ?? []),
      ...(region?.subnets.map((s) => s.SubnetId) ?? []),
    ]
    expect(new Set(ids).size).toBe(ids.length)
    const addresses = region?.networkInterfaces.map((i) => `${i.SubnetId} ${i.PrivateIpAddress}`) ?? []
    expect(new Set(addresses).size).toBe(addresses.length)
  })

  it('is read in pages, and nothing is lost', async () => {
    const { clients } = createSample('large', { large: { vpcs: 10, instances: 1_203, databases: 5 } })
    const ec2 = paginateDescribeInstances({ client: clients.ec2('eu-west-1'), pageSize: 100 }, {})
    const instances = new Set<string | undefined>()
    for await (const page of ec2)
      for (const reservation of page.Reservations ?? [])
        for (const i of reservation.Instances ?? []) instances.add(i.InstanceId)
    const ssm = paginateDescribeInstanceInformation({ client: clients.ssm('eu-west-1'), pageSize: 50 }, {})
    const nodes = new Set<string | undefined>()
    for await (const page of ssm) for (const node of page.InstanceInformationList ?? []) nodes.add(node.InstanceId)
    expect(instances.size).toBe(1_203)
    expect(clients.apiCalls).toMatchObject({
      'ec2:DescribeInstances': 13,
      'ssm:DescribeInstanceInformation': Math.ceil(nodes.size / 50),
    })
  })

  it('is read by the collectors without a gap', async () => {
    const sample = createSample('large', { large: { vpcs: 30, instances: 400, databases: 250 } })
    const snapshot = await snapshotOf(sample)
    expect(failuresIn(snapshot)).toEqual([])
    const [region] = snapshot.regions
    expect(region?.instances).toMatchObject({ outcome: 'ok', value: { length: 400 } })
    expect(snapshot.apiCalls['rds:DescribeDBInstances']).toBeGreaterThan(1)
    const databases = sample.account.regions.get('eu-west-1')?.dbInstances.length ?? 0
    expect(databases).toBeGreaterThan(200)
    expect(region?.dbInstances).toMatchObject({ outcome: 'ok', value: { length: databases } })
  })
})
