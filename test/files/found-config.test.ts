import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Report } from '../../src/model/report.js'
import { runCli } from '../support/cli.js'

const folder = mkdtempSync(join(tmpdir(), 'found-config-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const [below, nowhere] = [join(folder, 'team/here'), join(folder, 'elsewhere')]
mkdirSync(below, { recursive: true })
mkdirSync(nowhere)
const file = join(folder, 'team', 'ssm-ready.config.json')
writeFileSync(file, '{"requireEndpoints": ["ec2"]}')

const audit = async (cwd: string, ...flags: string[]) => {
  const { stdout, stderr } = await runCli(['audit', '--sample', '--format', 'json', ...flags], { cwd })
  return { scope: (JSON.parse(stdout) as Report).scope.config, stderr }
}

it('a config that was found is named on stderr, and in the scope of the report', async () => {
  expect(await audit(below)).toEqual({ scope: '../ssm-ready.config.json', stderr: `Config: ${file}\n` })
  expect(await audit(below, '--quiet')).toEqual({ scope: '../ssm-ready.config.json', stderr: '' })
  expect(await audit(nowhere)).toEqual({ scope: undefined, stderr: '' })
})

it('one that was named needs no word, and is in the scope', async () => {
  expect(await audit(nowhere, '--config', file)).toEqual({ scope: '../team/ssm-ready.config.json', stderr: '' })
})

it.each([
  ['explain', ['jump-host-a', '--sample']],
  ['policy', ['instance', '--sample']],
  ['fix', ['plan', '--all', '--sample']],
  ['collect', ['--sample', '--out', 'account.json']],
  ['connect', ['app', '--sample', '--print']],
])('%s names it, too', async (command, argv) => {
  const { stderr } = await runCli([command, ...argv], { cwd: below })
  expect(stderr.split('\n')).toContain(`Config: ${file}`)
})
