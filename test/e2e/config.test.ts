import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { builtCli } from './support/built-cli.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ssm-ready-config-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const endpointOfEc2 = async (...flags: string[]) => {
  const { stdout } = await builtCli(['audit', '--sample', '--format', 'json', ...flags], { cwd: folder })
  const { findings } = JSON.parse(stdout) as { findings: { checkId: string; status: string }[] }
  return findings.filter(({ checkId }) => checkId === 'endpoint-ec2').map(({ status }) => status)
}

it.each([
  ['named', 'given.yaml', ['--config', 'given.yaml']],
  ['found in the folder', 'ssm-ready.config.yaml', []],
])('a YAML config that is %s counts in the built program', async (_, file, flags) => {
  expect(await endpointOfEc2()).toEqual(['skip'])
  await writeFile(join(folder, file), '# of the team\nrequireEndpoints:\n  - ec2\n')
  expect(await endpointOfEc2(...flags)).toEqual(['pass'])
})

it.each([
  ['targets: [\n', 'given.yaml is no valid YAML'],
  ['targets: 5\n', 'targets'],
])('what is amiss in it is said in a sentence: %j', async (text, words) => {
  await writeFile(join(folder, 'given.yaml'), text)
  const { exitCode, stdout, stderr } = await builtCli(['audit', '--sample', '--config', 'given.yaml'], { cwd: folder })
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
  expect(stderr).toContain(words)
  expect(stderr).not.toMatch(/\n\s+at /)
})
