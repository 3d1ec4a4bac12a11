import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeFiles } from '../../src/files/write-files.js'
import { articleSnapshot } from '../support/article.js'
import { useOutFolder } from '../support/out-folder.js'

const here = useOutFolder()
const { inFolder, reportOf } = here

/** The reference account with many jump hosts, each of which has findings of its own. */
function withHosts(count: number) {
  const snapshot = articleSnapshot()
  const { instances } = snapshot.regions[0] ?? {}
  if (instances?.outcome !== 'ok') throw new Error('no instances')
  const [host] = instances.value
  if (!host) throw new Error('no host')
  const more = Array.from({ length: count }, (_, i) => ({ ...host, instanceId: `i-0c${i}`, keyName: 'left' }))
  return { ...snapshot, regions: [{ ...snapshot.regions[0], instances: { ...instances, value: [host, ...more] } }] }
}

describe('files', () => {
  it('asff comes as files of a hundred, and leaves none of a longer report behind', async () => {
    await writeFile(join(here.folder, 'many.json'), JSON.stringify(withHosts(150)))
    await inFolder(['audit', '--snapshot', 'many.json', '--format', 'asff', '--out', 'out', '--quiet'])
    const many = await readdir(join(here.folder, 'out'))
    expect(many.length).toBeGreaterThan(1)
    expect(many).toContain('report-2.asff.json')
    for (const file of many)
      expect(JSON.parse(await readFile(join(here.folder, 'out', file), 'utf8')).length).toBeLessThanOrEqual(100)
    await inFolder(['audit', '--sample', '--format', 'asff', '--out', 'out', '--quiet'])
    expect(await readdir(join(here.folder, 'out'))).toEqual(['report.asff.json'])
  })

  it('metrics and JSON Lines work like any format', async () => {
    const { stderr } = await inFolder(['audit', '--sample', '--format', 'metrics,jsonl', '--out', 'out'])
    expect(stderr.trim().split('\n')).toEqual(
      ['report.prom', 'report.jsonl'].map((file) => join(here.folder, 'out', file)),
    )
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
    await writeFile(join(here.folder, 'previous.json'), JSON.stringify({ ...first, generatedAt, problems: kept }))
    const { problems } = await reportOf(['--sample', 'troubled', '--previous', 'previous.json'])
    for (const { key, since } of problems) expect(since).toBe(key === gone?.key ? first.generatedAt : generatedAt)
  })
})

describe('--out', () => {
  const FORMATS = ['json', 'markdown', 'html', 'slack', 'csv', 'junit', 'sarif', 'asff', 'table']
  const audit = (out: string) =>
    inFolder(['audit', '--sample', ...FORMATS.flatMap((f) => ['--format', f]), '--out', out])

  it('writes one file each, into a folder that is made, and names them on stderr', async () => {
    const { exitCode, stdout, stderr } = await audit('deep/er')
    expect([exitCode, stdout]).toEqual([0, ''])
    const files = await readdir(join(here.folder, 'deep/er'))
    expect(files).toHaveLength(FORMATS.length)
    expect(stderr.trim().split('\n').sort()).toEqual(files.map((file) => join(here.folder, 'deep/er', file)).sort())
    expect(await readFile(join(here.folder, 'deep/er/report.json'), 'utf8')).toContain('"schemaVersion": 1')
  })

  const refused = async (out: string) => {
    const { exitCode, stdout, stderr } = await audit(out)
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^ssm-ready: [^\n]+No file was written\.\n$/)
    return stderr
  }

  it('a file where the folder should be', async () => {
    await writeFile(join(here.folder, 'taken'), 'mine')
    expect(await refused('taken')).toContain('no folder')
    expect(await readFile(join(here.folder, 'taken'), 'utf8')).toBe('mine')
  })

  it('a folder where one of the files should be: the others stay as they were', async () => {
    await mkdir(join(here.folder, 'out/report.html'), { recursive: true })
    await writeFile(join(here.folder, 'out/report.json'), 'the last one')
    expect(await refused('out')).toContain('report.html')
    expect((await readdir(join(here.folder, 'out'))).sort()).toEqual(['report.html', 'report.json'])
    expect(await readFile(join(here.folder, 'out/report.json'), 'utf8')).toBe('the last one')
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
    await writeFile(join(here.folder, 'a'), 'the last one')
    const files = ['a', 'b', 'c'].map((name) => ({ path: join(here.folder, name), content: 'new' }))
    await expect(writeFiles(files, write)).rejects.toThrow(`b cannot be written: ${reason}. No file was written.`)
    expect(await readdir(here.folder)).toEqual(['a'])
    expect(await readFile(join(here.folder, 'a'), 'utf8')).toBe('the last one')
    await writeFiles(files)
    expect((await readdir(here.folder)).sort()).toEqual(['a', 'b', 'c'])
    expect(await readFile(join(here.folder, 'a'), 'utf8')).toBe('new')
  })

  it.runIf(process.platform === 'linux')('a place where no folder can be made: one sentence, at once', async () => {
    const file = { path: '/proc/ssm-ready/out/report.json', content: 'new' }
    await expect(writeFiles([file])).rejects.toThrow('no folder can be made in /proc. No file was written.')
  })

  it('a file that cannot take its place: those before it are taken back', async () => {
    await writeFile(join(here.folder, 'a'), 'the last one')
    // Somebody cleans up meanwhile.
    const write = async (file: string, content: string) => {
      await writeFile(file, content)
      if (file.includes('-1.')) await rm(file)
    }
    const files = ['a', 'b'].map((name) => ({ path: join(here.folder, name), content: 'new' }))
    await expect(writeFiles(files, write)).rejects.toThrow('No file was written.')
    expect(await readdir(here.folder)).toEqual(['a'])
    expect(await readFile(join(here.folder, 'a'), 'utf8')).toBe('the last one')
  })
})
