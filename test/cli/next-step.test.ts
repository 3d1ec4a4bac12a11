import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { runCli } from '../support/cli.js'

const TROUBLED = ['--sample', 'troubled']
const npx = { npm_lifecycle_script: 'ssm-ready', npm_config_user_agent: 'npm/10.0.0', XDG_STATE_HOME: tmpdir() }

describe('every answer names the next step', () => {
  it('connect: what is in the way in a sentence, and the command that says what mends it', async () => {
    const blocked = ['connect', 'payments-db', '--print', ...TROUBLED]
    const { exitCode, stdout, stderr } = await runCli(blocked, { env: npx })
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/payments-db is BLOCKED: sg-0ca624adddecbcd0d has no rule that allows tcp\/443 from/)
    const [, words = ''] = /What mends it: npx ssm-ready (.+)\n$/.exec(stderr) ?? []
    expect(words).toMatch(/^explain i-\w+ payments-db --sample troubled$/)
    const explained = await runCli(words.split(' '))
    expect(explained.exitCode).toBe(0)
    expect(explained.stdout).toContain('Let sg-0ca624adddecbcd0d admit tcp/443')
  })

  it('connect: what is wrong with the host, by its name', async () => {
    const { stderr } = await runCli(['connect', 'legacy-crm', '--via', 'legacy-jump-b', '--print', ...TROUBLED])
    expect(stderr).toContain('legacy-crm is BLOCKED: legacy-jump-b (i-0f4e987ea450d3dec) runs agent 3.0.1124.0;')
  })

  it('connect: a database without a jump host', async () => {
    const { stderr } = await runCli(['connect', 'archive-db', '--print', ...TROUBLED])
    expect(stderr).toContain('tag one ssm-ready:role=jump-host')
  })

  it('connect: the host by its name, and what to know of the client apart from its line', async () => {
    const print = ['connect', 'orders-db', 'orders-proxy', '--print', ...TROUBLED]
    const { stdout, stderr } = await runCli(print)
    expect(stderr).toContain('orders-db: through orders-jump-a (i-046bf53c197c2f38e)')
    expect(stderr.match(/^\* global-bundle\.pem is at https:.*$/gm)).toHaveLength(1)
    expect(stderr).toContain('* IAM database authentication: the token is the password')
    expect(stdout).not.toContain('\n*')
    expect((await runCli([...print, '--quiet'])).stderr).toBe('')
  })

  it('explain: a database or VPC where a host is expected', async () => {
    for (const [first, kind] of [
      ['staging-db', 'database'],
      ['staging', 'VPC'],
    ]) {
      const { exitCode, stderr } = await runCli(['explain', first ?? '', 'orders-db', ...TROUBLED])
      expect([exitCode, stderr]).toEqual([
        1,
        `ssm-ready: ${first} is a ${kind}: name a host before the database, as in \`explain orders-jump-a orders-db\`.\n`,
      ])
    }
  })

  it('explain: nothing of that name, and two VPCs that no way joins', async () => {
    const wrong = await runCli(['explain', 'order-db', ...TROUBLED])
    expect([wrong.exitCode, wrong.stderr]).toEqual([
      1,
      expect.stringMatching(
        /^ssm-ready: No host, database or VPC "order-db" \(did you mean orders-db\?\): the audit found /,
      ),
    ])
    const apart = await runCli(['explain', 'data-jump-a', 'orders-db', ...TROUBLED])
    expect([apart.exitCode, apart.stderr]).toEqual([
      1,
      'ssm-ready: Host data-jump-a (i-09dcd5fdb88e40882) is in data (vpc-0e1f173650343a112), database orders-db in orders (vpc-0361699f8323951ab): no peering connection or transit gateway joins the two VPCs.\n',
    ])
  })

  it('fix plan: how to carry it out, and nothing about hosts that are up to date', async () => {
    const { stdout, stderr } = await runCli(['fix', 'plan', 'update-agent', ...TROUBLED], { env: npx })
    expect(stderr).toMatch(
      /^To carry it out: npx ssm-ready fix apply plan-[0-9a-f]{20} --approve all --sample troubled\n$/,
    )
    expect(stdout).toContain('Update the agent of legacy-jump-b (i-0f4e987ea450d3dec)')
    expect(stdout).not.toContain('up to date')
  })

  it('fix plan: nothing to do', async () => {
    const { stdout, stderr } = await runCli(['fix', 'plan', 'update-agent', '--sample'])
    expect(stdout).toContain(': nothing to do in account 111122223333')
    expect(stderr).toBe('')
  })

  it('fix apply: a sample stays as it was', async () => {
    const { exitCode, stdout, stderr } = await runCli(['fix', 'apply', 'update-agent', ...TROUBLED])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/done: Update the agent of legacy-jump-b \(i-0f4e987ea450d3dec\)/)
    expect(stderr).toMatch(/^1 of 2 done: Update the agent of legacy-jump-b \(i-0f4e987ea450d3dec\)/m)
    expect(stderr).toMatch(
      /\nThis was simulated: nothing was changed, and the next command sees the sample as it was\.\n$/,
    )
  })

  it('fix verify: a sample is as it was, whatever was simulated on it', async () => {
    const planned = await runCli(['fix', 'plan', ...TROUBLED], { env: npx })
    const [planId = ''] = /plan-[0-9a-f]{20}/.exec(planned.stderr) ?? []
    const verified = () => runCli(['fix', 'verify', planId, ...TROUBLED], { env: npx })
    const before = await verified()
    expect(before.stdout.split('\n')[0]).toBe(`Plan ${planId}: not applied yet`)
    expect((await runCli(['fix', 'apply', planId, ...TROUBLED], { env: npx })).exitCode).toBe(3)
    expect(await verified()).toEqual(before)
    expect(before.stderr).toBe(
      'A sample keeps nothing of what fix apply simulated on it: this is how it stands before the plan.\n',
    )
    const reverted = await runCli(['fix', 'revert', planId, ...TROUBLED], { env: npx })
    expect(reverted.exitCode).toBe(0)
    expect(reverted.stderr).toMatch(
      /\nA sample keeps nothing of what fix apply simulated on it: there is nothing to take back\.\n$/,
    )
  })

  it.each([
    ['verify', 'nothing to verify', 'done'],
    ['revert', 'nothing to take back', 'reverted'],
  ])('fix %s: a plan without steps: %s', async (action, words, outcome) => {
    const planned = await runCli(['fix', 'plan', 'update-agent', '--sample'])
    const [planId = ''] = /plan-[0-9a-f]{20}/.exec(planned.stdout) ?? []
    const { exitCode, stdout } = await runCli(['fix', action, planId, '--sample'])
    expect([exitCode, stdout]).toEqual([0, `Plan ${planId}: ${words}\n`])
    const json = await runCli(['fix', action, planId, '--sample', '--format', 'json'])
    expect(JSON.parse(json.stdout)).toEqual({ planId, steps: [], outcome })
  })

  it('fix verify: a plan that leaves everything alone says so again', async () => {
    const planned = await runCli(['fix', 'plan', '--vpc', 'archive', ...TROUBLED])
    const [planId = ''] = /plan-[0-9a-f]{20}/.exec(planned.stdout) ?? []
    const { exitCode, stdout } = await runCli(['fix', 'verify', planId, ...TROUBLED])
    expect(exitCode).toBe(2)
    expect(stdout).toMatch(new RegExp(`^Plan ${planId}: nothing to verify\n\nLeft alone\n  . vpc-jump-host: archive`))
  })

  it('fix verify: a plan that is not there', async () => {
    const { exitCode, stderr } = await runCli(['fix', 'verify', 'plan-0123456789abcdef0123', ...TROUBLED])
    expect([exitCode, stderr]).toEqual([
      1,
      'ssm-ready: Plan plan-0123456789abcdef0123 is not stored here: plan again.\n',
    ])
  })

  it.each([
    [['--out', '/proc/none/plan.json'], {}, '--out: the plan cannot be written to /proc/none/plan.json'],
    [[], { XDG_STATE_HOME: '/proc/none' }, 'Plans cannot be kept in /proc/none/ssm-ready/plans'],
  ])('fix plan %j: a plan that can be kept nowhere', async (options, more, said) => {
    const env = { ...npx, ...more }
    const { exitCode, stderr } = await runCli(['fix', 'plan', 'update-agent', ...TROUBLED, ...options], { env })
    expect(exitCode).toBe(1)
    expect(stderr).toContain(said)
  })
})
