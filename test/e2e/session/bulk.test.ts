import { afterEach, describe, expect, it } from 'vitest'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { faultOptions, nameOf, SURVIVED } from '../support/fault-cases.js'
import { client, echoes, type OpenedTunnel, openTunnelTo } from '../support/tunnels.js'

/** Bytes, each way. */
const SIZE = 100_000_000
/**
 * The real agent's pace would take minutes for each fault: its messages are larger here, one a millisecond as ever. Not a
 * little larger: an agent sends again one lost message at a time, and would lose more than that in the meantime.
 */
const CHUNK = ['--agent-chunk', '65536']

describe.skipIf(!doubleAvailable)('100 MB through a tunnel under faults', () => {
  let double: Double
  let opened: OpenedTunnel | undefined
  afterEach(async () => {
    await opened?.close()
    await double.stop()
  })

  it.each(SURVIVED.map((each) => ({ ...each, name: nameOf(each.fault) })))(
    'every byte, both ways: $name',
    async ({ fault, events = [] }) => {
      double = await startDouble(['--echo', ...CHUNK, ...faultOptions(fault)])
      opened = await openTunnelTo(double)
      expect(await echoes(await client(opened.port), SIZE)).toBe(true)
      expect(opened.events).toEqual(expect.arrayContaining(['onReady', ...events]))
      expect((await double.stats()).violations).toEqual([])
    },
    600_000,
  )

  it.each(['client', 'agent'])(
    'every byte, though the %s side is cut off time and again',
    async (side) => {
      double = await startDouble(['--echo', ...CHUNK, '--fault', `kill:at-bytes=9000000,side=${side},times=8`])
      opened = await openTunnelTo(double)
      expect(await echoes(await client(opened.port), SIZE)).toBe(true)
      expect((await double.stats()).counters['fault.kill']).toBe(8)
    },
    600_000,
  )
})

describe.skipIf(!doubleAvailable)('500 starts', () => {
  it('each carries bytes soon', async () => {
    const double = await startDouble(['--echo'])
    const slow: number[] = []
    for (let i = 0; i < 500; i++) {
      const begun = performance.now()
      const opened = await openTunnelTo(double)
      expect(await echoes(await client(opened.port), 1_000)).toBe(true)
      const took = performance.now() - begun
      if (took > 5_000) slow.push(took)
      await opened.close()
    }
    expect(slow).toEqual([])
    const { counters, violations } = await double.stats()
    expect([counters['api.StartSession'], counters['api.TerminateSession']]).toEqual([500, 500])
    expect(violations).toEqual([])
    await double.stop()
  }, 600_000)
})
