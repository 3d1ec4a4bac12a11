import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/cli.js'
import { useSim } from './support/audits.js'
import { type ArticleIds, freshSim, REGION, type Sim, simAvailable } from './support/sim.js'

describe.skipIf(!simAvailable)('completion after an audit', () => {
  let sim: Sim
  let ids: ArticleIds
  let restore: () => void
  let folder: string
  beforeAll(async () => {
    sim = await freshSim()
    restore = useSim(sim)
    ids = await sim.article()
    folder = await mkdtemp(join(tmpdir(), 'ssm-ready-state-'))
  })
  afterAll(async () => {
    restore?.()
    await rm(folder, { recursive: true, force: true })
  })

  it('knows the databases, hosts and VPCs that it found, and asks AWS nothing', async () => {
    const env = { ...process.env, XDG_STATE_HOME: folder }
    const audited = await runCli(['audit', '--region', REGION, '--quiet'], { env })
    expect(audited).toMatchObject({ exitCode: 0, stderr: '' })
    expect(await readdir(join(folder, 'ssm-ready/names'))).toHaveLength(1)
    const complete = async (...words: string[]) =>
      (await runCli(['__complete', 'fish', '--', ...words], { env: { XDG_STATE_HOME: folder } })).stdout.split('\n')
    expect(await complete('connect', '')).toEqual(expect.arrayContaining([ids.dbInstanceId, ids.instanceId]))
    expect(await complete('audit', '--vpc', 'vpc-')).toContain(ids.vpcId)
    await rm(folder, { recursive: true })
    await runCli(['audit', '--region', REGION, '--host', ids.instanceId], { env })
    await expect(readdir(folder)).rejects.toThrow('ENOENT')
  })

  it('costs an audit nothing where its names cannot be kept', async () => {
    const env = { ...process.env, XDG_STATE_HOME: '/proc/ssm-ready' }
    expect(await runCli(['audit', '--region', REGION, '--quiet'], { env })).toMatchObject({ exitCode: 0, stderr: '' })
  })
})
