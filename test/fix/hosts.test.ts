import type { Instance } from '@aws-sdk/client-ec2'
import { describe, expect, it } from 'vitest'
import { applyPlan } from '../../src/app/remediate/apply.js'
import { planRemediation } from '../../src/app/remediate/plan.js'
import { revertPlan } from '../../src/app/remediate/revert.js'
import type { SampleAccount } from '../../src/sample/account.js'
import { articleAccount } from '../../src/sample/accounts/article.js'
import { instanceRole } from '../../src/sample/build/iam.js'
import { fixWorld } from './support/fix-world.js'
import { remedyCases } from './support/remedy-cases.js'

const regionOf = (account: SampleAccount) => {
  const [first] = account.regions.values()
  if (!first) throw new Error('a sample has a region')
  return first
}

/** The article's account after something was done to some of its two hosts. */
function withHosts(change: (host: Instance, account: SampleAccount) => void, count = 2): SampleAccount {
  const account = articleAccount()
  for (const host of regionOf(account).instances.slice(0, count)) change(host, account)
  return account
}

const idsOf = (account: SampleAccount) => regionOf(account).instances.map(({ InstanceId = '' }) => InstanceId)
const [first = '', second = ''] = idsOf(articleAccount())

const withoutProfile = (host: Instance): void => {
  delete host.IamInstanceProfile
}

function stopped(host: Instance, account: SampleAccount): void {
  const region = regionOf(account)
  const id = host.InstanceId ?? ''
  host.State = { Name: 'stopped' }
  region.instanceStatuses = region.instanceStatuses.filter(({ InstanceId }) => InstanceId !== id)
  const node = region.nodes.get(id)
  if (!node) throw new Error('the sample has an agent')
  region.nodes.set(id, {
    ...node,
    connected: false,
    information: { ...node.information, PingStatus: 'ConnectionLost' },
  })
}

/** Somebody is there first. */
const onFirst = (change: (host: Instance, account: SampleAccount) => void) => (account: SampleAccount) => {
  const [host] = regionOf(account).instances
  if (host) change(host, account)
}

const giveProfile = onFirst((host, account) => {
  host.IamInstanceProfile = { Arn: instanceRole(account, 'somebody', {}) }
})
const terminate = onFirst((host) => {
  host.State = { Name: 'terminated' }
})
const setOptions = (options: Instance['MetadataOptions']) => (host: Instance) => {
  host.MetadataOptions = { ...host.MetadataOptions, ...options }
}

remedyCases('attach-instance-role, with a role that it makes', {
  remedy: 'attach-instance-role',
  account: () => withHosts(withoutProfile),
  steps: [
    'attach-instance-role:ssm-ready-host',
    ...[first, second].sort().map((id) => `attach-instance-role:eu-west-1:${id}`),
    'grant-kms-decrypt:attach-instance-role-ssm-ready-host:ssm-ready-session-key',
  ],
  clears: ['role-attached'],
  meddle: giveProfile,
})

remedyCases('attach-instance-role, with the profile of another host', {
  remedy: 'attach-instance-role',
  account: () => withHosts(withoutProfile, 1),
  steps: [`attach-instance-role:eu-west-1:${first}`],
  clears: ['role-attached'],
  meddle: giveProfile,
})

remedyCases('require-imdsv2', {
  remedy: 'require-imdsv2',
  account: () => withHosts(setOptions({ HttpTokens: 'optional' }), 1),
  steps: [`require-imdsv2:eu-west-1:${first}`],
  clears: ['host-metadata-service'],
  meddle: terminate,
})

remedyCases('require-imdsv2, where the metadata service is off', {
  remedy: 'require-imdsv2',
  account: () => withHosts(setOptions({ HttpEndpoint: 'disabled', HttpTokens: 'optional' }), 1),
  steps: [`require-imdsv2:eu-west-1:${first}`],
  clears: ['host-metadata-service'],
  meddle: onFirst(setOptions({ HttpEndpoint: 'enabled' })),
})

remedyCases('start-host', {
  remedy: 'start-host',
  account: () => withHosts(stopped, 1),
  steps: [`start-host:eu-west-1:${first}`],
  clears: ['host-running'],
  meddle: onFirst((host) => {
    host.State = { Name: 'stopping' }
  }),
  pending: true,
})

describe('a role that a plan has made', () => {
  async function applied(account: SampleAccount) {
    const world = fixWorld(account)
    const plan = await planRemediation({ remedies: ['attach-instance-role'] }, world)
    await applyPlan({ planId: plan.planId, approve: ['all'] }, world)
    return { world, plan, steps: plan.steps.map(({ id }) => id) }
  }
  const made = (account: SampleAccount) => account.iam.roles.find(({ role }) => role.RoleName === 'ssm-ready-host')

  it('trusts EC2 alone, and bears the tags of its step', async () => {
    const account = withHosts(withoutProfile)
    const { plan } = await applied(account)
    const { role, attached } = made(account) ?? {}
    expect(JSON.parse(role?.AssumeRolePolicyDocument ?? '')).toMatchObject({
      Statement: [{ Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    })
    expect(attached).toEqual(['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'])
    expect(role?.Tags).toContainEqual({ Key: 'ssm-ready:plan', Value: plan.planId })
  })

  it.each<[string, (account: SampleAccount) => void, RegExp]>([
    [
      'another instance uses it',
      (account) => {
        const [host] = regionOf(account).instances
        regionOf(account).instances.push({ ...host, InstanceId: 'i-0other', Tags: [] })
      },
      /i-0other uses instance profile/,
    ],
    [
      'somebody gave it more',
      (account) => {
        Object.assign(made(account)?.inline ?? {}, { more: '{"Version":"2012-10-17","Statement":[]}' })
      },
      /was given more since/,
    ],
  ])('stays when %s', async (_, use, words) => {
    const account = withHosts(withoutProfile)
    const { world, plan, steps } = await applied(account)
    use(account)
    const reverted = await revertPlan({ planId: plan.planId, steps }, world)
    const step = reverted.steps.find(({ id }) => id === 'attach-instance-role:ssm-ready-host')
    expect(step).toMatchObject({ state: 'failed', message: expect.stringMatching(words) })
    expect(made(account)).toBeDefined()
    expect(account.iam.instanceProfiles.some((p) => p.InstanceProfileName === 'ssm-ready-host')).toBe(true)
  })

  it('is never one that was there under that name', async () => {
    const account = withHosts(withoutProfile)
    const world = fixWorld(account)
    const plan = await planRemediation({ remedies: ['attach-instance-role'] }, world)
    instanceRole(account, 'ssm-ready-host', { attached: [] })
    const { steps } = await applyPlan({ planId: plan.planId, approve: ['all'] }, world)
    expect(steps[0]).toMatchObject({ state: 'changed-meanwhile', message: expect.stringContaining('no plan has made') })
    expect(made(account)?.attached).toEqual([])
  })
})

it('a host with a session on it is not stopped again', async () => {
  const account = withHosts(stopped, 1)
  const world = fixWorld(account)
  const plan = await planRemediation({ remedies: ['start-host'] }, world)
  await applyPlan({ planId: plan.planId, approve: ['all'] }, world)
  regionOf(account).sessions.push({ SessionId: 'dba-1', Target: first, Owner: 'dba', Status: 'Connected' })
  const { steps } = await revertPlan({ planId: plan.planId }, world)
  expect(steps).toMatchObject([{ state: 'failed', message: expect.stringContaining('has a session on') }])
  expect(regionOf(account).instances[0]?.State?.Name).toBe('running')
})
