import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import type { PlanResult } from '../../src/model/plan.js'
import type { Snapshot } from '../../src/model/snapshot.js'
import { useBareAccount } from './support/bare-account.js'
import { builtCli, startCli } from './support/built-cli.js'
import { withoutTerminated } from './support/left.js'
import { simAvailable } from './support/sim.js'

/** Processes of the built command line on one state folder: killed in the middle, and two at once. */
describe.skipIf(!simAvailable)('fix apply as a process', () => {
  const world = useBareAccount()
  beforeEach(async () => void (await cli(['fix', 'plan', '--out', 'plan.json'], 0)))

  async function cli(argv: string[], exitCode: number): Promise<string> {
    const ended = await builtCli(argv, { cwd: world.folder })
    expect(ended.exitCode, `${argv.join(' ')}\n${ended.stderr}`).toBe(exitCode)
    return ended.stdout
  }

  async function snapshot() {
    await cli(['collect', '--out', 'snapshot.json'], 0)
    const { takenAt, apiCalls, ...rest } = JSON.parse(
      await readFile(join(world.folder, 'snapshot.json'), 'utf8'),
    ) as Snapshot
    return withoutTerminated(rest)
  }

  /** How many of each there are: ids differ from run to run. */
  async function counts() {
    const { regions, iam } = await snapshot()
    const [region] = regions
    const count = (list: { outcome: string; value?: unknown } | undefined) =>
      list?.outcome === 'ok' && Array.isArray(list.value) ? list.value.length : list?.outcome
    return {
      ...{ instances: count(region?.instances), endpoints: count(region?.vpcEndpoints) },
      ...{ groups: count(region?.securityGroups), interfaces: count(region?.networkInterfaces) },
      ...{ profiles: Object.keys(iam.instanceProfiles).length, roles: Object.keys(iam.roles).length },
    }
  }

  const apply = ['fix', 'apply', 'plan.json', '--approve', 'all']

  /** Waits until the simulated AWS has seen a call that was no dry run, which is answered by an error. */
  async function called(operation: string): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      const rows = await world.sim.calls({ operation })
      if (rows.some(({ error }) => error === null)) return
      await wait(50)
    }
    throw new Error(`${operation} was never called`)
  }

  // Between any two calls: test/fix/crash.test.ts.
  it.each(['CreateVpcEndpoint', 'RunInstances'])(
    'killed by SIGKILL at %s, applied again, reverted: nothing twice, nothing left',
    async (operation) => {
      const first = await snapshot()
      await world.sim.clearCalls()
      const { child, ended } = startCli(apply, { cwd: world.folder })
      await called(operation)
      child.kill('SIGKILL')
      expect((await ended).exitCode).toBeNull()
      // The lock of a process that is gone holds nobody up.
      await cli(apply, 3)
      expect(await counts()).toMatchObject({ instances: 1, endpoints: 3, profiles: 1, roles: 1 })
      await cli(['fix', 'revert', 'plan.json'], 0)
      expect(await snapshot()).toEqual(first)
    },
  )

  it('stopped by Ctrl-C: the step that runs is done and none after it, the next run goes on', async () => {
    await world.sim.clearCalls()
    const { child, ended } = startCli([...apply, '--format', 'json'], { cwd: world.folder })
    await called('CreateSecurityGroup')
    child.kill('SIGINT')
    const { exitCode, stdout, stderr } = await ended
    expect(exitCode, stderr).toBe(130)
    expect(stderr).toContain('Stopping when this step has ended')
    const { steps } = JSON.parse(stdout) as PlanResult
    expect(new Set(steps.map(({ state }) => state))).toEqual(new Set(['done', 'skipped']))
    await cli(apply, 3)
    expect(await counts()).toMatchObject({ instances: 1, endpoints: 3, profiles: 1, roles: 1 })
  })

  it('two at once: one works, the other says who holds the lock', async () => {
    await world.sim.clearCalls()
    await world.sim.faults([{ service: 'ec2', operation: '*', kind: 'slow', latencyMs: 100 }])
    const one = startCli(apply, { cwd: world.folder })
    await called('CreateSecurityGroup')
    const two = await builtCli(apply, { cwd: world.folder })
    expect(two.exitCode, two.stderr).toBe(1)
    expect(two.stderr).toMatch(/ has been applying plan-[0-9a-f]{20} in eu-west-1 since \d{4}-.*: one at a time/)
    expect((await one.ended).exitCode).toBe(3)
    // Free again.
    await cli(apply, 3)
    expect((await counts()).instances).toBe(1)
  })
})
