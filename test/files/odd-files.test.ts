import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, truncateSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/cli.js'

const folder = mkdtempSync(join(tmpdir(), 'odd-files-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const at = (name: string) => join(folder, name)
const MEBIBYTE = 2 ** 20

/** Nothing is written into it: whoever waits for its text waits for ever. */
execFileSync('mkfifo', [at('pipe.json')])
mkdirSync(at('folder.json'))
writeFileSync(at('huge.json'), '')
truncateSync(at('huge.json'), 401 * MEBIBYTE)
writeFileSync(at('large.json'), '')
truncateSync(at('large.json'), 2 * MEBIBYTE)

/** How a file is named on the command line, and what it is called in the sentence. */
const USES: [string, (file: string) => string[], string, number][] = [
  ['a config', (file) => ['audit', '--sample', '--config', file], 'Config file', 1],
  ['a snapshot', (file) => ['audit', '--snapshot', file], 'Snapshot file', 400],
  ['an earlier report', (file) => ['audit', '--sample', '--previous', file], '--previous', 400],
  ['a plan', (file) => ['fix', 'apply', file, '--sample'], 'Plan', 32],
  ['a list of accounts', (file) => ['audit', '--accounts', file, '--assume-role', 'reader'], '--accounts', 1],
]

async function refusal(argv: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCli(argv, { cwd: folder })
  expect([exitCode, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^ssm-ready: [^\n]+\n$/)
  return stderr
}

describe.each(USES)('%s', (_, argvOf, what, mebibytes) => {
  it.each([
    ['pipe.json', 'it is a pipe, not a file'],
    ['/dev/zero', 'it is a device, not a file'],
    ['folder.json', 'it is a folder'],
  ])('%s is refused at once', async (name, reason) => {
    const said = await refusal(argvOf(name))
    expect(said).toContain(what)
    expect(said).toContain(`${name} cannot be read: ${reason}.`)
  })

  it('that is too large is refused with its size and the limit', async () => {
    const [name, size] = mebibytes > 1 ? ['huge.json', 401] : ['large.json', 2]
    expect(await refusal(argvOf(name))).toContain(
      `${name} cannot be read: it has ${size * MEBIBYTE} bytes, and at most ${mebibytes * MEBIBYTE} are read.`,
    )
  })
})

it('a config that is found and is no file is refused', async () => {
  const cwd = at('with-pipe')
  mkdirSync(cwd)
  execFileSync('mkfifo', [join(cwd, 'ssm-ready.config.json')])
  const { exitCode, stderr } = await runCli(['audit', '--sample'], { cwd })
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('ssm-ready.config.json cannot be read: it is a pipe')])
})

it('history names a pipe among its reports, and reads the others', async () => {
  const cwd = at('reports')
  mkdirSync(cwd)
  await runCli(['audit', '--sample', '--format', 'json', '--out', '.', '--quiet'], { cwd })
  execFileSync('mkfifo', [join(cwd, 'odd.json')])
  const { exitCode, stderr } = await runCli(['history', '--from', '.'], { cwd })
  expect([exitCode, stderr]).toEqual([
    3,
    expect.stringContaining('odd.json: cannot be read: it is a pipe, not a file.'),
  ])
})

it.each([
  ['/dev/null', 'it is a device, not a file'],
  ['pipe.json', 'it is a pipe, not a file'],
])('%s is not replaced by what is written', async (name, reason) => {
  for (const argv of [
    ['collect', '--sample', '--out', name],
    ['fix', 'plan', '--all', '--sample', '--out', name],
  ]) {
    const said = await refusal(argv)
    expect(said).toContain(name)
    expect(said).toContain(reason)
  }
})
