import { afterEach, describe, expect, it, vi } from 'vitest'
import { Gateway } from './gateway.js'

describe('a machine that slept', () => {
  afterEach(() => void vi.restoreAllMocks())

  it('takes its connection up again at once, and takes nothing for free before that', async () => {
    const gateway = new Gateway()
    const { channel, told } = await gateway.channel()
    await expect.poll(() => gateway.sockets.length).toBe(1)
    expect(channel.isAwake).toBe(true)
    const later = Date.now() + 3_600_000
    vi.spyOn(Date, 'now').mockImplementation(() => later)
    expect(channel.isAwake).toBe(false)
    await expect.poll(() => told).toEqual(expect.arrayContaining(['interrupted', 'resumed']))
    expect([gateway.resumes, gateway.sockets.length, channel.isAwake]).toEqual([1, 2, true])
    await channel.close()
    await gateway.close()
  })
})
