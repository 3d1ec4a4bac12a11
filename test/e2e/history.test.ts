import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepReport } from '../../src/app/put-report.js'
import type { History } from '../../src/model/history.js'
import type { Report } from '../../src/model/report.js'
import { databaseOf, hostOf, REGION, reportOf, tunnelOf, vpcOf } from '../support/report-builders.js'
import { builtCli } from './support/built-cli.js'
import { CREDENTIALS, freshSim, type Sim, simAvailable } from './support/sim.js'

const host = hostOf('i-0a1', 'vpc-0a1', 'READY')
const database = databaseOf('orders', 'vpc-0a1')
const onDay = (day: number, verdict: 'READY' | 'BLOCKED'): Report =>
  reportOf({
    generatedAt: `2026-11-0${day}T06:00:00.000Z`,
    vpcs: [vpcOf('vpc-0a1', { name: 'shop', verdict, hostIds: ['i-0a1'] })],
    hosts: [host],
    databases: [database],
    tunnels: [tunnelOf(host, database, verdict)],
  })
const REPORTS = [onDay(1, 'READY'), onDay(2, 'BLOCKED'), onDay(3, 'READY')]
const CHANGES = [
  'vpc shop [vpc-0a1] (eu-west-1): READY → BLOCKED',
  'tunnel i-0a1/orders (vpc-0a1, eu-west-1): READY → BLOCKED',
  'vpc shop [vpc-0a1] (eu-west-1): BLOCKED → READY',
  'tunnel i-0a1/orders (vpc-0a1, eu-west-1): BLOCKED → READY',
]
const linesOf = (stdout: string) => (JSON.parse(stdout) as History).changes.map(({ line }) => line)

describe('history', () => {
  let cwd: string
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'ssm-ready-history-'))
    for (const report of REPORTS)
      await put(`reports/date=${report.generatedAt.slice(0, 10)}/report.json`, JSON.stringify(report))
    await put('reports/date=2026-11-01/report.asff.json', '[]')
  })
  afterAll(() => rm(cwd, { recursive: true, force: true }))

  const put = async (name: string, text: string) => {
    await mkdir(dirname(join(cwd, name)), { recursive: true })
    await writeFile(join(cwd, name), text)
  }

  it('of a folder: what changed when, and the months', async () => {
    const { exitCode, stdout, stderr } = await builtCli(['history', '--format', 'json'], { cwd })
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(linesOf(stdout)).toEqual(CHANGES)
    const { stdout: csv } = await builtCli(['history', '--format', 'csv', '--since', '2026-11-02'], { cwd })
    expect(csv.split('\r\n')[1]).toMatch(/^2026-11,\d+,eu-west-1,vpc-0a1,shop,2,1,2,0,0,,/)
    const { stdout: markdown } = await builtCli(['history', '--format', 'markdown'], { cwd })
    expect(markdown).toContain('| 2 of 3 | 3 of 3 | 0 |')
    const { stdout: page } = await builtCli(['history', '--format', 'html'], { cwd })
    expect(page).toContain('<td>2 of 3</td><td>3 of 3</td><td>0</td>')
    for (const line of CHANGES) expect(page).toContain(line)
    expect(page).toContain('<script></script>')
  })

  it('names what it could not read, tells the rest, and ends with 3', async () => {
    await put('reports/half.json', '{"schemaVersion": 1')
    await put('reports/other.json', JSON.stringify({ ...REPORTS[0], vpcs: 'none' }))
    const { exitCode, stdout, stderr } = await builtCli(['history', '--from', 'reports'], { cwd })
    expect(exitCode).toBe(3)
    expect(stderr).toMatch(/half\.json: is no valid JSON\.\n.*other\.json: vpcs: .*array/)
    for (const line of CHANGES) expect(stdout.replace(/\s+/g, ' ')).toContain(line)
    expect(stdout).toContain('Not read')
  })

  it.each([
    [['--since', '2026-02-30'], '--since'],
    [['--since', 'yesterday'], '--since'],
    [['--from', 'nowhere'], '--from nowhere'],
    [['--from', 's3://'], '--from'],
    [['--format', 'xml'], '--format'],
  ])('%j is refused in one sentence', async (words, named) => {
    const { exitCode, stdout, stderr } = await builtCli(['history', ...words], { cwd })
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^ssm-ready: [^\n]+\n$/)
    expect(stderr).toContain(named)
  })
})

describe.skipIf(!simAvailable)('history of a bucket', () => {
  let sim: Sim
  let s3: S3Client
  const Bucket = 'history-reports'
  beforeAll(async () => {
    sim = await freshSim()
    s3 = new S3Client({ endpoint: sim.url, region: REGION, credentials: CREDENTIALS, forcePathStyle: true })
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }))
    for (const report of REPORTS)
      await keepReport(report, {
        s3,
        ...{ bucket: Bucket, bucketRegion: REGION },
        accountId: report.scope.accountId,
        regions: [REGION],
      })
  })
  afterAll(() => s3?.destroy())
  const ofBucket = (prefix = '') =>
    builtCli(['history', '--from', `s3://${Bucket}${prefix}`, '--format', 'json'], { cwd: tmpdir(), env: sim.env })

  it('reads what the deployed function wrote', async () => {
    for (const prefix of ['', '/reports/']) {
      const { exitCode, stdout, stderr } = await ofBucket(prefix)
      expect([exitCode, stderr]).toEqual([0, ''])
      expect(linesOf(stdout)).toEqual(CHANGES)
    }
  })

  it('names a report that it could not read, and a bucket that is not there', async () => {
    const Key = 'reports/account=1/region=eu-west-1/date=2026-11-04T06-00-00.000Z/report.json'
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: '[]' }))
    const { exitCode, stdout, stderr } = await ofBucket()
    expect(exitCode).toBe(3)
    expect(stderr).toContain(`s3://${Bucket}/${Key}: `)
    expect(linesOf(stdout)).toEqual(CHANGES)
    const gone = await builtCli(['history', '--from', 's3://no-such-bucket'], { cwd: tmpdir(), env: sim.env })
    expect([gone.exitCode, gone.stderr]).toEqual([1, 'ssm-ready: --from s3://no-such-bucket: no such bucket.\n'])
  })

  it('a refused list is an error, never an empty history', async () => {
    await sim.faults([{ service: 's3', operation: 'ListObjectsV2', kind: 'denied' }])
    const { exitCode, stdout } = await ofBucket()
    await sim.clearFaults()
    expect([exitCode, stdout]).toEqual([1, ''])
  })
})
