import { DescribeSessionsCommand, SendCommandCommand } from '@aws-sdk/client-ssm'
import { afterEach, describe, expect, it } from 'vitest'
import { Inventory } from '../../src/inventory/inventory.js'
import type { ApplyResult, Plan } from '../../src/model/plan.js'
import { applySteps } from '../../src/remediate/apply.js'
import type { RemedyContext } from '../../src/remediate/define.js'
import { REMEDIES } from '../../src/remediate/index.js'
import { makePlan } from '../../src/remediate/make-plan.js'
import { verifySteps } from '../../src/remediate/verify.js'
import { Fleet, type FleetHost, finding, NEW, OLD, REGION, refusal, type UpdateScript } from './support/fleet.js'

const A = 'i-0000000000000000a'
const B = 'i-0000000000000000b'
const C = 'i-0000000000000000c'
let fleet: Fleet
afterEach(() => fleet.mock.restore())

const planOf = (hostIds: string[] = [], findings = fleet.hosts.map((h) => finding(h.id))): Promise<Plan> =>
  makePlan(REMEDIES, { inventory: fleet.audit(), findings, hostIds }, fleet.context())

function apply(
  plan: Plan,
  approve = plan.steps.map((s) => s.id),
  more: Partial<RemedyContext> = {},
): Promise<ApplyResult> {
  const journal = { record: async (entry: Fleet['journal'][number]) => void fleet.journal.push(entry) }
  return applySteps(plan, new Set(approve), REMEDIES, fleet.context(more), journal)
}

const outcomes = ({ results }: ApplyResult) => results.map((r) => [r.subjectId, r.outcome, r.reason])

describe('plan', () => {
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
    const plan = await planOf()
    expect(plan.steps).toEqual([])
    expect(plan.excluded.map((e) => [e.subjectId, e.reason])).toEqual([[A, reason]])
  })

  it('leaves alone what is not registered or not running', async () => {
    fleet = new Fleet([{ id: A }, { id: B }])
    const { snapshot, config } = fleet.audit()
    const [region] = snapshot.regions
    if (region?.managedNodes.outcome !== 'ok') throw new Error('no nodes')
    region.managedNodes.value = region.managedNodes.value.filter((node) => node.instanceId !== A)
    const inventory = new Inventory(snapshot, config)
    const stopped = inventory.regions[0]?.hosts.find((h) => h.instanceId === B)
    if (stopped) stopped.state = 'stopped'
    const plan = await makePlan(REMEDIES, { inventory, findings: [], hostIds: [] }, fleet.context())
    expect(plan.excluded.map((e) => [e.subjectId, e.reason])).toEqual([
      [A, 'not-registered'],
      [B, 'not-running'],
    ])
  })

  it('leaves a host alone when its sessions cannot be seen', async () => {
    fleet = new Fleet([{ id: A }])
    fleet.mock.on(DescribeSessionsCommand).rejects(refusal('AccessDeniedException', 'no'))
    expect((await planOf()).excluded).toMatchObject([{ subjectId: A, reason: 'api-denied' }])
  })

  it('leaves a host alone while somebody else updates it', async () => {
    fleet = new Fleet([{ id: A, update: { stuck: true } }])
    fleet.send([A], 'by hand')
    expect((await planOf()).excluded).toMatchObject([{ subjectId: A, reason: 'update-in-progress' }])
  })

  it('says so when the hosts of a region are not known', async () => {
    fleet = new Fleet([])
    const inventory = fleet.audit()
    const region = inventory.regions[0]
    if (region) region.snapshot.instances = { outcome: 'throttled', api: 'ec2:DescribeInstances', message: 'slow' }
    const plan = await makePlan(REMEDIES, { inventory, findings: [], hostIds: [] }, fleet.context())
    expect(plan.excluded).toMatchObject([{ subjectId: REGION, reason: 'api-throttled' }])
  })

  it('takes the highest version that a finding asks for', async () => {
    fleet = new Fleet([{ id: A, version: '3.1.1500.0' }])
    const evidence = {
      agentVersion: '3.1.1500.0',
      features: [{ floor: '3.2.582.0' }],
      faults: [{ fixedIn: '3.2.1041.0' }],
    }
    const plan = await planOf([], [finding(A, evidence, 'warn'), finding(A, { floor: '3.1.1374.0' })])
    expect(plan.steps).toMatchObject([{ after: { minimumAgentVersion: '3.2.1041.0' } }])
  })

  it('plans a host by id without a finding', async () => {
    fleet = new Fleet([{ id: A }, { id: B }])
    const plan = await planOf([B], [])
    expect(plan.steps.map((s) => s.subjectId)).toEqual([B])
    expect(plan.excluded).toEqual([])
  })

  it('has the same id for the same account, another for a changed one', async () => {
    fleet = new Fleet([{ id: A }, { id: B }])
    const first = await planOf()
    fleet.advance(60_000)
    fleet.hosts.reverse()
    expect((await planOf()).planId).toBe(first.planId)
    fleet.host(B).version = '3.0.1.0'
    expect((await planOf()).planId).not.toBe(first.planId)
  })

  it('warns when no other host can take over', async () => {
    fleet = new Fleet([
      { id: A, vpcId: 'vpc-1' },
      { id: B, vpcId: 'vpc-2' },
      { id: C, vpcId: 'vpc-2', version: NEW },
    ])
    const plan = await planOf()
    const risk = (id: string) => plan.steps.find((s) => s.subjectId === id)?.risk ?? ''
    expect(risk(A)).toContain('vpc-1')
    expect(risk(B)).not.toContain('vpc-2')
    expect(plan.steps.map((s) => [s.subjectId, s.stage])).toEqual([
      [B, 1],
      [A, 2],
    ])
  })
})

describe('apply', () => {
  it('changes nothing without approval', async () => {
    fleet = new Fleet([{ id: A }])
    const result = await apply(await planOf(), [])
    expect(fleet.sends).toEqual([])
    expect(outcomes(result)).toEqual([[A, 'skipped', 'not-approved']])
    expect(result.ok).toBe(false)
  })

  it('updates one half of a VPC, then the other, and records before it goes on', async () => {
    fleet = new Fleet([{ id: A }, { id: B }, { id: C }])
    const result = await apply(await planOf())
    expect(fleet.sends).toEqual([[A], [B, C]])
    expect(result.ok).toBe(true)
    expect(outcomes(result)).toEqual([A, B, C].map((id) => [id, 'done', 'updated']))
    expect(result.results[0]).toMatchObject({ before: { agentVersion: OLD }, after: { agentVersion: NEW } })
    expect(fleet.journal.map((e) => [e.stage, e.event, e.steps.length])).toEqual([
      [1, 'before', 1],
      [1, 'after', 1],
      [2, 'before', 2],
      [2, 'after', 2],
    ])
  })

  it('asks for what is explained: default version, no downgrade, a tenth at a time, its plan in the comment', async () => {
    fleet = new Fleet(
      Array.from({ length: 40 }, (_, i) => ({ id: `i-${String(i).padStart(17, '0')}`, vpcId: `vpc-${i}` })),
    )
    const plan = await planOf()
    await apply(plan)
    const [call] = fleet.mock.commandCalls(SendCommandCommand)
    expect(call?.args[0].input).toMatchObject({
      DocumentName: 'AWS-UpdateSSMAgent',
      DocumentVersion: '$DEFAULT',
      Parameters: { allowDowngrade: ['false'] },
      MaxConcurrency: '4',
      MaxErrors: '4',
      Comment: `ssm-ready update-agent ${plan.planId}`,
    })
    expect((call?.args[0].input.Comment ?? '').length).toBeLessThanOrEqual(100)
  })

  it('loses no host on many pages', async () => {
    const hosts = Array.from({ length: 120 }, (_, i) => ({
      id: `i-${String(i).padStart(17, '0')}`,
      vpcId: `vpc-${i % 3}`,
    }))
    fleet = new Fleet(hosts)
    fleet.pageSize = 7
    const result = await apply(await planOf())
    expect(result.results.filter((r) => r.outcome === 'done').length).toBe(120)
    expect(Math.max(...fleet.sends.map((ids) => ids.length))).toBeLessThanOrEqual(50)
  })

  it('stops after a stage that did not end well', async () => {
    fleet = new Fleet([{ id: A, update: { status: 'Failed', output: 'dial tcp: i/o timeout' } }, { id: B }])
    const result = await apply(await planOf())
    expect(fleet.sends).toEqual([[A]])
    expect(outcomes(result)).toEqual([
      [A, 'failed', 'no-s3-path'],
      [B, 'skipped', 'earlier-step-failed'],
    ])
  })

  const late: [string, Partial<FleetHost>][] = [
    ['active-session', { sessions: 2 }],
    ['already-current', { version: NEW }],
    ['not-connected', { connected: false }],
    ['offline', { pingStatus: 'Inactive' }],
  ]
  it.each(late)('reads preconditions again: %s', async (reason, change) => {
    fleet = new Fleet([{ id: A }])
    const plan = await planOf()
    Object.assign(fleet.host(A), change)
    const result = await apply(plan)
    expect(fleet.sends).toEqual([])
    expect(outcomes(result)).toEqual([[A, 'skipped', reason]])
    expect(result.ok).toBe(reason === 'already-current')
  })

  it('sorts out a host that AWS names as invalid', async () => {
    fleet = new Fleet([{ id: A }, { id: B, vpcId: 'vpc-2' }, { id: C, vpcId: 'vpc-3' }])
    fleet.onSend = (ids) => {
      if (ids.includes(B)) throw refusal('InvalidInstanceId', `Instances [[${B}]] not in a valid state`)
    }
    const result = await apply(await planOf())
    expect(outcomes(result)).toEqual([
      [A, 'done', 'updated'],
      [B, 'failed', 'invalid-instance'],
      [C, 'done', 'updated'],
    ])
  })

  it('halves a batch when AWS names nobody', async () => {
    const ids = Array.from({ length: 9 }, (_, i) => `i-${String(i).padStart(17, '0')}`)
    fleet = new Fleet(ids.map((id, i) => ({ id, vpcId: `vpc-${i}` })))
    fleet.onSend = (sent) => {
      if (sent.includes(ids[4] ?? '')) throw refusal('InvalidInstanceId', '')
    }
    const result = await apply(await planOf())
    expect(result.results.filter((r) => r.outcome === 'done').length).toBe(8)
    expect(result.results.filter((r) => r.reason === 'invalid-instance').map((r) => r.subjectId)).toEqual([ids[4]])
  })

  it('says which permission is missing', async () => {
    fleet = new Fleet([{ id: A }, { id: B, vpcId: 'vpc-2' }])
    fleet.onSend = () => {
      throw refusal('AccessDeniedException', 'not authorized to perform: ssm:SendCommand')
    }
    const result = await apply(await planOf())
    expect(fleet.sends.length).toBe(1)
    expect(result.results.map((r) => r.reason)).toEqual(['api-denied', 'api-denied'])
    expect(result.results[0]?.message).toContain('ssm:SendCommand')
  })

  it('does not send twice when SendCommand was carried out without an answer', async () => {
    fleet = new Fleet([{ id: A }])
    fleet.afterSend = () => {
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
    }
    const result = await apply(await planOf())
    expect(fleet.sends.length).toBe(1)
    expect(outcomes(result)).toEqual([[A, 'done', 'updated']])
  })

  it('waits after a crash for the command that runs already', async () => {
    fleet = new Fleet([{ id: A, update: { seconds: 120 } }])
    const plan = await planOf()
    const crash = apply(
      plan,
      [A].map((id) => `update-agent:${REGION}:${id}`),
      {
        sleep: async () => {
          throw new Error('killed')
        },
      },
    )
    await expect(crash).rejects.toThrow('killed')
    fleet.host(A).pingStatus = 'ConnectionLost'
    const result = await apply(plan)
    expect(fleet.sends.length).toBe(1)
    expect(outcomes(result)).toEqual([[A, 'done', 'updated']])
    expect(outcomes(await apply(plan))).toEqual([[A, 'skipped', 'already-current']])
    expect(fleet.sends.length).toBe(1)
  })

  it('does not send again after a crash between success and report', async () => {
    fleet = new Fleet([{ id: A, update: { seconds: 1, pingAfter: 240 } }])
    const plan = await planOf()
    fleet.send([A], `ssm-ready update-agent ${plan.planId}`)
    fleet.advance(10_000)
    expect(outcomes(await apply(plan))).toEqual([[A, 'done', 'updated']])
    expect(fleet.sends).toEqual([])
  })

  it('sends again when the earlier command failed', async () => {
    fleet = new Fleet([{ id: A, update: { status: 'Failed', output: 'exit status 125' } }])
    const plan = await planOf()
    expect(outcomes(await apply(plan))).toEqual([[A, 'failed', 'package-manager-failed']])
    fleet.host(A).update = {}
    expect(outcomes(await apply(plan))).toEqual([[A, 'done', 'updated']])
    expect(fleet.sends.length).toBe(2)
  })

  it('answers before the deadline, and verify picks it up', async () => {
    fleet = new Fleet([{ id: A, update: { seconds: 400 } }, { id: B }])
    const plan = await planOf()
    const deadline = new Date(fleet.time + 60_000)
    const result = await apply(plan, undefined, { deadline })
    expect(fleet.time).toBeLessThanOrEqual(deadline.getTime())
    expect(outcomes(result)).toEqual([
      [A, 'unverified', 'still-running'],
      [B, 'skipped', 'earlier-step-failed'],
    ])
    expect(result.ok).toBe(false)
    fleet.advance(400_000)
    expect(outcomes(await verifySteps(plan, REMEDIES, fleet.context()))).toEqual([
      [A, 'done', 'updated'],
      [B, 'unverified', 'not-applied'],
    ])
  })

  it('begins nothing shortly before the deadline', async () => {
    fleet = new Fleet([{ id: A }])
    const result = await apply(await planOf(), undefined, { deadline: new Date(fleet.time + 5_000) })
    expect(fleet.sends).toEqual([])
    expect(outcomes(result)).toEqual([[A, 'skipped', 'deadline']])
  })
})

/** Every row of the table of causes, as the whole remedy says it. */
const ends: [name: string, update: UpdateScript, outcome: string, reason: string, host?: Partial<FleetHost>][] = [
  ['success', {}, 'done', 'updated'],
  ['success, seen only by the next heartbeat', { pingAfter: 290 }, 'done', 'updated'],
  ['success, version unchanged', { version: OLD }, 'failed', 'version-unchanged'],
  ['success, but the channel is gone', { connectedAfter: false }, 'failed', 'not-connected'],
  ['success, the agent never pings again', { pingAfter: Number.POSITIVE_INFINITY }, 'failed', 'agent-not-back'],
  [
    'the same on Windows',
    { pingAfter: Number.POSITIVE_INFINITY },
    'failed',
    'windows-service-disabled',
    { platformType: 'Windows' },
  ],
  [
    'already installed',
    { version: OLD, output: 'amazon-ssm-agent 3.0.1124.0 has already been installed, update skipped' },
    'failed',
    'already-installed',
  ],
  [
    'already installed, new enough',
    { version: NEW, output: 'has already been installed, update skipped' },
    'done',
    'already-installed',
  ],
  ...(
    [
      ['failed to download manifest: Get "https://s3": dial tcp: i/o timeout', 'no-s3-path'],
      ['Failed to fetch the ssm-agent-manifest.json: RequestError', 'no-s3-path'],
      ['updating amazon-ssm-agent to an older version, please turn on allow downgrade', 'older-version'],
      ['amazon-ssm-agent current version 3.0.1 is unsupported on current platform', 'older-version'],
      ['failed to run commands: exit status 124', 'unsupported-platform'],
      ['failed to install amazon-ssm-agent: exit status 125', 'package-manager-failed'],
      ['exit status 126', 'snap-failed'],
      ['Minimum kernel version is 3.2 but actual is 2.6', 'kernel-too-old'],
      ['Bottlerocket has an immutable root filesystem', 'bottlerocket'],
      ['Insufficient available disk space - 12 MB', 'disk-space'],
      ['Another update in progress, try again later', 'update-in-progress'],
      ['something else', 'update-failed'],
    ] as const
  ).map(([output, reason]): [string, UpdateScript, string, string] => [
    output,
    { status: 'Failed', output },
    'failed',
    reason,
  ]),
  [
    'older version, new enough',
    { status: 'Failed', version: NEW, output: 'to an older version, please turn on allow downgrade' },
    'done',
    'older-version',
  ],
  ['exit code without text', { status: 'Failed', responseCode: 124 }, 'failed', 'unsupported-platform'],
  ['undeliverable', { status: 'Failed', statusDetails: 'Undeliverable' }, 'failed', 'undeliverable'],
  [
    'delivery timed out, with spaces',
    { status: 'TimedOut', statusDetails: 'Delivery Timed Out' },
    'failed',
    'delivery-timed-out',
  ],
  [
    'execution timed out',
    { status: 'TimedOut', statusDetails: 'Execution Timed Out' },
    'failed',
    'execution-timed-out',
  ],
  ['access denied', { status: 'Failed', statusDetails: 'AccessDenied' }, 'failed', 'access-denied'],
  ['invalid platform', { status: 'Failed', statusDetails: 'InvalidPlatform' }, 'failed', 'unsupported-platform'],
  ['terminated by MaxErrors', { status: 'Cancelled', statusDetails: 'Terminated' }, 'skipped', 'not-attempted'],
  ['cancelled', { status: 'Cancelled' }, 'failed', 'cancelled'],
  ['stuck', { stuck: true }, 'failed', 'execution-timed-out'],
]

describe('ends of an update', () => {
  it.each(ends)('%s', async (_, update, outcome, reason, host = {}) => {
    fleet = new Fleet([{ id: A, update, ...host }])
    const result = await apply(await planOf())
    expect(outcomes(result)).toEqual([[A, outcome, reason]])
    expect(result.ok).toBe(outcome === 'done')
  })

  it('does not wait longer than it was asked to', async () => {
    fleet = new Fleet([{ id: A, update: { stuck: true } }])
    const plan = await planOf()
    const before = fleet.time
    await apply(plan, undefined, { waits: { pollFirst: 1, pollMax: 2, command: 10, report: 5 } })
    expect(fleet.time - before).toBeLessThanOrEqual(10_000)
  })

  it('calls a new version unverified until the agent has pinged after the end of the command', async () => {
    fleet = new Fleet([{ id: A, update: { pingAfter: 200 } }])
    const waits = { pollFirst: 1, pollMax: 5, command: 60, report: 20 }
    const plan = await planOf()
    expect(outcomes(await apply(plan, undefined, { waits }))).toEqual([[A, 'unverified', 'not-reported-yet']])
    fleet.advance(200_000)
    expect((await verifySteps(plan, REMEDIES, fleet.context())).ok).toBe(true)
  })
})
