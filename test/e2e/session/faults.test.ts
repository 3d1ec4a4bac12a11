import { afterEach, describe, expect, it } from 'vitest'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { faultOptions, nameOf, SURVIVED } from '../support/fault-cases.js'
import { client, echoes, type OpenedTunnel, openTunnelTo } from '../support/tunnels.js'

/** Bytes: enough that every fault strikes. */
const SIZE = 300_000

describe.skipIf(!doubleAvailable)('a tunnel under faults of the network, the service and the agent', () => {
  let double: Double
  let opened: OpenedTunnel | undefined
  afterEach(async () => {
    await opened?.close()
    await double.stop()
  })

  it.each(SURVIVED.map((each) => ({ ...each, name: nameOf(each.fault) })))(
    'every byte, both ways: $name',
    async ({ fault, events = [] }) => {
      double = await startDouble(['--echo', ...faultOptions(fault)])
      opened = await openTunnelTo(double)
      expect(await echoes(await client(opened.port), SIZE)).toBe(true)
      expect(opened.events).toEqual(expect.arrayContaining(['onReady', ...events]))
      expect((await double.stats()).violations).toEqual([])
    },
  )
})
