import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeFiles } from '../../src/files/write-files.js'
import { CATALOGUE } from '../../src/model/check-catalogue.js'
import type { Finding } from '../../src/model/finding.js'
import type { Report } from '../../src/model/report.js'
import { runCli } from '../support/cli.js'

const ESCAPE = '\u001b['
const BARE = { TERM: 'xterm-256color' }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ssm-ready-out-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const inFolder = (argv: readonly string[]) => runCli(argv, { cwd: folder, env: BARE })
const reportOf = async (argv: readonly string[]) =>
  JSON.parse((await inFolder(['audit', ...argv, '--format', 'json'])).stdout) as Report
const said = (report: Report) => report.findings.map((f) => `${f.checkId}: ${f.status} ${f.reason}`).sort()

describe('files', () => {
  it('asff comes as files of a hundred, and leaves none of a longer report behind', async () => {
    await inFolder(['audit', '--sample', 'large', '--format', 'asff', '--out', 'out', '--quiet'])
    const many = await readdir(join(folder, 'out'))
    expect(many.length).toBeGreaterThan(1)
    expect(many).toContain('report-2.asff.json')
    for (const file of many)
      expect(JSON.parse(await readFile(join(folder, 'out', file), 'utf8')).length).toBeLessThanOrEqual(100)
    await inFolder(['audit', '--sample', '--format', 'asff', '--out', 'out', '--quiet'])
    expect(await readdir(join(folder, 'out'))).toEqual(['report.asff.json'])
  })

  it('metrics and JSON Lines work like any format', async () => {
    const { stderr } = await inFolder(['audit', '--sample', '--format', 'metrics,jsonl', '--out', 'out'])
    expect(stderr.trim().split('\n')).toEqual(['report.prom', 'report.jsonl'].map((file) => join(folder, 'out', file)))
    const { stdout } = await inFolder(['audit', '--sample', '--format', 'metrics'])
    expect(stdout.endsWith('\n# EOF\n')).toBe(true)
  })

  it.each([
    ['failure', /<failure [^>]*type="key-pair-present"/],
    ['system-out', /<system-out>deviates: /],
  ])('--junit-posture %s', async (as, expected) => {
    const argv = ['audit', '--sample', 'troubled', '--format', 'junit', '--junit-posture', as]
    const { stdout } = await inFolder(argv)
    expect(stdout).toMatch(expected)
    expect(stdout.includes('type="key-pair-present"')).toBe(as === 'failure')
  })

  it('--previous says since when each problem is there', async () => {
    const first = await reportOf(['--sample', 'troubled'])
    expect(first.problems.some(({ since }) => since !== undefined)).toBe(false)
    const [gone, ...kept] = first.problems
    const generatedAt = '2026-11-20T06:00:00.000Z'
    await writeFile(join(folder, 'previous.json'), JSON.stringify({ ...first, generatedAt, problems: kept }))
    const { problems } = await reportOf(['--sample', 'troubled', '--previous', 'previous.json'])
    for (const { key, since } of problems) expect(since).toBe(key === gone?.key ? first.generatedAt : generatedAt)
  })
})

describe('streams', () => {
  it('stdout carries the report alone, stderr nothing where nobody watches', async () => {
    const { exitCode, stdout, stderr } = await inFolder(['audit', '--sample', '--format', 'json'])
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, complete: true })
    expect(stdout.endsWith('}\n')).toBe(true)
  })

  it('progress goes to a terminal on stderr, is wiped at the end, and --quiet silences it', async () => {
    const shown = await runCli(['audit', '--sample', '--format', 'json'], { env: BARE, terminal: true })
    expect(shown.stderr).toContain('ec2:Describe')
    expect(shown.stderr.endsWith('\r\u001b[2K')).toBe(true)
    expect(JSON.parse(shown.stdout)).toMatchObject({ schemaVersion: 1 })
    const quiet = await runCli(['audit', '--sample', '--format', 'json', '--quiet'], { env: BARE, terminal: true })
    expect(quiet.stderr).toBe('')
  })

  const COLOURS: [string, Record<string, string>, boolean, string[], boolean][] = [
    ['a terminal', BARE, true, [], true],
    ['a pipe', BARE, false, [], false],
    ['NO_COLOR', { ...BARE, NO_COLOR: '1' }, true, [], false],
    ['an empty NO_COLOR', { ...BARE, NO_COLOR: '' }, true, [], true],
    ['--no-color', BARE, true, ['--no-color'], false],
    ['TERM=dumb', { TERM: 'dumb' }, true, [], false],
    ['FORCE_COLOR', { ...BARE, FORCE_COLOR: '1' }, false, [], true],
    ['FORCE_COLOR=0', { ...BARE, FORCE_COLOR: '0' }, false, [], false],
    ['FORCE_COLOR against NO_COLOR', { ...BARE, FORCE_COLOR: '1', NO_COLOR: '1' }, false, [], false],
    ['FORCE_COLOR against --no-color', { ...BARE, FORCE_COLOR: '1' }, false, ['--no-color'], false],
  ]
  it.each(COLOURS)('colours: %s', async (_, env, terminal, argv, coloured) => {
    const { stdout } = await runCli(['audit', '--sample', ...argv], { env, terminal })
    expect(stdout.includes(ESCAPE)).toBe(coloured)
  })

  it.each<[string, Record<string, string>, boolean]>([
    ['no locale', {}, true],
    ['LANG=en_GB.UTF-8', { LANG: 'en_GB.UTF-8' }, true],
    ['LC_CTYPE=UTF-8', { LC_CTYPE: 'UTF-8', LANG: 'C' }, true],
    ['LC_ALL=C.utf8 before LANG', { LC_ALL: 'C.utf8', LANG: 'POSIX' }, true],
    ['an empty LC_ALL', { LC_ALL: '', LANG: 'C.UTF-8' }, true],
    ['LC_ALL=C', { LC_ALL: 'C', LANG: 'en_GB.UTF-8' }, false],
    ['LANG=POSIX', { LANG: 'POSIX' }, false],
    ['LANG=de_DE.ISO-8859-1', { LANG: 'de_DE.ISO-8859-1' }, false],
    ['LANG=de_DE@euro', { LANG: 'de_DE@euro' }, false],
  ])('symbols: %s', async (_, locale, symbols) => {
    const { stdout } = await runCli(['audit', '--sample', 'troubled'], { env: { ...BARE, ...locale } })
    expect(stdout.includes('✔')).toBe(symbols)
    if (!symbols) expect(stdout).toMatch(/^[\n -~]*$/)
  })

  it.each([
    ['READY', 'article', [], 0],
    ['BLOCKED', 'troubled', [], 2],
    ['blocked, but nothing fails', 'troubled', ['--fail-on', 'none'], 0],
  ])('exit code: %s', async (_, sample, argv, code) => {
    expect((await inFolder(['audit', '--sample', sample, ...argv])).exitCode).toBe(code)
  })
})

describe('--out', () => {
  const FORMATS = ['json', 'markdown', 'html', 'slack', 'csv', 'junit', 'sarif', 'asff', 'table']
  const audit = (out: string) =>
    inFolder(['audit', '--sample', ...FORMATS.flatMap((f) => ['--format', f]), '--out', out])

  it('writes one file each, into a folder that is made, and names them on stderr', async () => {
    const { exitCode, stdout, stderr } = await audit('deep/er')
    expect([exitCode, stdout]).toEqual([0, ''])
    const files = await readdir(join(folder, 'deep/er'))
    expect(files).toHaveLength(FORMATS.length)
    expect(stderr.trim().split('\n').sort()).toEqual(files.map((file) => join(folder, 'deep/er', file)).sort())
    expect(await readFile(join(folder, 'deep/er/report.json'), 'utf8')).toContain('"schemaVersion": 1')
  })

  const refused = async (out: string) => {
    const { exitCode, stdout, stderr } = await audit(out)
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^ssm-ready: [^\n]+No file was written\.\n$/)
    return stderr
  }

  it('a file where the folder should be', async () => {
    await writeFile(join(folder, 'taken'), 'mine')
    expect(await refused('taken')).toContain('no folder')
    expect(await readFile(join(folder, 'taken'), 'utf8')).toBe('mine')
  })

  it('a folder where one of the files should be: the others stay as they were', async () => {
    await mkdir(join(folder, 'out/report.html'), { recursive: true })
    await writeFile(join(folder, 'out/report.json'), 'the last one')
    expect(await refused('out')).toContain('report.html')
    expect((await readdir(join(folder, 'out'))).sort()).toEqual(['report.html', 'report.json'])
    expect(await readFile(join(folder, 'out/report.json'), 'utf8')).toBe('the last one')
  })

  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EACCES', 'permission denied'],
    ['EROFS', 'the file system is read-only'],
  ])('%s while the second file is written: %s', async (code, reason) => {
    const write = async (file: string, content: string) => {
      if (file.includes('-1.')) throw Object.assign(new Error(`${code}: ${file}`), { code })
      await writeFile(file, content)
    }
    await writeFile(join(folder, 'a'), 'the last one')
    const files = ['a', 'b', 'c'].map((name) => ({ path: join(folder, name), content: 'new' }))
    await expect(writeFiles(files, write)).rejects.toThrow(`b cannot be written: ${reason}. No file was written.`)
    expect(await readdir(folder)).toEqual(['a'])
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('the last one')
    await writeFiles(files)
    expect((await readdir(folder)).sort()).toEqual(['a', 'b', 'c'])
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('new')
  })

  it.runIf(process.platform === 'linux')('a place where no folder can be made: one sentence, at once', async () => {
    const file = { path: '/proc/ssm-ready/out/report.json', content: 'new' }
    await expect(writeFiles([file])).rejects.toThrow('no folder can be made in /proc. No file was written.')
  })

  it('a file that cannot take its place: those before it are taken back', async () => {
    await writeFile(join(folder, 'a'), 'the last one')
    // Somebody cleans up meanwhile.
    const write = async (file: string, content: string) => {
      await writeFile(file, content)
      if (file.includes('-1.')) await rm(file)
    }
    const files = ['a', 'b'].map((name) => ({ path: join(folder, name), content: 'new' }))
    await expect(writeFiles(files, write)).rejects.toThrow('No file was written.')
    expect(await readdir(folder)).toEqual(['a'])
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('the last one')
  })
})

describe('snapshots', () => {
  /** A plan is made from an account, never from a file. */
  const withoutPlans = (findings: readonly Finding[]) =>
    findings.map(({ remedy: { plan, ...remedy } = { text: '' }, ...finding }) => ({ ...finding, remedy }))

  it.each(['article', 'troubled'])(
    '%s: a snapshot, also a redacted one, says the same as the account',
    async (sample) => {
      const live = await reportOf(['--sample', sample])
      for (const redact of [[], ['--redact']]) {
        const { exitCode, stdout } = await inFolder(['collect', '--sample', sample, '--out', 's.json', ...redact])
        expect([exitCode, stdout]).toEqual([0, ''])
        const report = await reportOf(['--snapshot', 's.json'])
        expect(said(report)).toEqual(said(live))
        expect(report.summary.vpcs).toEqual(live.summary.vpcs)
        expect(report.summary.hosts).toEqual(live.summary.hosts)
        expect(report.summary.tunnels).toEqual(live.summary.tunnels)
        expect(report.summary.posture).toEqual(live.summary.posture)
        if (redact.length === 0) expect(withoutPlans(report.findings)).toEqual(withoutPlans(live.findings))
      }
    },
  )
})

describe('config', () => {
  const TARGET = (vpcId: string) => ({ targets: [{ name: 'cache', host: '10.0.1.9', port: 6379, vpcId }] })

  it('is found upward of the working folder, and an explicit one goes before it', async () => {
    const { vpcs } = await reportOf(['--sample'])
    const vpcId = vpcs.find((v) => v.hostIds.length > 0)?.vpcId ?? ''
    await mkdir(join(folder, 'deep/er'), { recursive: true })
    await writeFile(join(folder, 'ssm-ready.config.json'), JSON.stringify(TARGET(vpcId)))
    await writeFile(join(folder, 'none.yaml'), 'targets: []\n')
    const databases = async (...argv: string[]) => {
      const { stdout } = await runCli(['audit', '--sample', '--format', 'json', ...argv], {
        cwd: join(folder, 'deep/er'),
        env: BARE,
      })
      return (JSON.parse(stdout) as Report).databases.map((d) => d.databaseId)
    }
    expect(await databases()).toContain('cache')
    expect(await databases('--config', '../../none.yaml')).not.toContain('cache')
  })

  it('an empty YAML file is no config', async () => {
    await writeFile(join(folder, 'ssm-ready.config.yaml'), '# nothing yet\n')
    expect((await inFolder(['audit', '--sample'])).exitCode).toBe(0)
  })

  it('flags go before it', async () => {
    await writeFile(join(folder, 'ssm-ready.config.yaml'), 'regions: [eu-west-9]\n')
    expect((await inFolder(['audit', '--sample', '--region', 'eu-west-1'])).exitCode).toBe(0)
  })
})

describe('the other commands', () => {
  it('checks --format json is the registry', async () => {
    const { exitCode, stdout } = await inFolder(['checks', '--format', 'json'])
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toEqual(CATALOGUE)
    const table = await inFolder(['checks'])
    for (const { id } of CATALOGUE) expect(table.stdout).toContain(id)
  })

  it('explain gives a host or a tunnel as data', async () => {
    const report = await reportOf(['--sample', 'troubled'])
    const tunnel = report.tunnels.find((t) => t.verdict === 'BLOCKED')
    const host = await inFolder(['explain', tunnel?.hostId ?? '', '--sample', 'troubled', '--format', 'json'])
    expect(host.exitCode).toBe(0)
    expect(JSON.parse(host.stdout).host.instanceId).toBe(tunnel?.hostId)
    const way = await inFolder([
      'explain',
      tunnel?.hostId ?? '',
      tunnel?.databaseId ?? '',
      '--sample',
      'troubled',
      '--format',
      'json',
    ])
    expect(JSON.parse(way.stdout)).toMatchObject({
      tunnel: { verdict: 'BLOCKED' },
      database: { databaseId: tunnel?.databaseId },
    })
    const text = await inFolder(['explain', tunnel?.hostId ?? '', tunnel?.databaseId ?? '', '--sample', 'troubled'])
    for (const { checkId } of tunnel?.blockedBy ?? []) expect(text.stdout).toContain(checkId)
  })

  it.each(['instance', 'operator'])('policy %s prints an IAM policy and nothing else', async (kind) => {
    const { exitCode, stdout } = await inFolder(['policy', kind, '--sample'])
    expect(exitCode).toBe(0)
    const document = JSON.parse(stdout)
    expect(document.Version).toBe('2012-10-17')
    expect(document.Statement.length).toBeGreaterThan(0)
  })

  it('connect --print prints the command of the report', async () => {
    const report = await reportOf(['--sample', 'troubled'])
    const tunnel = report.tunnels.find((t) => t.databaseId === 'orders-db')
    const argv = ['connect', 'orders-db', '--sample', 'troubled', '--print']
    const { exitCode, stdout, stderr } = await inFolder([...argv, '--via', tunnel?.hostId ?? ''])
    expect(exitCode).toBe(0)
    const { startSession, client = [] } = tunnel?.commands ?? {}
    expect(stdout.split('\n')).toEqual([startSession?.bash, client[0]?.token?.bash, client[0]?.bash, ''])
    expect(client[0]?.client).toBe('psql')
    expect(stderr).toContain('--via')
    const named = await inFolder([...argv, '--local-port', '50123', '--quiet'])
    expect(named.stdout).toContain('"localPortNumber":["50123"]')
    expect(named.stdout).toContain('hostaddr=127.0.0.1 port=50123 user=')
    expect(named.stderr).toBe('')
  })

  it('connect refuses what is blocked, and names what is in the way', async () => {
    const report = await reportOf(['--sample', 'troubled'])
    const vpc = report.vpcs.find((v) => v.name === 'legacy')
    const { exitCode, stdout, stderr } = await inFolder([
      'connect',
      vpc?.databaseIds[0] ?? '',
      '--sample',
      'troubled',
      '--print',
    ])
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(
      /legacy-crm is BLOCKED: legacy-jump-a( \(i-[0-9a-f]+\))? runs agent 3\.0\.1124\.0.* explain i-/,
    )
  })

  it('fix on a sample: plan, apply and what is then left', async () => {
    const plan = await inFolder(['fix', 'plan', 'update-agent', '--sample', 'troubled', '--format', 'json'])
    expect(plan.exitCode).toBe(0)
    const { steps } = JSON.parse(plan.stdout)
    expect(steps.length).toBeGreaterThan(0)
    const applied = await inFolder([
      'fix',
      'apply',
      'update-agent',
      '--sample',
      'troubled',
      '--format',
      'json',
      '--quiet',
    ])
    const result = JSON.parse(applied.stdout)
    expect(result).toMatchObject({
      outcome: 'done',
      steps: steps.map(({ id }: { id: string }) => ({ id, state: 'done' })),
    })
    expect(applied.exitCode).toBe(0)
    const verified = await inFolder(['fix', 'verify', 'update-agent', '--sample', 'troubled'])
    expect(verified.exitCode).toBe(2)
    expect(verified.stdout).toMatch(/\n {2}\S planned: [^\n]* Not applied yet: still agentVersion 3\.0\.1124\.0\. /)
    expect(await readdir(folder)).toEqual([])
  })
})
