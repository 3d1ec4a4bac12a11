import { describe, expect, it } from 'vitest'
import { applyPlan } from '../../src/app/remediate/apply.js'
import { planRemediation } from '../../src/app/remediate/plan.js'
import { revertPlan } from '../../src/app/remediate/revert.js'
import { verifyPlan } from '../../src/app/remediate/verify.js'
import { judgeWorld } from '../../src/app/remediate/world.js'
import type { SampleAccount } from '../../src/sample/account.js'
import { articleAccount } from '../../src/sample/accounts/article.js'
import { fixWorld, stateOf, theRegion } from './support/fix-world.js'
import { remedyCases } from './support/remedy-cases.js'

/** The article's VPC, before anybody launched its jump hosts. */
function withoutHosts() {
  const account = articleAccount()
  const region = theRegion(account)
  const hosts = new Set(region.instances.map(({ InstanceId }) => InstanceId))
  region.networkInterfaces = region.networkInterfaces.filter(({ Attachment }) => !hosts.has(Attachment?.InstanceId))
  Object.assign(region, { instances: [], instanceStatuses: [] })
  region.nodes.clear()
  return account
}

/** The agent of a new host reports. */
function connect(account: SampleAccount, InstanceId = ''): void {
  const information = { InstanceId, PingStatus: 'Online', AgentVersion: '3.3.4108.0', PlatformType: 'Linux' } as const
  theRegion(account).nodes.set(InstanceId, {
    information: { ...information, ResourceType: 'EC2Instance', LastPingDateTime: new Date('2026-11-24T12:00:00Z') },
    connected: true,
  })
}

remedyCases('launch-jump-host', {
  remedy: 'launch-jump-host',
  account: withoutHosts,
  steps: [
    /^launch-jump-host:vpc-\w+:ssm-ready-jump-host-group$/,
    /^allow-database-ingress:sg-\w+:tcp-5432:launch-jump-host/,
    /^allow-database-ingress:sg-\w+:tcp-3306:launch-jump-host/,
    /^launch-jump-host:ssm-ready-jump-host-vpc-\w+$/,
    /^grant-kms-decrypt:launch-jump-host/,
    /^launch-jump-host:vpc-\w+:ssm-ready-jump-host$/,
  ],
  clears: ['vpc-jump-host'],
  meddle(account) {
    const region = theRegion(account)
    region.subnets = []
  },
  pending: true,
})

describe('launch-jump-host', () => {
  it('launches a host, and what it needs, and takes it all back', async () => {
    const world = fixWorld(withoutHosts())
    const began = stateOf(await world.snapshot())
    const plan = await planRemediation({ remedies: ['launch-jump-host'] }, world)
    const remedies = plan.steps.map(({ remedy }) => remedy)
    // The group, what the host is to reach, the role and its rights: then the host, whose agent finds all of it.
    expect(remedies).toEqual([
      ...['launch-jump-host', 'allow-database-ingress', 'allow-database-ingress'],
      ...['launch-jump-host', 'grant-kms-decrypt', 'launch-jump-host'],
    ])
    // The sample's caller is no role of its own, so nobody is there whom the simulator could be asked about in the new one's place.
    expect(plan.predicted.vpcs).toMatchObject([{ verdict: { before: 'BLOCKED', after: 'DEGRADED' } }])
    const { planId } = plan
    const applied = await applyPlan({ planId, approve: ['all'] }, world)
    expect(applied.steps.filter(({ state }) => state !== 'done' && state !== 'pending')).toEqual([])
    const [host] = theRegion(world.sample).instances
    expect(host).toMatchObject({ MetadataOptions: { HttpTokens: 'required' }, InstanceType: 't4g.nano' })
    const launch = plan.steps.find(({ change }) => change.kind === 'run-instances')
    expect(launch?.command.bash).toContain('Ebs={DeleteOnTermination=true,Encrypted=true,VolumeType=gp3,VolumeSize=8}')
    // 730 hours of t4g.nano and 8 GiB of gp3.
    expect(launch?.monthlyCost).toMatchObject({ usd: 3.71, per: expect.stringContaining('us-east-1') })
    expect(host?.KeyName ?? host?.PublicIpAddress).toBeUndefined()
    expect(host?.NetworkInterfaces?.[0]?.Groups).toHaveLength(1)
    // Applied again, or looked at, it is not done before its agent is there.
    for (const early of [await applyPlan({ planId, approve: ['all'] }, world), await verifyPlan({ planId }, world)])
      expect(early.steps.filter(({ state }) => state === 'pending').map(({ id }) => id)).toEqual([
        expect.stringMatching(/^launch-jump-host:.*:ssm-ready-jump-host$/),
      ])
    connect(world.sample, host?.InstanceId)
    expect((await verifyPlan({ planId }, world)).outcome).toBe('done')
    const { findings } = judgeWorld(await world.snapshot(), {
      ...{ config: world.config, limits: {}, now: world.account.now() },
    })
    const open = findings.filter(
      ({ status, blocks }) => !['pass', 'skip'].includes(status) && blocks.includes('tunnel'),
    )
    expect(open).toEqual([])
    theRegion(world.sample).nodes.clear()
    expect((await revertPlan({ planId }, world)).outcome).toBe('reverted')
    expect(stateOf(await world.snapshot())).toEqual(began)
  })
})
