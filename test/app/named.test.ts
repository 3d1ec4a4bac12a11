import { describe, expect, it } from 'vitest'
import { idsNamed } from '../../src/app/named.js'
import { reportOfSample } from '../support/sample-report.js'

const LIST = [
  {
    outcome: 'ok' as const,
    api: 'ec2:DescribeVpcs',
    value: [
      { id: 'vpc-1', name: 'orders' },
      { id: 'vpc-2', name: 'jump' },
      { id: 'vpc-3', name: 'jump' },
      { id: 'vpc-4', name: undefined },
    ],
  },
]
const DENIED = { outcome: 'denied' as const, api: 'ec2:DescribeVpcs', message: 'no' }

describe('what is asked for by name', () => {
  it('is found, as are ids, each once', () => {
    expect(idsNamed('VPC', ['orders', 'vpc-4', 'vpc-1'], LIST, 'eu-west-1')).toEqual(['vpc-1', 'vpc-4'])
  })

  it('lists the candidates of a name that several have', () => {
    expect(() => idsNamed('VPC', ['jump'], LIST, 'eu-west-1')).toThrow(/2: name one of vpc-2, vpc-3/)
  })

  it('suggests the nearest', () => {
    expect(() => idsNamed('VPC', ['order'], LIST, 'eu-west-1')).toThrow('did you mean orders?')
  })

  it('may be in a list that could not be read', () => {
    expect(idsNamed('VPC', ['far'], [...LIST, DENIED], 'eu-west-1')).toEqual(['far'])
  })

  it('limits an audit', async () => {
    const whole = await reportOfSample('troubled')
    const [vpc] = whole.vpcs.filter(({ hostIds }) => hostIds.length > 0)
    const host = whole.hosts.find(({ vpcId }) => vpcId === vpc?.vpcId)
    const { vpcs, hosts, scope } = await reportOfSample(
      'troubled',
      {},
      { vpcIds: [vpc?.name ?? ''], hostIds: [host?.name ?? ''] },
    )
    expect(vpcs.map(({ vpcId }) => vpcId)).toEqual([vpc?.vpcId])
    expect(hosts.map(({ instanceId }) => instanceId)).toEqual([host?.instanceId])
    expect(scope).toMatchObject({ vpcIds: [vpc?.vpcId], hostIds: [host?.instanceId] })
  })
})
