import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Report } from '../../../src/model/report.js'
import { useSim } from '../support/audits.js'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { type Handler, packaged } from '../support/packaged.js'
import { freshSim, type Sim, simAvailable } from '../support/sim.js'

describe.skipIf(!simAvailable || !doubleAvailable)('the packaged audit function with probe', () => {
  let sim: Sim
  let double: Double
  let folder: string
  let restore: () => void
  let audit: Handler<Report>
  beforeAll(async () => {
    sim = await freshSim()
    await sim.article()
    double = await startDouble(['--greeting', 'postgres', '--greeting', 'mysql', '--upstream', sim.url])
    restore = useSim(sim)
    process.env['IS_LOCAL'] = 'true'
    process.env['AWS_ENDPOINT_URL_SSM'] = double.url
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
    audit = await packaged<Report>('audit', folder)
  })
  beforeEach(() => sim.clearCalls())
  afterAll(async () => {
    restore?.()
    await double?.stop()
    await rm(folder, { recursive: true, force: true })
  })
  const started = async () => (await double.stats()).counters['api.StartSession'] ?? 0

  it('opens no session unless it is asked to', async () => {
    expect((await audit({})).tunnels.map(({ proof }) => proof)).toEqual([undefined, undefined])
    expect(await started()).toBe(0)
  })

  it('proves what the event asks for', async () => {
    const report = await audit({ probe: true })
    expect(report.tunnels.map(({ proof }) => proof?.server).sort()).toEqual(['MySQL 8.0.35-double', 'PostgreSQL'])
    expect(report.findings.filter((f) => f.checkId === 'probe-database').map((f) => f.status)).toEqual(['pass', 'pass'])
    expect(await started()).toBe(2)
  })

  it('asks for no native module', async () => {
    const text = await readFile(join(folder, 'audit.mjs'), 'utf8')
    expect(text).not.toMatch(/^import [^;]*["'](bufferutil|utf-8-validate)["']/m)
  })
})
