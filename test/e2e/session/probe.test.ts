import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../../src/model/report.js'
import { type Audited, auditByCli, useSim } from '../support/audits.js'
import { builtCli } from '../support/built-cli.js'
import { type Double, doubleAvailable, startDouble } from '../support/double.js'
import { type ArticleIds, freshSim, REGION, type Sim, simAvailable } from '../support/sim.js'

describe.skipIf(!simAvailable || !doubleAvailable)('audit --probe', () => {
  let sim: Sim
  let ids: ArticleIds
  let double: Double
  let restore: () => void
  beforeAll(async () => {
    sim = await freshSim()
    ids = await sim.article()
    restore = useSim(sim)
  })
  afterAll(() => restore?.())
  afterEach(() => double.stop())

  const probe = async (...options: string[]): Promise<Audited> => {
    double = await startDouble([...options, '--upstream', sim.url, '--share-sessions'])
    process.env['AWS_ENDPOINT_URL_SSM'] = double.url
    try {
      return await auditByCli(['--region', REGION, '--probe'])
    } finally {
      delete process.env['AWS_ENDPOINT_URL_SSM']
    }
  }
  const said = ({ findings }: Report) =>
    findings
      .filter((f) => f.checkId === 'probe-database')
      .map((f) => `${f.subject.id} ${f.status} ${f.reason}`)
      .sort()
  const each = (report: Report, words: string) =>
    report.tunnels.map((t) => `${t.hostId}/${t.databaseId} ${words}`).sort()

  it('says who answered, and ends each session', async () => {
    const { report, exitCode } = await probe('--greeting', 'postgres', '--greeting', 'mysql')
    expect(exitCode).toBe(0)
    expect(said(report)).toEqual(each(report, 'pass answered'))
    const proofs = report.tunnels.map(({ databaseId, proof }) => `${databaseId} ${proof?.by} ${proof?.server}`)
    expect(proofs.sort()).toEqual(
      [`${ids.auroraClusterId} session MySQL 8.0.35-double`, `${ids.dbInstanceId} session PostgreSQL`].sort(),
    )
    expect(report.summary.apiCalls).toMatchObject({ 'ssm:StartSession': report.tunnels.length })
    const { counters, violations } = await double.stats()
    expect(counters).toMatchObject({
      'api.StartSession': report.tunnels.length,
      'api.TerminateSession': report.tunnels.length,
    })
    expect(violations).toEqual([])
  })

  it('shows in the built program what is proven', async () => {
    double = await startDouble(['--greeting', 'postgres', '--greeting', 'mysql', '--upstream', sim.url])
    const env = { AWS_ENDPOINT_URL_SSM: double.url }
    const { stdout, exitCode } = await builtCli(['audit', '--probe', '--region', REGION], { cwd: tmpdir(), env })
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/judged \S+ \S+ UTC, 2 proven/)
    expect(stdout).toMatch(/proven \S+ \S+ UTC: PostgreSQL in \d+ ms/)
    expect(stdout).toMatch(/proven \S+ \S+ UTC: MySQL 8\.0\.35-double in \d+ ms/)
  })

  it.each([
    [['--greeting', 'none'], 'unknown silent', 'UNKNOWN'],
    [['--greeting', 'closed'], 'unknown closed', 'UNKNOWN'],
    [['--fault', 'dial-refused', '--echo'], 'fail refused', 'BLOCKED'],
    [['--greeting', 'mysql-blocked', '--route', '*:*=mysql-blocked'], 'host-blocked', 'BLOCKED'],
  ])('of %j it says %s, and the verdict is %s', async (options, words, verdict) => {
    const { report } = await probe(...options)
    const mysql = report.tunnels.find((tunnel) => tunnel.databaseId === ids.auroraClusterId)
    expect(mysql?.verdict).toBe(verdict)
    expect(said(report).find((line) => line.includes(ids.auroraClusterId))).toContain(words)
  })

  it('is incomplete and changes no verdict where no session may be opened', async () => {
    await sim.faults([{ service: 'ssm', operation: 'SendCommand', kind: 'denied' }])
    const { report, exitCode } = await probe(
      '--echo',
      '--fault',
      'refuse:code=AccessDeniedException,action=ssm:StartSession',
    ).finally(() => sim.clearFaults())
    expect(exitCode).toBe(3)
    // The host is not asked again for the sake of another database.
    expect(said(report)).toEqual([
      expect.stringMatching(/ unknown api-denied$/),
      expect.stringMatching(/ unknown host-refused$/),
    ])
    expect(report.tunnels.every(({ verdict, proof }) => verdict === 'READY' && proof === undefined)).toBe(true)
    expect(report.gaps).toMatchObject([{ api: 'ssm:StartSession', outcome: 'denied', affects: ['probe-database'] }])
    // Whoever reads it learns of both ways, and what either lacks.
    expect(report.gaps[0]?.message).toMatch(/ssm:StartSession.* Nor did ssm:SendCommand help: .*ssm:SendCommand/)
    const diagnoses = report.findings.filter((f) => f.checkId === 'probe-diagnostics')
    expect(diagnoses.map(({ status, message }) => [status, message.includes('ssm:SendCommand')])).toEqual(
      report.hosts.map(() => ['unknown', true]),
    )
  })

  it('asks the agents for their own diagnosis, and maps what sessions need', async () => {
    const checks = ['ssm', 'ssmmessages', 'monitoring'].map((service) => ({
      Check: `Connectivity to ${service} endpoint`,
      Status: service === 'monitoring' ? 'Failed' : 'Success',
      Note: 'as it is',
    }))
    const stdout = JSON.stringify({ DiagnosticsOutput: checks })
    await sim.putAgent(ids.instanceId, { run: [{ match: 'ssm-cli get-diagnostics', exitCode: 0, stdout }] })
    const { report, exitCode } = await probe('--greeting', 'postgres', '--greeting', 'mysql')
    await sim.putAgent(ids.instanceId, { run: [] })
    expect(exitCode).toBe(0)
    expect(report.findings.filter((f) => f.checkId === 'probe-diagnostics')).toMatchObject([
      { status: 'pass', reason: 'diagnosed', evidence: { unneeded: ['Connectivity to monitoring endpoint'] } },
    ])
  })

  it.each([
    [{ exitCode: 0, stdout: 'open\n' }, 'pass answered', true],
    [{ exitCode: 1, stderr: 'connect: Connection refused\n' }, 'fail refused', false],
    [{ exitCode: 1, stderr: 'timed out\n' }, 'unknown silent', false],
  ])('dials by Run Command where no session may be opened: %j is %s', async (answer, words, answered) => {
    await sim.putAgent(ids.instanceId, { run: [{ match: '/dev/tcp/[^/]+/(5432|3306)', ...answer }] })
    const refusal = 'refuse:code=AccessDeniedException,action=ssm:StartSession'
    const { report } = await probe('--echo', '--fault', refusal)
    await sim.putAgent(ids.instanceId, { run: [] })
    expect(said(report)).toEqual(each(report, words))
    expect(report.tunnels.map(({ proof }) => [proof?.by, proof?.answered])).toEqual(
      report.tunnels.map(() => ['runCommand', answered]),
    )
    expect(report.gaps).toEqual([])
  })

  it('is kept in a snapshot by collect --probe, and judged later', async () => {
    double = await startDouble(['--greeting', 'postgres', '--greeting', 'mysql', '--upstream', sim.url])
    const folder = await mkdtemp(join(tmpdir(), 'ssm-ready-collect-'))
    const options = { cwd: folder, env: { AWS_ENDPOINT_URL_SSM: double.url } }
    const kept = await builtCli(
      ['collect', '--probe', '--redact', '--out', 'account.json', '--region', REGION],
      options,
    )
    expect([kept.exitCode, kept.stdout]).toEqual([0, ''])
    const { stdout } = await builtCli(['audit', '--snapshot', 'account.json', '--format', 'json'], options)
    await rm(folder, { recursive: true })
    const { tunnels } = JSON.parse(stdout) as Report
    expect(tunnels.map(({ proof }) => proof?.server).sort()).toEqual(['MySQL 8.0.35-double', 'PostgreSQL'])
  })

  it('lifts what could not be told of the path', async () => {
    await sim.faults([{ service: 'ec2', operation: 'DescribeNetworkAcls', kind: 'denied' }])
    try {
      const { report } = await probe('--greeting', 'postgres', '--greeting', 'mysql')
      const path = report.findings.filter((f) => f.checkId === 'database-path')
      // No network ACL stands between the host and the instance, which share a subnet.
      expect(path.map(({ subject, status, weighed }) => [subject.databaseKind, status, weighed?.by]).sort()).toEqual([
        ['cluster', 'unknown', 'probe-database'],
        ['instance', 'pass', undefined],
      ])
      expect(report.tunnels.map(({ verdict }) => verdict)).not.toContain('BLOCKED')
    } finally {
      await sim.clearFaults()
    }
  })
})
