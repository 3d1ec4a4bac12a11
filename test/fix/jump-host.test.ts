import { describe, expect, it } from 'vitest'
import { applyPlan } from '../../src/app/remediate/apply.js'
import { planRemediation } from '../../src/app/remediate/plan.js'
import { revertPlan } from '../../src/app/remediate/revert.js'
import { verifyPlan } from '../../src/app/remediate/verify.js'
import { judgeWorld } from '../../src/app/remediate/world.js'
import type { Plan } from '../../src/model/plan.js'
import { CODE_LANGUAGES } from '../../src/model/plan-as-code.js'
import { AS_CODE } from '../../src/remediate/as-code/index.js'
import type { SampleAccount } from '../../src/sample/account.js'
import { articleAccount } from '../../src/sample/accounts/article.js'
import { awsError } from '../../src/sample/handlers/errors.js'
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

describe('what an organization may deny a new jump host', () => {
  const unseen = { checkId: 'role-session-permissions', before: 'none', after: 'unknown' }

  it.each([
    ['the root user', 'arn:aws:iam::123456789012:root'],
    ['a federated user', 'arn:aws:sts::123456789012:federated-user/ann'],
    ['nobody that can be told', 'ann'],
  ])('is not known where the caller is %s', async (_, callerArn) => {
    const account = withoutHosts()
    account.callerArn = callerArn
    const world = fixWorld(account)
    const { predicted, planId } = await planRemediation({ remedies: ['launch-jump-host'] }, world)
    expect(world.calls.filter((call) => call === 'iam:SimulatePrincipalPolicy')).toEqual([])
    expect(predicted.vpcs).toMatchObject([{ verdict: { before: 'BLOCKED', after: 'DEGRADED' } }])
    expect(predicted.findings).toContainEqual(expect.objectContaining(unseen))
    expect(predicted.tunnels.map(({ after }) => after)).not.toContain('READY')
    // The role is there then, and can be asked about: better than predicted is as predicted.
    await applyPlan({ planId, approve: ['all'] }, world)
    connect(account, theRegion(account).instances[0]?.InstanceId)
    expect(await verifyPlan({ planId }, world)).toMatchObject({ outcome: 'done' })
    const after = judgeWorld(await world.snapshot(), { config: world.config, limits: {}, now: world.account.now() })
    expect(after.findings.filter(({ reason }) => reason === 'organization-unseen')).toEqual([])
  })

  it('is known where the caller can stand in for its role', async () => {
    const account = withoutHosts()
    account.callerArn = account.iam.roles[0]?.role.Arn ?? ''
    const { predicted } = await planRemediation({ remedies: ['launch-jump-host'] }, fixWorld(account))
    expect(predicted.findings.filter(({ after }) => after === 'unknown')).toEqual([])
    expect(predicted.vpcs).toMatchObject([{ verdict: { after: 'READY' } }])
  })
})

describe('the type of a new jump host', () => {
  const [ARM, INTEL] = [
    ['t4g.nano', 'arm64'],
    ['t3.nano', 'x86_64'],
  ] as const
  /** The article's zones with what they offer. */
  const offering = (offers: Record<string, readonly string[]>) => {
    const account = withoutHosts()
    theRegion(account).instanceTypeOfferings = Object.entries(offers).flatMap(([Location, types]) =>
      types.map((type) => ({ InstanceType: type as 't3.nano', Location, LocationType: 'availability-zone' as const })),
    )
    return account
  }
  // By their ids: the host goes into the first that it may be launched in.
  const subnets = [...theRegion(withoutHosts()).subnets].sort((a, b) =>
    (a.SubnetId ?? '') < (b.SubnetId ?? '') ? -1 : 1,
  )
  const zones = [...new Set(subnets.map(({ AvailabilityZone = '' }) => AvailabilityZone))]
  const [first = '', second = ''] = zones
  const everywhere = (...types: string[]) => Object.fromEntries(zones.map((zone) => [zone, types]))
  const hostIn = ({ steps }: Plan) => {
    const input = steps.map(({ change }) => change.input).find(({ kind }) => kind === 'run-instances')
    return input?.kind === 'run-instances' ? input : undefined
  }
  const remedies = ['launch-jump-host']

  it.each([
    ['Graviton where a zone offers both', everywhere(ARM[0], INTEL[0]), ARM],
    ['Intel where no zone offers Graviton', everywhere(INTEL[0]), INTEL],
    ['that of its own zone', { [first]: [INTEL[0]], [second]: [ARM[0]] }, INTEL],
  ])('is %s', async (_, offers, [instanceType, architecture]) => {
    const world = fixWorld(offering(offers))
    const plan = await planRemediation({ remedies }, world)
    const imageParameter = `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${architecture}`
    expect(hostIn(plan)).toMatchObject({ availabilityZone: first, instanceType, imageParameter })
    const launch = plan.steps.find(({ change }) => change.kind === 'run-instances')
    expect(launch).toMatchObject({
      title: expect.stringContaining(instanceType),
      command: { bash: expect.stringContaining(`resolve:ssm:${imageParameter}`) },
      monthlyCost: { per: expect.stringContaining(instanceType) },
    })
    await applyPlan({ planId: plan.planId, approve: ['all'] }, world)
    expect(theRegion(world.sample).instances).toMatchObject([{ InstanceType: instanceType }])
    for (const form of CODE_LANGUAGES) {
      const { text } = AS_CODE[form](plan)
      expect(text).toContain(instanceType)
      expect(text).toContain(imageParameter)
    }
  })

  it('decides where the host and those that replace it may be', async () => {
    const only = await planRemediation({ remedies }, fixWorld(offering({ [second]: [INTEL[0]] })))
    expect(hostIn(only)).toMatchObject({ availabilityZone: second, instanceType: INTEL[0], spareSubnetIds: [] })
    const apart = await planRemediation({ remedies }, fixWorld(offering({ [first]: [INTEL[0]], [second]: [ARM[0]] })))
    expect(hostIn(apart)?.spareSubnetIds).toEqual([])
    const both = await planRemediation({ remedies }, fixWorld(offering(everywhere(INTEL[0]))))
    expect(hostIn(both)?.spareSubnetIds).not.toEqual([])
  })

  it('is refused where no zone offers one', async () => {
    const { steps, refused } = await planRemediation(
      { remedies },
      fixWorld(offering({ elsewhere: [ARM[0], INTEL[0]] })),
    )
    expect(steps).toEqual([])
    const vpcId = theRegion(withoutHosts()).vpcs[0]?.vpc.VpcId
    expect(refused).toMatchObject([
      {
        remedy: 'launch-jump-host',
        reason: 'instance-type-not-offered',
        message: expect.stringMatching(
          `^No zone of the private subnets of ${vpcId} offers t4g.nano or t3.nano \\(ec2:DescribeInstanceTypeOfferings; .*${first}`,
        ),
      },
    ])
  })

  it('is said to be a guess where EC2 names no zone at all', async () => {
    const { steps } = await planRemediation({ remedies }, fixWorld(offering({})))
    expect(steps.find(({ change }) => change.kind === 'run-instances')?.risk).toContain(
      `Whether ${first} offers t4g.nano is not known (ec2:DescribeInstanceTypeOfferings names no zone of eu-west-1): `,
    )
  })

  it('is said to be a guess where the offers cannot be read', async () => {
    const world = fixWorld(withoutHosts(), {
      intercept(operation) {
        if (operation === 'ec2:DescribeInstanceTypeOfferings')
          throw awsError('UnauthorizedOperation', 'You are not authorized to perform this operation.')
      },
    })
    const { steps } = await planRemediation({ remedies }, world)
    expect(steps.find(({ change }) => change.kind === 'run-instances')?.risk).toContain(
      `Whether ${first} offers t4g.nano is not known (ec2:DescribeInstanceTypeOfferings: `,
    )
  })

  it('is asked for when a plan launches a host, and never by an audit or another plan', async () => {
    const asked = ({ calls }: { calls: string[] }) =>
      calls.filter((call) => call === 'ec2:DescribeInstanceTypeOfferings')
    const world = fixWorld(withoutHosts())
    await world.snapshot()
    expect(asked(world)).toEqual([])
    await planRemediation({ remedies }, world)
    expect(asked(world)).toHaveLength(1)
    const whole = fixWorld(articleAccount())
    await planRemediation({ remedies: ['all'] }, whole)
    expect(asked(whole)).toEqual([])
  })
})
