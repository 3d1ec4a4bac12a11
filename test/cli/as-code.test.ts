import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/cli.js'

describe('fix plan --as', () => {
  let cwd: string
  beforeAll(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'ssm-ready-'))
  })
  afterAll(() => rm(cwd, { recursive: true, force: true }))

  const plan = (...argv: string[]) =>
    runCli(['fix', 'plan', ...argv], { cwd, env: { XDG_STATE_HOME: join(cwd, 'state') } })

  it.each(['pulumi', 'Terraform', ''])('%j is no language: one sentence that names them', async (language) => {
    const { exitCode, stdout, stderr } = await plan('--sample', 'troubled', '--as', language)
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toContain(`--as: expected one of cloudformation, terraform, got ${JSON.stringify(language)}`)
  })

  it('takes no format beside it', async () => {
    const { exitCode, stderr } = await plan('--sample', 'troubled', '--as', 'terraform', '--format', 'json')
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('--as: a template has a format of its own')])
  })

  it('prints the template, tells what is not in it, and stores the plan', async () => {
    const { exitCode, stdout, stderr } = await plan('--all', '--sample', 'troubled', '--as', 'cloudformation')
    expect(exitCode).toBe(0)
    const { Metadata } = JSON.parse(stdout)
    expect(stderr).toMatch(/The template has \d+ of \d+ steps/)
    expect(stderr).toContain('aws ssm send-command --document-name AWS-UpdateSSMAgent')
    expect(await readdir(join(cwd, 'state/ssm-ready/plans'))).toContainEqual(
      expect.stringContaining(Metadata.SsmReady.planId),
    )
  })

  it('writes it into a file, where nothing else is printed', async () => {
    const { stdout } = await plan('--all', '--sample', 'troubled', '--as', 'terraform', '--out', 'made/main.tf.json')
    expect(stdout).toBe('')
    expect(JSON.parse(await readFile(join(cwd, 'made/main.tf.json'), 'utf8'))).toHaveProperty('resource.aws_instance')
  })

  it('has nothing to write where nothing is infrastructure', async () => {
    const { exitCode, stdout, stderr } = await plan('update-agent', '--sample', 'troubled', '--as', 'terraform')
    expect([exitCode, stdout]).toEqual([0, ''])
    expect(stderr).toContain('No step of the plan is infrastructure')
  })
})
