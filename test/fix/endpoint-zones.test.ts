import { describe, expect, it } from 'vitest'
import { planRemediation } from '../../src/app/remediate/plan.js'
import { articleAccount } from '../../src/sample/accounts/article.js'
import { regionIn, withoutEndpoints } from './support/faults.js'
import { fixWorld } from './support/fix-world.js'

/** One jump host, which has a key pair and is not in the zone where its replacement will be; no endpoints. */
function withKeyPair() {
  const account = withoutEndpoints(articleAccount(), ['ssm', 'ssmmessages'])
  const region = regionIn(account)
  const hosts = region.instances.toSorted((a, b) => ((a.SubnetId ?? '') < (b.SubnetId ?? '') ? -1 : 1))
  const kept = hosts.at(-1)
  if (!kept || hosts.length < 2) throw new Error('the article has a jump host in each of two zones')
  kept.KeyName = 'ops-2019'
  const isGone = (id: string | undefined) => hosts.some((each) => each !== kept && each.InstanceId === id)
  region.instances = [kept]
  region.instanceStatuses = region.instanceStatuses.filter(({ InstanceId }) => !isGone(InstanceId))
  region.networkInterfaces = region.networkInterfaces.filter(({ Attachment }) => !isGone(Attachment?.InstanceId))
  return { account, kept }
}

describe('an endpoint that a plan makes', () => {
  it('has a subnet in the zone of every host from the beginning, one that the plan launches among them', async () => {
    const { account, kept } = withKeyPair()
    const { steps } = await planRemediation({ remedies: ['all'] }, fixWorld(account))
    const launched = steps.flatMap(({ change: { input } }) => (input.kind === 'run-instances' ? [input.subnetId] : []))
    expect(launched).toHaveLength(1)
    expect(launched).not.toContain(kept.SubnetId)
    const made = steps.filter(({ change }) => change.kind === 'create-vpc-endpoint')
    expect(made).toHaveLength(2)
    for (const { change, title, monthlyCost } of made) {
      expect(change.input).toMatchObject({ subnetIds: [kept.SubnetId, ...launched].sort() })
      for (const subnet of launched) expect(title).toContain(subnet)
      expect(monthlyCost).toMatchObject({ usd: 14.6, per: expect.stringContaining('2 zones') })
    }
    expect(steps.filter(({ change: { input } }) => 'addSubnetIds' in input)).toEqual([])
    const ids = new Set(steps.map(({ id }) => id))
    expect(steps.flatMap(({ dependsOn }) => dependsOn).filter((id) => !ids.has(id))).toEqual([])
  })

  it('costs what one zone costs where all hosts are in one', async () => {
    const { account } = withKeyPair()
    const { steps } = await planRemediation({ remedies: ['create-endpoint'] }, fixWorld(account))
    const costs = steps.flatMap(({ monthlyCost }) => monthlyCost ?? [])
    expect(costs).toHaveLength(2)
    for (const cost of costs) expect(cost).toMatchObject({ usd: 7.3, per: expect.stringContaining(' in one zone as') })
  })
})
