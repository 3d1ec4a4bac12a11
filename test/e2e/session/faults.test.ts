import { afterEach, describe, expect, it } from 'vitest'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { client, echoes, type OpenedTunnel, openTunnelTo } from '../support/tunnels.js'

/** Bytes: enough that every fault strikes. */
const SIZE = 300_000

const CASES: { fault: string[]; events?: string[]; violations?: number }[] = [
  { fault: [] },
  { fault: ['drop:p=0.02'] },
  { fault: ['duplicate'] },
  { fault: ['delay:p=0.02'] },
  { fault: ['late-ack'] },
  { fault: ['reorder'] },
  { fault: ['garbage'] },
  { fault: ['truncate'] },
  { fault: ['kill:at-bytes=200000'], events: ['onInterrupted', 'onResumed'] },
  { fault: ['kill:at-bytes=200000,code=1000'], events: ['onInterrupted', 'onResumed'] },
  { fault: ['kill:at-bytes=200000,side=agent'] },
  { fault: ['kill:at-bytes=200000', 'lossy'], events: ['onInterrupted', 'onResumed'] },
  { fault: ['kill:at-bytes=200000,side=agent', 'lossy'] },
  { fault: ['kill:at-bytes=200000', 'stale-url'], events: ['onInterrupted', 'onResumed'] },
  { fault: ['kill:at-bytes=200000', 'token-expired:at=2'], events: ['onInterrupted', 'onResumed'] },
  { fault: ['kill:at-bytes=200000', 'token-expired:at=2,as=403'], events: ['onInterrupted', 'onResumed'] },
  { fault: ['pause'] },
  { fault: ['pause:side=client'] },
  { fault: ['slow-upgrade'] },
  { fault: ['late-agent'] },
  { fault: ['complete-first'] },
  { fault: ['not-ready'] },
  { fault: ['dial-delay'] },
  { fault: ['silent-duplicates', 'drop:p=0.02'] },
  { fault: ['keepalive'] },
  { fault: ['no-keepalive'] },
]

describe.skipIf(!doubleAvailable)('a tunnel under faults of the network, the service and the agent', () => {
  let double: Double
  let opened: OpenedTunnel | undefined
  afterEach(async () => {
    await opened?.close()
    await double.stop()
  })

  it.each(CASES.map((each) => ({ ...each, name: each.fault.join(' and ') || 'no fault' })))(
    'every byte, both ways: $name',
    async ({ fault, events = [] }) => {
      double = await startDouble(['--echo', ...fault.flatMap((each) => ['--fault', each])])
      opened = await openTunnelTo(double)
      expect(await echoes(await client(opened.port), SIZE)).toBe(true)
      expect(opened.events).toEqual(expect.arrayContaining(['onReady', ...events]))
      expect((await double.stats()).violations).toEqual([])
    },
  )
})
