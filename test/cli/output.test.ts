import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/model/finding.js'
import type { Report } from '../../src/model/report.js'
import { runCli } from '../support/cli.js'
import { BARE, useOutFolder } from '../support/out-folder.js'

const ESCAPE = '\u001b['
const here = useOutFolder()
const { inFolder, reportOf } = here
const said = (report: Report) => report.findings.map((f) => `${f.checkId}: ${f.status} ${f.reason}`).sort()

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
    await mkdir(join(here.folder, 'deep/er'), { recursive: true })
    await writeFile(join(here.folder, 'ssm-ready.config.json'), JSON.stringify(TARGET(vpcId)))
    await writeFile(join(here.folder, 'none.yaml'), 'targets: []\n')
    const databases = async (...argv: string[]) => {
      const { stdout } = await runCli(['audit', '--sample', '--format', 'json', ...argv], {
        cwd: join(here.folder, 'deep/er'),
        env: BARE,
      })
      return (JSON.parse(stdout) as Report).databases.map((d) => d.databaseId)
    }
    expect(await databases()).toContain('cache')
    expect(await databases('--config', '../../none.yaml')).not.toContain('cache')
  })

  it('an empty YAML file is no config', async () => {
    await writeFile(join(here.folder, 'ssm-ready.config.yaml'), '# nothing yet\n')
    expect((await inFolder(['audit', '--sample'])).exitCode).toBe(0)
  })

  it('flags go before it', async () => {
    await writeFile(join(here.folder, 'ssm-ready.config.yaml'), 'regions: [eu-west-9]\n')
    expect((await inFolder(['audit', '--sample', '--region', 'eu-west-1'])).exitCode).toBe(0)
  })
})
