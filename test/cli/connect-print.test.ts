import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runCli } from '../support/cli.js'
import { BARE, useOutFolder } from '../support/out-folder.js'

const here = useOutFolder()

it('connect --print says why one endpoint is not enough, and keeps within the terminal', async () => {
  const { vpcs } = await here.reportOf(['--sample', 'troubled'])
  const { vpcId } = vpcs.find(({ name }) => name === 'orders') ?? {}
  const targets = [{ name: 'events', host: 'localhost', port: 9092, engine: 'kafka', vpcId }]
  await writeFile(join(here.folder, 'ssm-ready.config.json'), JSON.stringify({ targets }))
  for (const name of ['events', 'orders-db']) {
    const argv = ['connect', name, '--sample', 'troubled', '--print']
    const { exitCode, stdout, stderr } = await runCli(argv, { cwd: here.folder, env: BARE, terminal: true })
    expect([exitCode, stdout.split('\n')[0]]).toEqual([0, expect.stringMatching(/^aws ssm start-session /)])
    expect(stderr).toContain('through orders-jump-')
    // Progress is wiped away.
    const lines = stderr.split('\n').map((line) => line.split('\u001b[2K').at(-1) ?? '')
    expect(lines.filter((line) => line.length > 100)).toEqual([])
    expect(stderr.includes('* Kafka: a broker sends a client on')).toBe(name === 'events')
  }
})

it.each([
  [[], "ssh -o 'ProxyCommand=ssm-ready proxy --region eu-west-1 %h %p' ec2-user@"],
  [['--os-user', 'ann'], "ssh -o 'ProxyCommand=ssm-ready proxy --region eu-west-1 %h %p' ann@"],
  [['--with', 'aws'], "ssh -o 'ProxyCommand=aws ssm start-session --region eu-west-1 --target %h "],
])('connect --ssh --print %j prints what would run', async (more, begins) => {
  const argv = ['connect', 'orders-jump-a', '--ssh', '--print', '--sample', 'troubled', ...more]
  const { exitCode, stdout, stderr } = await runCli(argv, { env: BARE })
  expect([exitCode, stdout.slice(0, begins.length)]).toEqual([0, begins])
  expect(stderr).toContain('a key of yours')
})

it('connect --all names what it leaves out', async () => {
  const argv = ['connect', '--all', '--print', '--sample', 'troubled']
  const { exitCode, stderr } = await runCli(argv, { env: BARE })
  expect(exitCode).toBe(0)
  expect(stderr).toMatch(/left out, for no host reaches them now: .*legacy-crm.*: ssm-ready explain says why/)
  expect((await runCli([...argv, '--quiet'], { env: BARE })).stderr).toBe('')
})

it.each(['--streams', '--local-port', '--message-size'])('connect %s is not for a host', async (flag) => {
  const { exitCode, stderr } = await runCli([
    'connect',
    'orders-jump-a',
    '--print',
    '--quiet',
    '--sample',
    'troubled',
    flag,
    '2',
  ])
  expect([exitCode, stderr]).toEqual([1, `ssm-ready: ${flag} is for tunnels; orders-jump-a is a host.\n`])
})

it('a host of no such name is told the names there are, each once', async () => {
  const { stderr } = await runCli([
    'connect',
    'orders-db',
    '--via',
    'nohost',
    '--print',
    '--quiet',
    '--sample',
    'troubled',
  ])
  const names = /the audit found (.*)\./.exec(stderr)?.[1]?.split(', ') ?? []
  expect(names.length).toBeGreaterThan(2)
  expect(new Set(names).size).toBe(names.length)
})
