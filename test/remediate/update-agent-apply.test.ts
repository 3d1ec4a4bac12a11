import { SendCommandCommand } from '@aws-sdk/client-ssm'
import { afterEach, describe, expect, it } from 'vitest'
import { MemoryStore } from '../fix/support/memory-store.js'
import { Fleet } from './support/fleet.js'
import { type FleetHost, NEW, OLD } from './support/fleet-host.js'
import { refusal } from './support/proposal.js'
import { apply, idsOf, planOf, statesOf } from './support/update.js'

const A = 'i-0000000000000000a'
const B = 'i-0000000000000000b'
const C = 'i-0000000000000000c'
let fleet: Fleet
afterEach(() => fleet.mock.restore())

const many = (count: number, vpcs: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `i-${String(i).padStart(17, '0')}`, vpcId: `vpc-${i % vpcs}` }))

describe('apply of update-agent', () => {
  it('changes nothing without approval', async () => {
    fleet = new Fleet([{ id: A }])
    expect(statesOf(await apply(fleet, await planOf(fleet), { approve: [] }))).toEqual([[A, 'skipped']])
    expect(fleet.sends).toEqual([])
  })

  it('updates one half of a VPC, then the other, and writes down what it found before it sends', async () => {
    fleet = new Fleet([{ id: A }, { id: B }, { id: C }])
    const store = new MemoryStore()
    const results = await apply(fleet, await planOf(fleet), { store })
    expect(fleet.sends).toEqual([[A], [B, C]])
    expect(statesOf(results)).toEqual([A, B, C].map((id) => [id, 'done']))
    expect(results[0]).toMatchObject({ before: { agentVersion: OLD }, after: { agentVersion: NEW } })
    const [a, b, c] = idsOf([A, B, C])
    expect(store.entries.map((entry) => [entry.stepId, entry.event])).toEqual([
      [a, 'begun'],
      [a, 'done'],
      [b, 'begun'],
      [c, 'begun'],
      [b, 'done'],
      [c, 'done'],
    ])
  })

  it('asks for what is explained: default version, no downgrade, a tenth at a time, its plan in the comment', async () => {
    fleet = new Fleet(many(40, 40))
    const plan = await planOf(fleet)
    await apply(fleet, plan)
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
    fleet = new Fleet(many(120, 3))
    fleet.pageSize = 7
    const results = await apply(fleet, await planOf(fleet))
    expect(results.filter((r) => r.state === 'done')).toHaveLength(120)
    expect(Math.max(...fleet.sends.map((ids) => ids.length))).toBeLessThanOrEqual(50)
  })

  it('leaves the second half alone when the first did not end well', async () => {
    fleet = new Fleet([{ id: A, update: { status: 'Failed', output: 'dial tcp: i/o timeout' } }, { id: B }])
    const results = await apply(fleet, await planOf(fleet))
    expect(fleet.sends).toEqual([[A]])
    expect(statesOf(results)).toEqual([
      [A, 'failed'],
      [B, 'skipped'],
    ])
    expect(results[0]?.message).toContain('S3 gateway endpoint')
  })

  const late: [string, Partial<FleetHost>, string][] = [
    ['a session is open', { sessions: 2 }, 'changed-meanwhile'],
    ['somebody updated it', { version: NEW }, 'already-done'],
    ['it is not connected', { connected: false }, 'changed-meanwhile'],
    ['it is offline', { pingStatus: 'Inactive' }, 'changed-meanwhile'],
  ]
  it.each(late)('reads preconditions again: %s', async (_, change, state) => {
    fleet = new Fleet([{ id: A }])
    const plan = await planOf(fleet)
    Object.assign(fleet.host(A), change)
    expect(statesOf(await apply(fleet, plan))).toEqual([[A, state]])
    expect(fleet.sends).toEqual([])
  })

  it('sorts out a host that AWS names as invalid', async () => {
    fleet = new Fleet([{ id: A }, { id: B, vpcId: 'vpc-2' }, { id: C, vpcId: 'vpc-3' }])
    fleet.onSend = (ids) => {
      if (ids.includes(B)) throw refusal('InvalidInstanceId', `Instances [[${B}]] not in a valid state`)
    }
    expect(statesOf(await apply(fleet, await planOf(fleet)))).toEqual([
      [A, 'done'],
      [B, 'failed'],
      [C, 'done'],
    ])
  })

  it('halves a batch when AWS names nobody', async () => {
    const hosts = many(9, 9)
    fleet = new Fleet(hosts)
    const bad = hosts[4]?.id ?? ''
    fleet.onSend = (sent) => {
      if (sent.includes(bad)) throw refusal('InvalidInstanceId', '')
    }
    const results = await apply(fleet, await planOf(fleet))
    expect(results.filter((r) => r.state === 'done')).toHaveLength(8)
    expect(statesOf(results.filter((r) => r.state === 'failed'))).toEqual([[bad, 'failed']])
  })

  it('says which permission is missing', async () => {
    fleet = new Fleet([{ id: A }, { id: B, vpcId: 'vpc-2' }])
    fleet.onSend = () => {
      throw refusal('AccessDeniedException', 'not authorized to perform: ssm:SendCommand')
    }
    const results = await apply(fleet, await planOf(fleet))
    expect(fleet.sends).toHaveLength(1)
    expect(results.map((r) => r.state)).toEqual(['failed', 'failed'])
    expect(results[0]?.message).toContain('ssm:SendCommand')
  })

  it('does not send twice when SendCommand was carried out without an answer', async () => {
    fleet = new Fleet([{ id: A }])
    fleet.afterSend = () => {
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
    }
    expect(statesOf(await apply(fleet, await planOf(fleet)))).toEqual([[A, 'done']])
    expect(fleet.sends).toHaveLength(1)
  })

  it('waits after a crash for the command that runs already', async () => {
    fleet = new Fleet([{ id: A, update: { seconds: 120 } }])
    const plan = await planOf(fleet)
    const store = new MemoryStore()
    await new Promise<void>((killed) => {
      const sleep = () => {
        killed()
        return new Promise<void>(() => {})
      }
      void apply(fleet, plan, { store, sleep })
    })
    fleet.host(A).pingStatus = 'ConnectionLost'
    expect(statesOf(await apply(fleet, plan, { store }))).toEqual([[A, 'done']])
    expect(statesOf(await apply(fleet, plan, { store }))).toEqual([[A, 'already-done']])
    expect(fleet.sends).toHaveLength(1)
  })

  it('does not send again after a crash between success and report', async () => {
    fleet = new Fleet([{ id: A, update: { seconds: 1, pingAfter: 240 } }])
    const plan = await planOf(fleet)
    fleet.send([A], `ssm-ready update-agent ${plan.planId}`)
    fleet.advance(10_000)
    expect(statesOf(await apply(fleet, plan))).toEqual([[A, 'done']])
    expect(fleet.sends).toEqual([])
  })

  it('sends again when the earlier command failed', async () => {
    fleet = new Fleet([{ id: A, update: { status: 'Failed', output: 'exit status 125' } }])
    const plan = await planOf(fleet)
    expect(statesOf(await apply(fleet, plan))).toEqual([[A, 'failed']])
    fleet.host(A).update = {}
    expect(statesOf(await apply(fleet, plan))).toEqual([[A, 'done']])
    expect(fleet.sends).toHaveLength(2)
  })

  it('answers before the deadline, and a later run picks it up', async () => {
    fleet = new Fleet([{ id: A, update: { seconds: 400 } }, { id: B }])
    const plan = await planOf(fleet)
    const store = new MemoryStore()
    const deadline = new Date(fleet.time + 60_000)
    const [first, second] = await apply(fleet, plan, { store, deadline })
    expect(fleet.time).toBeLessThanOrEqual(deadline.getTime())
    expect(first).toMatchObject({ state: 'pending', until: expect.any(String) })
    expect(second?.state).not.toBe('done')
    fleet.advance(400_000)
    expect(statesOf(await apply(fleet, plan, { store }))).toEqual([
      [A, 'already-done'],
      [B, 'done'],
    ])
  })

  it('begins nothing shortly before the deadline', async () => {
    fleet = new Fleet([{ id: A }])
    const results = await apply(fleet, await planOf(fleet), { deadline: new Date(fleet.time + 5_000) })
    expect(statesOf(results)).toEqual([[A, 'skipped']])
    expect(fleet.sends).toEqual([])
  })
})
