import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { runCli } from '../support/cli.js'
import { type Audited, auditByCli, flips, useSim, verdicts } from './support/audits.js'
import { freshSim, simAvailable } from './support/sim.js'
import { type AuditWorld, thingsToTakeAway } from './support/taken-away.js'
import { Variants } from './support/variants.js'

describe.skipIf(!simAvailable)('audit of the reference account', () => {
  const world = {} as AuditWorld
  let base: Audited
  let restore: () => void

  beforeAll(async () => {
    world.sim = await freshSim()
    restore = useSim(world.sim)
    world.ids = await world.sim.article()
    world.aws = new Variants(world.sim, world.ids)
    base = await auditByCli()
  })
  afterAll(async () => {
    world.aws?.destroy()
    restore?.()
  })

  it('passes every check but for the single host and its updates', () => {
    const { report, exitCode } = base
    expect(exitCode).toBe(0)
    expect(report.complete).toBe(true)
    expect(report.gaps).toEqual([])
    const notPassed = report.findings.filter((f) => f.status !== 'pass' && f.status !== 'skip')
    expect(notPassed.map((f) => `${f.checkId}: ${f.status} ${f.reason}`).sort()).toEqual([
      'agent-auto-update: warn no-association',
      'vpc-jump-host-redundancy: warn single-host',
    ])
    expect(verdicts(report)).toEqual({
      vpcs: ['READY'],
      hosts: [{ tunnel: 'READY', shell: 'READY', ssh: 'READY', runCommand: 'READY' }],
      tunnels: ['READY', 'READY'],
    })
    expect(report.summary.posture).toEqual({ COMPLIANT: 1, DEVIATING: 0, UNKNOWN: 0 })
  })

  /** Changes the account, audits, changes it back. @returns what flipped */
  const changed = async (change: () => Promise<unknown>, back: () => Promise<unknown>) => {
    await change()
    try {
      const after = await auditByCli()
      return { ...after, flips: flips(base.report, after.report), verdicts: verdicts(after.report) }
    } finally {
      await back()
    }
  }

  it.each(thingsToTakeAway(world))(
    'taking away %s flips exactly what rests on it',
    async (_, change, back, exitCode, vpc, shell, expected) => {
      const after = await changed(change, back)
      expect(after.flips).toEqual([...expected].sort())
      expect(after.exitCode).toBe(exitCode)
      expect(after.verdicts.vpcs).toEqual([vpc])
      expect(after.verdicts.tunnels).toEqual([vpc, vpc])
      expect(after.report.hosts.map((h) => h.verdicts.shell)).toEqual([shell])
    },
  )

  it('ends as it began', async () => {
    expect(flips(base.report, (await auditByCli()).report)).toEqual([])
  })

  it('a region that does not exist: one sentence that suggests one that does', async () => {
    const { exitCode, stdout, stderr } = await runCli(['audit', '--region', 'eu-west-9'])
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^ssm-ready: eu-west-9 \(did you mean eu-west-\d\?\): [^\n]*enabled[^\n]*\n$/)
  })

  it('a region with nothing in it but the default VPC is shown in one table, exit code 0', async () => {
    const { exitCode, report } = await auditByCli(['--region', 'eu-north-1'])
    expect([exitCode, verdicts(report)]).toEqual([0, { vpcs: [], hosts: [], tunnels: [] }])
    const table = await runCli(['audit', '--region', 'eu-north-1'])
    expect(table.stdout).toContain('NOT APPLICABLE')
    expect(table.stderr).toBe('')
  })

  it('a snapshot says the same as the account, and so does a redacted one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
    try {
      for (const redact of [[], ['--redact']]) {
        await runCli(['collect', '--out', 'snapshot.json', ...redact], { cwd: folder })
        const { exitCode, stdout } = await runCli(['audit', '--snapshot', 'snapshot.json', '--format', 'json'], {
          cwd: folder,
        })
        const report = JSON.parse(stdout) as Report
        expect(exitCode).toBe(0)
        const said = ({ findings }: Report) => findings.map((f) => `${f.checkId}: ${f.status} ${f.reason}`).sort()
        expect(said(report)).toEqual(said(base.report))
        expect(verdicts(report)).toEqual(verdicts(base.report))
        if (redact.length > 0)
          expect(stdout).not.toMatch(
            new RegExp([world.ids.account, world.ids.instanceId, world.ids.dbEndpoint].join('|')),
          )
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
