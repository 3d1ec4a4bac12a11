import { DescribeSessionsCommand } from '@aws-sdk/client-ssm'
import { afterEach, describe, expect, it } from 'vitest'
import { Fleet } from './support/fleet.js'
import { FLOOR, type FleetHost, NEW, OLD } from './support/fleet-host.js'
import { finding, refusal } from './support/proposal.js'
import { idsOf, planOf } from './support/update.js'

const A = 'i-0000000000000000a'
const B = 'i-0000000000000000b'
const C = 'i-0000000000000000c'
let fleet: Fleet
afterEach(() => fleet.mock.restore())

describe('a plan of update-agent', () => {
  const reasons: [string, Partial<FleetHost>][] = [
    ['offline', { pingStatus: 'ConnectionLost' }],
    ['not-connected', { connected: false }],
    ['up-to-date', { version: NEW }],
    ['active-session', { sessions: 1 }],
    ['unsupported-platform', { platformName: 'Bottlerocket OS' }],
    ['unsupported-platform', { platformType: 'MacOS', version: '3.1.940.9' }],
    ['version-unknown', { version: 'latest' }],
  ]
  it.each(reasons)('leaves alone: %s', async (reason, host) => {
    fleet = new Fleet([{ id: A, ...host }])
    const plan = await planOf(fleet)
    expect(plan.steps).toEqual([])
    expect(plan.refused).toMatchObject([{ remedy: 'update-agent', subject: { id: A }, reason }])
  })

  it('leaves a host alone when its sessions cannot be seen', async () => {
    fleet = new Fleet([{ id: A }])
    fleet.mock.on(DescribeSessionsCommand).rejects(refusal('AccessDeniedException', 'no'))
    expect((await planOf(fleet)).refused).toMatchObject([{ subject: { id: A }, reason: 'api-denied' }])
  })

  it('leaves a host alone while somebody else updates it', async () => {
    fleet = new Fleet([{ id: A, update: { stuck: true } }])
    fleet.send([A], 'by hand')
    expect((await planOf(fleet)).refused).toMatchObject([{ subject: { id: A }, reason: 'update-in-progress' }])
  })

  it('takes the highest version that a finding asks for', async () => {
    fleet = new Fleet([{ id: A, version: '3.1.1500.0' }])
    const plan = await planOf(fleet, [finding(A, '3.2.1041.0', 'warn'), finding(A, '3.1.1374.0')])
    expect(plan.steps.map((step) => step.change.after)).toEqual([{ agentVersion: '3.2.1041.0 or later' }])
  })

  it('has the same id for the same account, another for a changed one', async () => {
    fleet = new Fleet([{ id: A }, { id: B }])
    const first = await planOf(fleet)
    fleet.advance(60_000)
    fleet.hosts.reverse()
    expect((await planOf(fleet)).planId).toBe(first.planId)
    fleet.host(B).version = '3.0.1.0'
    expect((await planOf(fleet)).planId).not.toBe(first.planId)
  })

  it('warns when no other host can take over', async () => {
    fleet = new Fleet([
      { id: A, vpcId: 'vpc-1' },
      { id: B, vpcId: 'vpc-2' },
      { id: C, vpcId: 'vpc-2', version: NEW },
    ])
    const { steps } = await planOf(fleet, [finding(A, FLOOR, 'fail', 'vpc-1'), finding(B, FLOOR, 'fail', 'vpc-2')])
    const risk = (id: string) => steps.find((step) => step.change.resource === id)?.risk ?? ''
    expect(risk(A)).toContain('vpc-1')
    expect(risk(B)).not.toContain('vpc-2')
  })

  it('lets the second half of a VPC wait for the first', async () => {
    fleet = new Fleet([{ id: A }, { id: B }, { id: C }, { id: 'i-0000000000000000d', vpcId: 'vpc-2' }])
    const plan = await planOf(fleet)
    const [first] = idsOf([A])
    expect(new Map(plan.steps.map((step) => [step.id, step.dependsOn]))).toEqual(
      new Map([
        [first, []],
        ...idsOf([B, C]).map((id): [string, (string | undefined)[]] => [id, [first]]),
        ...idsOf(['i-0000000000000000d']).map((id): [string, string[]] => [id, []]),
      ]),
    )
    expect(plan.steps[0]?.change.before).toEqual({ agentVersion: OLD })
  })
})
