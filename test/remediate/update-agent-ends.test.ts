import { afterEach, describe, expect, it } from 'vitest'
import type { Waits } from '../../src/remediate/change-handler.js'
import { runUpdate } from '../../src/remediate/changes/update-agent/run.js'
import { Fleet } from './support/fleet.js'
import { FLOOR, type FleetHost, NEW, OLD, REGION, type UpdateScript } from './support/fleet-host.js'

const A = 'i-0000000000000000a'
let fleet: Fleet
afterEach(() => fleet.mock.restore())

async function update(waits?: Waits) {
  const plan = { planId: 'plan-0123456789abcdef0123', startedAt: new Date(fleet.time) }
  const targets = [{ instanceId: A, floor: FLOOR }]
  const [result] = await runUpdate({ plan, region: REGION, targets }, fleet.context(waits && { waits }))
  return result
}

/** Every row of the table of causes, as the change says it. */
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
  ['terminated by MaxErrors', { status: 'Cancelled', statusDetails: 'Terminated' }, 'failed', 'not-attempted'],
  ['cancelled', { status: 'Cancelled' }, 'failed', 'cancelled'],
  ['stuck', { stuck: true }, 'failed', 'execution-timed-out'],
]

describe('ends of an update', () => {
  it.each(ends)('%s', async (_, script, outcome, reason, host = {}) => {
    fleet = new Fleet([{ id: A, update: script, ...host }])
    expect(await update()).toMatchObject({ instanceId: A, outcome, reason })
  })

  it('does not wait longer than it was asked to', async () => {
    fleet = new Fleet([{ id: A, update: { stuck: true } }])
    const before = fleet.time
    await update({ pollFirst: 1, pollMax: 2, command: 10, report: 5, effect: 1 })
    expect(fleet.time - before).toBeLessThanOrEqual(10_000)
  })

  it('calls a new version unverified until the agent has pinged after the end of the command', async () => {
    fleet = new Fleet([{ id: A, update: { pingAfter: 200 } }])
    const waits = { pollFirst: 1, pollMax: 5, command: 60, report: 20, effect: 1 }
    expect(await update(waits)).toMatchObject({ outcome: 'unverified', reason: 'not-reported-yet' })
  })
})
