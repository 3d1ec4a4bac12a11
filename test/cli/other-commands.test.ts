import { readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../src/model/check-catalogue.js'
import { useOutFolder } from '../support/out-folder.js'

const here = useOutFolder()
const { inFolder, reportOf } = here

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
    expect(verified.stdout.replace(/\s+/g, ' ')).toMatch(
      /: not applied yet 1\. \S planned: .* Not applied yet: still agentVersion 3\.0\.1124\.0\. /,
    )
    expect(await readdir(here.folder)).toEqual([])
  })
})
